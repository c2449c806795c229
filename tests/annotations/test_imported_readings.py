"""Other tools' annotations, from the file to the reading: kept once, under their reader's name, word for word."""

import json

import pytest

from annotations.models import MentionGroup, Reading, Source, State, Tag
from annotations.services.imported import kind_of
from articles.models import Article, Batch
from tests.factories import ada
from tests.factories_articles import imported_files
from tests.pure.files import packed

pytestmark = pytest.mark.django_db

NEWS = "Ana Prill met Joe Marsh in Berlin.\nThe harbour office had asked Ana Prill to, and nobody else came along."


def doccano(*spans: list, text: str = NEWS, **more) -> bytes:
    return json.dumps({"text": text, "label": list(spans), **more}).encode()


def imported(content: bytes, name: str = "news.jsonl", **options) -> Batch:
    return imported_files((name, content), **options)


def tags(reading: Reading) -> list[tuple[str, str, str]]:
    return list(reading.tags.order_by("start", "kind").values_list("kind", "surface", "state"))


def test_spans_become_a_finished_reading_of_a_named_reader():
    batch = imported(doccano([0, 9, "PER"], [27, 33, "LOC"], [64, 73, "PER"], [0, 3, "DATE"]))
    reading = Reading.objects.get(role=Reading.Role.IMPORTED)
    assert (reading.article, reading.state) == (Article.objects.get(), Reading.State.CLOSED)
    assert (reading.source.name, reading.source.version) == ("doccano", "1")
    assert reading.closed_at
    assert tags(reading) == [
        ("person", "Ana Prill", State.CONFIRMED),
        ("place", "Berlin", State.CONFIRMED),
        ("person", "Ana Prill", State.CONFIRMED),
    ]
    assert list(MentionGroup.objects.order_by("kind").values_list("kind", "name")) == [
        ("person", "Ana Prill"),
        ("place", "Berlin"),
    ]
    assert Tag.objects.filter(label="PER").count() == 2
    assert batch.rows.get().message == (
        "3 annotations kept as the reading of doccano; “DATE” (1) left out, being neither person, place, group nor "
        "event."
    )


def test_the_same_file_again_makes_nothing_and_changed_annotations_make_a_reading_of_their_own():
    first = doccano([0, 9, "PER"])
    imported(first)
    again = imported(first)
    assert again.rows_duplicate == 1
    assert again.rows.get().message.endswith("The reading of doccano is here already.")
    changed = imported(doccano([0, 9, "PER"], [27, 33, "LOC"]))
    assert changed.rows_duplicate == 1
    assert "2 annotations kept as the reading of doccano, number 2." in changed.rows.get().message
    imported(first)
    assert [tags(reading) for reading in Reading.objects.filter(role="imported").order_by("pk")] == [
        [("person", "Ana Prill", "confirmed")],
        [("person", "Ana Prill", "confirmed"), ("place", "Berlin", "confirmed")],
    ]
    assert Article.objects.count() == 1


def test_annotations_join_an_article_that_is_here_already():
    imported(NEWS.encode(), "news.txt")
    batch = imported(doccano([0, 9, "PER"]))
    assert batch.rows_duplicate == 1
    reading = Reading.objects.get(role=Reading.Role.IMPORTED)
    assert reading.article == Article.objects.get()
    assert tags(reading) == [("person", "Ana Prill", "confirmed")]


def test_every_annotator_and_every_model_has_a_reading():
    def result(start: int, end: int, *labels: str) -> dict:
        return {
            "type": "labels",
            "value": {"start": start, "end": end, "text": NEWS[start:end], "labels": list(labels)},
        }

    task = {
        "data": {"text": NEWS},
        "annotations": [
            {"completed_by": 1, "result": [result(0, 9, "PER")]},
            {"completed_by": 2, "result": [result(14, 23, "PER")]},
        ],
        "predictions": [{"model_version": "m1", "result": [result(27, 33, "LOC")]}],
    }
    imported(json.dumps([task]).encode(), "tasks.json")
    readings = {reading.source.name: tags(reading) for reading in Reading.objects.filter(role=Reading.Role.IMPORTED)}
    assert readings == {
        "Label Studio, annotator 1": [("person", "Ana Prill", "confirmed")],
        "Label Studio, annotator 2": [("person", "Joe Marsh", "confirmed")],
        "Label Studio, m1": [("place", "Berlin", "suggested")],
    }


def test_what_was_rejected_stays_rejected():
    record = {
        "text": NEWS,
        "spans": [{"start": 0, "end": 9, "label": "GPE"}],
        "answer": "reject",
        "_input_hash": 1,
        "_task_hash": 1,
    }
    imported(json.dumps(record).encode())
    assert tags(Reading.objects.get(role=Reading.Role.IMPORTED)) == [("place", "Ana Prill", "rejected")]


def test_overlapping_and_repeated_spans():
    imported(doccano([0, 9, "PER"], [0, 9, "PERSON"], [0, 3, "PER"], [0, 9, "ORG"]))
    found = tags(Reading.objects.get(role=Reading.Role.IMPORTED))
    assert sorted(found) == [
        ("group", "Ana Prill", "confirmed"),
        ("person", "Ana", "confirmed"),
        ("person", "Ana Prill", "confirmed"),
    ]


def test_labels_without_a_kind_make_no_reading_and_are_named():
    batch = imported(doccano([0, 9, "Source"], [27, 33, "Content"], [14, 23, "Content"]))
    assert not Reading.objects.filter(role=Reading.Role.IMPORTED).exists()
    assert batch.rows_imported == 1
    assert "Nothing of doccano was kept: “Content” (2), “Source” (1) left out" in batch.rows.get().message


def test_brat_in_an_archive_and_spans_that_were_lost_are_said_on_the_row():
    ann = "T1\tPerson 0 9\tAna Prill\nT2\tPerson 14 23\tsomebody else\n"
    batch = imported(packed(("a.txt", NEWS), ("a.ann", ann)), "export.zip")
    assert tags(Reading.objects.get(role=Reading.Role.IMPORTED)) == [("person", "Ana Prill", "confirmed")]
    message = batch.rows.get().message
    assert "1 annotation was left out: the words are not where the offsets say." in message
    assert "1 annotation kept as the reading of brat." in message


def test_an_imported_reading_is_seen_by_those_who_may_read():
    imported(doccano([0, 9, "PER"]))
    assert Reading.objects.visible_to(ada()).filter(role=Reading.Role.IMPORTED).exists()


def test_the_number_of_queries_depends_on_the_readings_and_not_on_their_spans(django_assert_max_num_queries):
    spans = [[start, start + 1, "PER"] for start in range(60) if not NEWS[start].isspace()]
    with django_assert_max_num_queries(80) as few:
        imported(doccano([0, 9, "PER"]))
    with django_assert_max_num_queries(80) as many:
        imported(doccano(*spans, text=f"{NEWS} It was late."))
    assert len(many) <= len(few)
    assert Source.objects.filter(name="doccano").count() == 1


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PER", "person"),
        ("Organisation", "group"),
        ("GPE", "place"),
        ("event", "event"),
        ("b-LOC", "place"),
        ("DATE", ""),
    ],
)
def test_which_kind_a_label_means(label, kind):
    assert (kind_of(label) or "") == kind
