"""Exports hold what the database holds, with the whole trail of every decision."""

import hashlib
import json
import tracemalloc
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.errors import NotAllowed
from annotations.models import Alias, ClaimUse, Entity, Event, EventArgument, Quote, Reading, State, Tag
from annotations.services import claiming, exporting, quoting, review, tagging
from articles.text import digest
from tests.annotations.articles import make_article
from tests.annotations.readings import (
    STORY,
    make_machine_reading,
    make_open_reading,
    make_record,
    make_submitted_reading,
    seeing,
)
from tests.factories import ada, adam, ben, eda, eli, stranger

pytestmark = pytest.mark.django_db


def lines_of(readings) -> list[dict]:
    return [json.loads(line) for line in b"".join(exporting.export(readings)).decode().splitlines()]


def one_line(reading) -> dict:
    return lines_of(Reading.objects.filter(pk=reading.pk))[0]


def by_text(line: dict, words: str) -> dict:
    return next(tag for tag in line["tags"] if tag["text"] == words)


def steps(item: dict) -> list[tuple]:
    return [(step["step"], step["verb"], step["who"]) for step in item["trail"]]


def test_a_line_equals_the_database():
    record = make_record()
    article = record.article
    line = one_line(record)
    assert (line["format"], line["version"]) == ("newsroom-annotations", 1)
    assert line["article"]["text"] == article.text
    assert line["article"]["text_sha256"] == digest(article.text).hex()
    assert line["article"]["outlet"] == {"id": article.outlet_id, "name": article.outlet.name}
    assert line["reading"]["role"] == "record"
    assert line["reading"]["reader"] == "eda"
    assert line["reading"]["approved"]["who"] == "eda"
    live = record.tags.exclude(state=State.REMOVED)
    assert {
        (tag["id"], tag["kind"], tag["start"], tag["end"], tag["state"], tag["group"]) for tag in line["tags"]
    } == set(live.values_list("id", "kind", "start", "end", "state", "group"))
    assert {group["id"]: group["name"] for group in line["groups"]} == dict(record.groups.values_list("id", "name"))
    quote = record.quotes.get()
    (exported,) = line["quotes"]
    assert exported["pieces"] == [list(piece) for piece in quote.pieces]
    assert exported["speaker"]["tag"] == quote.speaker_id
    assert exported["speaker"]["name"] == "Lena Ortiz"
    use = ClaimUse.objects.get(quote=quote)
    assert [
        (claim["id"], claim["wording"], claim["text"], claim["stance"], claim["hedged"]) for claim in exported["claims"]
    ] == [(use.claim_id, 1, "The culprits will be found.", "asserts", True)]


def test_offsets_give_the_words():
    line = one_line(make_record())
    text = line["article"]["text"]
    for tag in line["tags"]:
        assert text[tag["start"] : tag["end"]] == tag["text"] == Tag.objects.get(pk=tag["id"]).surface
    (quote,) = line["quotes"]
    assert quote["text"] == " ".join(text[start:end] for start, end in quote["pieces"])
    assert quote["text"].startswith("“We will find out")
    assert text[quote["cue"]["start"] : quote["cue"]["end"]] == quote["cue"]["text"] == "said"
    assert text[quote["speaker"]["start"] : quote["speaker"]["end"]] == quote["speaker"]["text"] == "Ortiz"
    assert "🕯️" in text


def test_every_decision_can_be_followed():
    line = one_line(make_record())
    assert steps(by_text(line, "Lena Ortiz")) == [
        ("proposed", None, None),
        ("act", "confirm", "ada"),
        ("approved", None, "eda"),
    ]
    assert by_text(line, "Lena Ortiz")["trail"][0]["pipeline"] == {"name": "house-en", "version": "1.0"}
    assert steps(by_text(line, "attack"))[1] == ("act", "reject", "ada")
    assert steps(by_text(line, "12 candles")) == [("act", "add", "ada"), ("approved", None, "eda")]
    moved = by_text(line, "The Free Dockers")
    assert steps(moved) == [("proposed", None, None), ("act", "move edge", "eda"), ("approved", None, "eda")]
    assert moved["trail"][1]["before"]["surface"] == "Free Dockers"
    assert moved["proposal"]["end"] == moved["end"]
    (quote,) = line["quotes"]
    assert [step[1] for step in steps(quote)] == [None, "attach claim", None]
    assert steps(quote["claims"][0]) == [("act", "attach claim", "ada"), ("approved", None, "eda")]
    assert [(step["verb"], step["who"]) for step in line["reading"]["trail"]] == [
        ("submit", "ada"),
        ("start correction", "eda"),
        ("approve", "eda"),
    ]
    assert line["people"] == [{"username": "ada", "name": "Ada Analyst"}, {"username": "eda", "name": "Eda Editor"}]
    assert [(parent["role"], parent["reader"]) for parent in line["reading"]["parents"]] == [("human", "ada")]


def test_an_approval_without_corrections_has_the_same_trail():
    reading = make_submitted_reading(ada())
    review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())
    line = lines_of(exporting.chosen(Reading.objects.all(), ["records"]))[0]
    assert line["reading"]["approved"]["who"] == "eda"
    assert [step["verb"] for step in line["reading"]["trail"]] == ["submit", "approve"]
    reviewed = one_line(reading)
    assert reviewed["reading"]["approved"]["who"] == "eda"


def test_nothing_undecided_is_in_a_record():
    record = make_record()
    assert "Harrow" not in [tag["text"] for tag in one_line(record)["tags"]]
    Tag.objects.create(reading=record, kind="place", start=0, end=5, surface=record.article.text[:5])
    assert State.SUGGESTED not in {tag["state"] for tag in one_line(record)["tags"]}
    reading = Reading.objects.get(role="human")
    assert State.SUGGESTED in {tag["state"] for tag in one_line(reading)["tags"]}


def test_removed_tags_and_claims_are_not_there():
    reading = make_open_reading(ada())
    at = reading.article.text.index("candles")
    act = {"actor": ada(), "reading_id": reading.pk}
    outcome = tagging.add(**act, envelope=seeing(), start=at, end=at + 7, words="candles", kind="event")
    (tag_id,) = outcome.ids("tag")
    tagging.reject(**act, envelope=seeing(Tag.objects.get(pk=tag_id)), tag_id=tag_id)
    quote = reading.quotes.get()
    claiming.attach_new_claim(**act, envelope=seeing(quote), quote_id=quote.pk, text="One claim.", stance="denies")
    use = ClaimUse.objects.get()
    claiming.detach_claim(**act, envelope=seeing(use), use_id=use.pk)
    line = one_line(reading)
    assert "candles" not in [tag["text"] for tag in line["tags"]]
    assert line["quotes"][0]["claims"] == []


def test_events_come_with_their_slots():
    machine = make_machine_reading()
    group = machine.groups.get(kind="event")
    place, people = machine.groups.get(kind="place"), machine.groups.get(name="Free Dockers")
    event = Event.objects.create(group=group, type="explosions_remote_violence", status="happened", place=place)
    EventArgument.objects.create(event=event, group=people, role="accused")
    (exported,) = one_line(machine)["events"]
    assert exported == {
        "group": group.pk, "type": "explosions_remote_violence", "subtype": "", "status": "happened", "date": None,
        "precision": "", "date_words": None, "place": place.pk, "dead": None, "injured": None, "decided": [],
        "participants": [
            {"group": people.pk, "role": "accused", "state": "confirmed", "proposal": None, "trail": []}
        ],
        "trail": [],
    }  # fmt: skip


# -- the protected -----------------------------------------------------------------------------------------------------


def test_a_protected_person_is_hidden_everywhere():
    reading = make_submitted_reading(ada())
    article = reading.article
    type(article).objects.filter(pk=article.pk).update(url="https://post.example/lena-ortiz", byline="Lena Ortiz")
    reading.groups.filter(name="Lena Ortiz").update(protected=True)
    review.return_reading(actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons="Ortiz is a mayor.")
    data = b"".join(exporting.export(Reading.objects.filter(pk=reading.pk))).decode()
    for word in ("Ortiz", "ortiz", "Lena"):
        assert word not in data
    line = json.loads(data)
    text = line["article"]["text"]
    assert len(text) == len(article.text)
    assert line["article"]["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert line["article"]["url"] == ""
    assert [article.text[start:end] for start, end in line["article"]["masked"]] == ["Lena Ortiz", "Ortiz", "Ortiz"]
    for tag in line["tags"]:
        assert text[tag["start"] : tag["end"]] == tag["text"]
    (group,) = [group for group in line["groups"] if group["protected"]]
    assert group["name"] == f"protected person g{group['id']}"
    assert line["quotes"][0]["speaker"]["name"] == group["name"]
    assert "Harrow" in text


def test_a_protected_entity_is_hidden_in_every_article_under_every_name():
    lena = Entity.objects.create(kind="person", name="Lena Ortiz", protected=True)
    Alias.objects.create(entity=lena, surface="The Harbour Mayor")
    merged = Entity.objects.create(kind="person", name="Lena O.", merged_into=lena, root=lena)
    reading = make_submitted_reading(ada())
    reading.groups.filter(name="Lena Ortiz").update(entity=merged)
    other = make_machine_reading(make_article("Nobody tagged Lena Ortiz, the harbour mayor."), tags=[])
    line = one_line(reading)
    assert [group["name"] for group in line["groups"] if group["protected"]] == [f"protected person e{lena.pk}"]
    assert [group["entity"] for group in line["groups"] if group["protected"]] == [
        {"id": lena.pk, "name": f"protected person e{lena.pk}"}
    ]
    assert "Ortiz" not in json.dumps(line)
    assert "Nobody tagged ██████████, █████████████████." in one_line(other)["article"]["text"]


def test_without_anybody_protected_nothing_is_masked():
    article = one_line(make_machine_reading())["article"]
    assert article["masked"] == []
    assert "█" not in article["text"]


# -- choosing ----------------------------------------------------------------------------------------------------------


def test_choices_are_told_apart_and_counted():
    make_record()
    make_submitted_reading(ada())
    make_open_reading(ben())
    counts = exporting.counts(Reading.objects.all())
    assert counts == {"records": 1, "submitted": 1, "reviewed": 1, "open": 1, "machine": 3, "imported": 0}
    for name, count in counts.items():
        assert len(lines_of(exporting.chosen(Reading.objects.all(), [name]))) == count
    assert (
        len(lines_of(exporting.chosen(Reading.objects.all(), ["all"])))
        == Reading.objects.count()
        == sum(counts.values())
    )


def test_of_what_may_not_be_seen_nothing_goes_out():
    make_record()
    make_open_reading(ada())
    make_submitted_reading(ben())
    assert exporting.counts(exporting.exportable(eli()))["open"] == 0
    assert exporting.counts(exporting.exportable(eli()))["submitted"] == 1
    assert exporting.counts(exporting.exportable(adam())) == {
        "records": 1, "submitted": 0, "reviewed": 0, "open": 0, "machine": 3, "imported": 0,
    }  # fmt: skip
    for nobody in (ada(), stranger()):
        with pytest.raises(NotAllowed):
            exporting.exportable(nobody)


def test_since_means_when_it_reached_its_state():
    record = make_record()
    assert len(lines_of(exporting.chosen(Reading.objects.all(), ["records"], record.closed_at))) == 1
    later = record.closed_at + timedelta(seconds=1)
    assert lines_of(exporting.chosen(Reading.objects.all(), ["records"], later)) == []


def test_nothing_chosen_is_an_empty_file():
    assert b"".join(exporting.export(exporting.chosen(Reading.objects.all(), ["records"]))) == b""


# -- size --------------------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_the_number_of_readings():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            lines_of(Reading.objects.all())
        return len(captured)

    make_record()
    few = queries()
    for _ in range(4):
        make_record()
    assert queries() == few


def test_long_texts_make_small_chunks(monkeypatch):
    for _ in range(5):
        make_machine_reading()
    whole = b"".join(exporting.export(Reading.objects.all()))
    monkeypatch.setattr(exporting, "CHUNK_CHARACTERS", int(len(STORY) * 2.5))
    chunks = list(exporting.export(Reading.objects.all()))
    assert len(chunks) == 3
    assert b"".join(chunks) == whole
    monkeypatch.setattr(exporting, "CHUNK_CHARACTERS", 10)
    assert len(list(exporting.export(Reading.objects.all()))) == 5


def test_memory_does_not_grow_with_the_number_of_readings(monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK_READINGS", 4)

    def peak() -> int:
        tracemalloc.start()
        try:
            for _ in exporting.export(Reading.objects.all()):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for _ in range(8):
        make_machine_reading()
    peak()  # what is cached for good is not counted
    few = peak()
    for _ in range(24):
        make_machine_reading()
    assert peak() < few * 1.5


@pytest.mark.django_db(transaction=True)
def test_a_chunk_sees_one_moment_and_the_next_one_sees_what_came_since(monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK_READINGS", 2)
    first = [make_machine_reading() for _ in range(3)]
    data = exporting.export(Reading.objects.all())
    lines = next(data).splitlines()
    assert not connection.in_atomic_block
    late = make_machine_reading()
    lines += b"".join(data).splitlines()
    assert [json.loads(line)["reading"]["id"] for line in lines] == [*(one.pk for one in first), late.pk]


def test_quotes_keep_their_mode_and_nothing_checkable():
    reading = make_open_reading(ada())
    quote = reading.quotes.get()
    act = {"actor": ada(), "reading_id": reading.pk}
    quoting.mark_nothing_checkable(**act, envelope=seeing(quote), quote_id=quote.pk, nothing=True)
    (exported,) = one_line(reading)["quotes"]
    assert (exported["mode"], exported["nothing_checkable"]) == (Quote.Mode.DIRECT, True)
