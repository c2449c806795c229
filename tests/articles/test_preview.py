"""The preview of a draft: what it says is what the import then does, and it writes nothing else."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article, Batch, BatchFile, BatchRow, Original, Outlet, Preview
from articles.readers import SandboxBroken
from articles.services import drafts, importing, looking, previewing
from articles.services.importing import run_batch
from articles.services.previewing import make_preview, waiting_previews
from tests.factories import ada, adam
from tests.factories_articles import (
    begun,
    draft,
    imported,
    jobs_of,
    jsonl,
    look_at,
    previewed,
    previews_of,
    record,
)

pytestmark = pytest.mark.django_db
URL = "https://herald.example/1"
TABLE = (
    "kopf;inhalt;datum;zeitung\nBoats lost;They are gone for good.;2026-03-03;Courier\nLights out;Nobody saw it.;;\n"
)


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Article, Original, Outlet, BatchRow))


def outcome_counts(batch: Batch) -> dict[str, int]:
    return {name: getattr(batch, f"rows_{name}") for name in ("imported", "duplicate", "revision", "error")}


def test_it_counts_what_the_import_then_does_and_writes_nothing():
    twice, unknown = record(), record(outlet=None)
    imported(record(url=URL), twice, unknown)
    lines = [
        record(url=URL),  # a revision of what is here
        record(url=URL),  # of the one above
        twice,
        record(outlet="New Courier"),
        record(outlet="NEW COURIER"),
        {**unknown, "outlet": "Merrow Herald"},  # other bytes, so another article
        b"{",
        {"text": ""},
    ]
    new = record(outlet=None)
    lines += [new, new]
    before = stored()
    preview = previewed(("a.jsonl", jsonl(*lines)), ("b.txt", b""), ("c.txt", b"Boats lost\nThey are gone for good."))
    assert stored() == before
    result = preview.result
    assert preview.state == Preview.State.READY
    assert result["counts"] == {"imported": 5, "duplicate": 2, "revision": 2, "error": 3}
    assert (result["seen"], result["complete"], preview.items_seen) == (12, True, 12)
    batch = begun(preview.batch)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert outcome_counts(batch) == result["counts"]


def test_the_bytes_that_come_with_an_outlet_later_are_the_article_that_is_here():
    content = b"Boats lost\nThey are gone for good."
    previewed_first = previewed(("a.txt", content), ("b.txt", content))
    assert previewed_first.result["counts"]["duplicate"] == 1
    run_batch(begun(previewed_first.batch).pk)
    preview = previewed(("a.txt", content), outlet="Herald")
    (pair,) = preview.result["pairs"]["duplicate"]
    assert pair["because"] == "outlet found"
    assert Outlet.objects.count() == 0
    batch = begun(preview.batch)
    assert run_batch(batch.pk)
    assert Article.objects.get().outlet.name == "Herald"


def test_it_says_what_the_items_are():
    preview = previewed(
        ("a.jsonl", jsonl(record(published_at="2026-03-03"), record(outlet=None, language="de"), record())),
        ("b.txt", "Boote verloren\nSie sind für immer fort.".encode("utf-16")),
        outlet="merrow herald",
    )
    result = preview.result
    assert result["undated"] == 3
    assert dict(result["encodings"]) == {"utf-8": 3, "utf-16": 1}
    assert dict(result["languages"])["en"] == 2
    assert sum(one["count"] for one in result["outlets"]) == 4
    assert {one["is_new"] for one in result["outlets"]} == {True}
    assert result["by_file"] == {
        str(pk): [items, 0]
        for pk, items in zip(preview.batch.files.order_by("number").values_list("pk", flat=True), (3, 1), strict=True)
    }
    assert [told["format"] for told in preview.files.values()] == ["JSONL", "Plain text"]


def test_items_are_shown_as_they_will_be_read_with_what_is_left_out():
    text = "\n".join(["Boats were lost.", "READ MORE: Other boats", *["Nobody has been found."] * 20, "Comments"])
    preview = previewed(("a.jsonl", jsonl(record(standfirst="An inquiry", byline="Ana Prill", text=text))))
    (item,) = preview.result["items"]
    kinds = [passage["kind"] for passage in item["passages"]]
    assert kinds[:4] == ["headline", "standfirst", "paragraph", "block"]
    assert kinds[-2:] == ["gap", "block"]
    assert item["passages"][3]["rule"] == "Links to other stories"
    assert (item["byline"], item["when"], item["outcome"]) == ("Ana Prill", "", "imported")


def test_errors_are_all_counted_and_the_first_are_shown(monkeypatch):
    preview = previewed(("a.jsonl", jsonl(*[b"{"] * 60, record())), ("b.txt", b"\x00 one"))
    assert preview.result["counts"]["error"] == 61
    assert len(preview.result["errors"]) == 50
    assert preview.result["errors"][0]["where"] == "a.jsonl, line 1"
    assert "not valid JSON" in preview.result["errors"][0]["message"]


def test_a_revision_is_set_beside_the_article_that_is_here():
    old = record(url=URL, text="Three boats were lost.\nTwo men are missing.")
    imported(old)
    preview = previewed(("a.jsonl", jsonl({**old, "text": "Three boats were lost.\nFour men are missing."})))
    (pair,) = preview.result["pairs"]["revision"]
    assert pair["older"]["article"] == Article.objects.get().pk
    changed = next(row for row in pair["rows"] if row["kind"] == "changed")
    assert [piece["text"].strip() for piece in changed["old"] if piece["differs"]] == ["Two"]
    assert [piece["text"].strip() for piece in changed["new"] if piece["differs"]] == ["Four"]


def test_pairs_inside_the_batch_are_set_side_by_side_too():
    old = record(url=URL)
    preview = previewed(("a.jsonl", jsonl(old, old, {**old, "text": "Three boats were lost.\nOr four."})))
    (twice,), (changed,) = preview.result["pairs"]["duplicate"], preview.result["pairs"]["revision"]
    assert (twice["older"]["article"], twice["older"]["where"]) == (None, "a.jsonl, line 1")
    assert {row["kind"] for row in twice["rows"]} == {"same"}
    assert (changed["older"]["where"], changed["new"]["where"]) == ("a.jsonl, line 1", "a.jsonl, line 3")


def test_very_long_texts_stay_short_in_the_preview():
    old = record(url=URL, text="\n".join(f"Paragraph {number} says nothing new." for number in range(100_000)))
    imported(old)
    preview = previewed(("a.jsonl", jsonl({**old, "text": old["text"].replace("Paragraph 7 ", "Paragraph seven ")})))
    (pair,) = preview.result["pairs"]["revision"]
    assert pair["more"]
    assert [row["kind"] for row in pair["rows"]].count("changed") == 1
    assert len(json.dumps(preview.result)) < 30_000


def test_a_huge_draft_is_looked_at_in_part_and_says_so(monkeypatch):
    monkeypatch.setattr(looking, "MOST_ITEMS", 100)
    lines = [record(text=f"Three boats were lost off Port Merrow, says report {number:04}.") for number in range(1000)]
    preview = previewed(("a.jsonl", jsonl(*lines)), ("b.csv", TABLE.encode()))
    result = preview.result
    assert (result["seen"], result["complete"]) == (100, False)
    assert 900 <= result["estimate"] <= 1100
    # The columns of a file that was not reached are known all the same.
    assert [told["format"] for told in preview.files.values()] == ["JSONL", "Table (CSV or TSV)"]
    assert result["not_told"] == 0


def test_exactly_as_many_items_as_are_looked_at_are_all_of_them(monkeypatch):
    monkeypatch.setattr(looking, "MOST_ITEMS", 3)
    result = previewed(("a.jsonl", jsonl(record(), record(), record()))).result
    assert (result["complete"], result["estimate"]) == (True, 3)


def test_when_time_is_up_it_stops_and_says_of_how_many_files_it_knows_nothing(monkeypatch):
    monkeypatch.setattr(looking, "MOST_SECONDS", -1)
    monkeypatch.setattr(looking, "MOST_SECONDS_FOR_FILES", 0)
    result = previewed(("a.jsonl", jsonl(record())), ("b.jsonl", jsonl(record()))).result
    assert (result["seen"], result["complete"], result["not_told"]) == (0, False, 2)


def test_the_number_of_queries_does_not_grow_with_items_or_small_files(django_assert_max_num_queries):
    def files(count):
        records = [record(url=f"{URL}/{number}", outlet=f"Paper {number}") for number in range(count)]
        return [
            ("a.jsonl", jsonl(*records)),
            *[(f"{n}.txt", f"Boats {n}\nGone for good.".encode()) for n in range(count)],
        ]

    small, large = draft(*files(3)), draft(*files(80))
    with django_assert_max_num_queries(40) as few:
        make_preview(small.pk)
    with django_assert_max_num_queries(40) as many:
        make_preview(large.pk)
    assert len(few) == len(many)


# The job


def test_making_it_again_changes_nothing():
    preview = previewed(("a.jsonl", jsonl(record(), record())))
    assert make_preview(preview.batch_id)
    again = Preview.objects.get()
    assert (again.result, again.revision, again.touched_at) == (preview.result, preview.revision, preview.touched_at)
    assert make_preview(999_999)


def test_a_draft_that_is_changed_meanwhile_gets_the_preview_of_what_it_is_then():
    batch = draft(("a.jsonl", jsonl(record())), ("b.jsonl", jsonl(record())))
    second = batch.files.get(number=2)

    def meanwhile() -> bool:
        drafts.remove_file(None, batch_id=batch.pk, file_id=second.pk)
        return False

    assert make_preview(batch.pk, stop=meanwhile)
    preview = Preview.objects.get()
    assert (preview.state, preview.result) == (Preview.State.WAITING, {})
    assert previews_of(batch) == 2
    assert look_at(batch).result["seen"] == 1


def test_a_draft_that_is_discarded_meanwhile_is_no_fault():
    batch = draft(("a.jsonl", jsonl(record())))
    assert make_preview(batch.pk, stop=lambda: drafts.discard_draft(None, batch_id=batch.pk))
    assert (Batch.objects.count(), BatchFile.objects.count(), Preview.objects.count()) == (0, 0, 0)


def test_a_worker_that_is_asked_to_stop_leaves_it_for_the_next():
    batch = draft(("a.jsonl", jsonl(record())))
    assert not make_preview(batch.pk, stop=lambda: True)
    preview = Preview.objects.get()
    assert (preview.state, preview.attempts) == (Preview.State.WAITING, 0)
    assert look_at(batch).state == Preview.State.READY


def test_what_stops_it_is_said_and_it_can_be_tried_again(monkeypatch):
    batch = draft(("a.jsonl", jsonl(record())))
    with monkeypatch.context() as patched:
        patched.setattr(looking, "look_up", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_preview(batch.pk)
    preview = Preview.objects.get()
    assert (preview.state, preview.result) == (Preview.State.FAILED, {})
    assert "ZeroDivisionError" in preview.message
    drafts.look_again(None, batch_id=batch.pk)
    assert look_at(batch).state == Preview.State.READY


def test_a_fault_of_the_installation_makes_no_errors_of_good_files(monkeypatch):
    def broken(*_):
        raise SandboxBroken("no child")

    batch = draft(("a.jsonl", jsonl(record())))
    monkeypatch.setattr(importing.readers.Item, "parse", broken)
    with pytest.raises(SandboxBroken):
        make_preview(batch.pk)
    assert Preview.objects.get().state == Preview.State.FAILED


def test_one_that_kills_its_worker_is_given_up():
    batch = draft(("a.jsonl", jsonl(record())))
    Preview.objects.update(attempts=previewing.MAX_ATTEMPTS)
    preview = look_at(batch)
    assert preview.state == Preview.State.FAILED
    assert "given up after 3 attempts" in preview.message


def test_one_that_lost_its_job_is_taken_up_by_the_tick():
    lost, fresh = draft(("a.txt", b"Boats lost\nGone for good.")), draft(("b.txt", b"Boats lost\nGone for good."))
    Preview.objects.filter(batch=lost).update(touched_at=timezone.now() - datetime.timedelta(minutes=5))
    assert waiting_previews() == [lost.pk]
    assert fresh.preview.state == Preview.State.WAITING


# Changes


def test_every_change_asks_for_the_preview_anew():
    batch = draft(("a.jsonl", jsonl(record())))
    revisions = [look_at(batch).revision]
    drafts.set_defaults(None, batch_id=batch.pk, outlet=" Merrow  Herald ", language="en", name="March")
    revisions.append(look_at(batch).revision)
    drafts.add_file(None, batch_id=batch.pk, name="b.txt", content=b"Boats lost\nGone for good.", wanted=True)
    revisions.append(look_at(batch).revision)
    drafts.look_again(None, batch_id=batch.pk)
    revisions.append(look_at(batch).revision)
    assert revisions == sorted(set(revisions))
    assert previews_of(batch) == 4
    batch.refresh_from_db()
    assert (batch.name, batch.preview.outlet, Outlet.objects.count()) == ("March", "Merrow Herald", 0)


def test_a_date_is_only_given_to_items_without_one_and_only_when_it_is_said():
    dated, undated = record(published_at="2026-03-03"), record()
    preview = previewed(("a.jsonl", jsonl(dated, undated)))
    assert preview.result["undated"] == 1
    drafts.set_defaults(None, batch_id=preview.batch_id, date=datetime.date(2026, 5, 1))
    preview = look_at(preview.batch)
    assert (preview.result["undated"], preview.result["dated_by_default"]) == (0, 1)
    assert [item["when"] for item in preview.result["items"]] == ["3 Mar 2026", "1 May 2026"]
    run_batch(begun(preview.batch).pk)
    found = Article.objects.order_by("pk").values_list("published_at__date", "published_has_time")
    assert list(found) == [(datetime.date(2026, 3, 3), False), (datetime.date(2026, 5, 1), False)]


def columns_of(preview: Preview) -> tuple[str, dict]:
    ((key, known),) = preview.columns.items()
    return key, known


def test_columns_are_proposed_with_their_first_values():
    _, known = columns_of(previewed(("a.csv", TABLE.encode()), ("b.csv", TABLE.replace("lost", "found").encode())))
    assert known["columns"] == ["kopf", "inhalt", "datum", "zeitung"]
    assert known["samples"][0] == ["Boats lost", "Lights out"]
    assert known["proposed"]["text"] == "inhalt"
    assert known["proposed"]["headline"] == ""


def test_a_chosen_mapping_holds_for_all_files_with_these_columns_also_later_ones_and_in_the_import():
    preview = previewed(("a.csv", TABLE.encode()))
    key, _ = columns_of(preview)
    chosen = {"text": "inhalt", "headline": "kopf", "outlet": "zeitung"}
    drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen=chosen)
    more = TABLE.replace("good", "bad").replace("saw", "heard")
    drafts.add_file(None, batch_id=preview.batch_id, name="b.csv", content=more.encode())
    drafts.look_again(None, batch_id=preview.batch_id)
    preview = look_at(preview.batch)
    assert [item["headline"] for item in preview.result["items"]] == ["Boats lost", "Lights out"] * 2
    assert preview.result["undated"] == 4
    assert run_batch(begun(preview.batch).pk)
    assert set(Article.objects.values_list("headline", "outlet__name", "published_at")) == {
        ("Boats lost", "Courier", None),
        ("Lights out", None, None),
    }


def test_a_chosen_mapping_holds_when_the_import_is_taken_up_again(monkeypatch):
    monkeypatch.setattr(importing, "CHUNK_ROWS", 1)
    preview = previewed(("a.csv", TABLE.encode()))
    key, _ = columns_of(preview)
    drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen={"text": "inhalt", "headline": "kopf"})
    batch = begun(preview.batch)
    asked = iter([False, True])
    assert not run_batch(batch.pk, stop=lambda: next(asked))
    assert Article.objects.count() == 1
    assert run_batch(batch.pk)
    assert set(Article.objects.values_list("headline", flat=True)) == {"Boats lost", "Lights out"}


def test_choosing_what_was_proposed_keeps_the_proposal():
    preview = previewed(("a.csv", TABLE.encode()))
    key, known = columns_of(preview)
    drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen={"text": "inhalt", "headline": "kopf"})
    drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen=known["proposed"])
    assert Batch.objects.get().mappings == {}


def test_a_headline_that_nobody_chose_is_not_taken():
    content = jsonl({"title": "A label", "body": "Three boats were lost off Port Merrow.", "id": "1"})
    preview = previewed(("a.jsonl", content))
    key, _ = columns_of(preview)
    assert preview.result["items"][0]["headline"] == "A label"
    drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen={"text": "body"})
    assert look_at(preview.batch).result["items"][0]["headline"] == "Three boats were lost off Port Merrow."


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"headline": "kopf"}, "column that holds the text"),
        ({"text": "nothing"}, "no column “nothing”"),
        ({"text": "inhalt", "headline": "inhalt"}, "cannot be the same"),
        ({"text": "inhalt", "offsets": "kopf"}, "no field “offsets”"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(chosen, says):
    preview = previewed(("a.csv", TABLE.encode()))
    key, _ = columns_of(preview)
    with pytest.raises(drafts.DraftRefused, match=says):
        drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen=chosen)
    with pytest.raises(drafts.DraftRefused, match="any more"):
        drafts.set_mapping(None, batch_id=preview.batch_id, key="0" * 16, chosen={"text": "inhalt"})
    assert Batch.objects.get().mappings == {}


# Files


def added(batch: Batch, name: str, content: bytes) -> BatchFile:
    return drafts.add_file(None, batch_id=batch.pk, name=name, content=content)


@pytest.mark.parametrize("order", [("x.txt", "x.ann"), ("x.ann", "x.txt")])
def test_a_text_and_its_annotations_come_together_in_whatever_order_and_however_often(order):
    contents = {"x.txt": b"Ana met Joe.\nIt was late.", "x.ann": b"T1\tPER 0 3\tAna\n"}
    batch = draft()
    for name in (*order, *order):
        assert added(batch, name, contents[name]).name in (name, "x.txt")
    file = batch.files.get()
    assert (file.name, bytes(file.content[:2])) == ("x.txt", b"PK")
    preview = previewed_again(batch)
    assert preview.result["counts"]["imported"] == 1


def previewed_again(batch: Batch) -> Preview:
    drafts.look_again(None, batch_id=batch.pk)
    return look_at(batch)


def test_the_same_file_sent_again_is_kept_once_and_another_of_its_name_beside_it():
    batch = draft()
    first = added(batch, "a.txt", b"Boats lost\nGone.")
    assert added(batch, "a.txt", b"Boats lost\nGone.").pk == first.pk
    assert added(batch, "a.txt", b"Boats found\nHere.").pk != first.pk
    batch.refresh_from_db()
    assert (batch.files.count(), batch.name) == (2, "a.txt and 1 more")
    assert list(batch.files.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/a.txt", "etc/a.txt"), ("a\x00.txt", "a.txt"), ("C:\\x\\a.txt", "x/a.txt"), ("..", "file")],
)
def test_the_name_of_a_file_leads_nowhere(given, kept):
    assert added(draft(), given, b"Boats lost\nGone.").name == kept


def test_files_alone_ask_for_no_preview_until_somebody_does():
    batch = draft()
    added(batch, "a.txt", b"Boats lost\nGone.")
    assert (Preview.objects.get().state, previews_of(batch)) == (Preview.State.NEW, 0)
    drafts.set_defaults(None, batch_id=batch.pk)
    assert (Preview.objects.get().state, previews_of(batch)) == (Preview.State.WAITING, 1)


def test_a_file_that_is_taken_out_is_gone():
    preview = previewed(("a.jsonl", jsonl(record())), ("b.jsonl", jsonl(b"{")))
    bad = preview.batch.files.get(name="b.jsonl")
    for _ in range(2):
        drafts.remove_file(None, batch_id=preview.batch_id, file_id=bad.pk)
    assert look_at(preview.batch).result["counts"] == {"imported": 1, "duplicate": 0, "revision": 0, "error": 0}


# Import, discard, and what is left alone


def test_import_begins_with_the_outlet_and_a_job_and_only_once():
    preview = previewed(("a.txt", b"Boats lost\nThey are gone for good."), outlet="Merrow Herald")
    batch = begun(preview.batch)
    assert (batch.state, batch.default_outlet.name, jobs_of(batch)) == (Batch.State.PENDING, "Merrow Herald", 1)
    assert Preview.objects.count() == 0
    with pytest.raises(drafts.DraftGone):
        drafts.begin_import(None, batch_id=batch.pk)
    for change in (drafts.look_again, drafts.discard_draft, drafts.set_defaults):
        with pytest.raises(drafts.DraftGone):
            change(None, batch_id=batch.pk)
    assert jobs_of(batch) == 1


def test_import_is_refused_for_nothing_for_what_was_not_seen_and_for_what_changed():
    batch = draft()
    with pytest.raises(drafts.DraftRefused, match="not ready"):
        drafts.begin_import(None, batch_id=batch.pk)
    added(batch, "a.txt", b"Boats lost\nGone.")
    seen = previewed_again(batch)
    drafts.look_again(None, batch_id=batch.pk)
    with pytest.raises(drafts.DraftRefused, match="changed this batch"):
        drafts.begin_import(None, batch_id=batch.pk, revision=seen.revision)
    look_at(batch)
    batch.files.all().delete()
    with pytest.raises(drafts.DraftRefused, match="no file"):
        drafts.begin_import(None, batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, jobs_of(batch)) == (Batch.State.DRAFT, 0)


def test_a_preview_that_failed_does_not_keep_anybody_from_importing():
    batch = draft(("a.txt", b"Boats lost\nThey are gone for good."))
    Preview.objects.update(state=Preview.State.FAILED, message="Stopped.")
    drafts.begin_import(None, batch_id=batch.pk)
    assert run_batch(batch.pk)


def test_only_who_may_import_changes_a_draft():
    preview = previewed(("a.csv", TABLE.encode()), actor=adam())
    key, _ = columns_of(preview)
    pk = preview.batch_id
    for change in (
        lambda: drafts.create_draft(ada()),
        lambda: drafts.add_file(ada(), batch_id=pk, name="b.txt", content=b"x"),
        lambda: drafts.remove_file(ada(), batch_id=pk, file_id=preview.batch.files.get().pk),
        lambda: drafts.set_defaults(ada(), batch_id=pk),
        lambda: drafts.look_again(ada(), batch_id=pk),
        lambda: drafts.set_mapping(ada(), batch_id=pk, key=key, chosen={"text": "inhalt"}),
        lambda: drafts.begin_import(ada(), batch_id=pk),
        lambda: drafts.discard_draft(ada(), batch_id=pk),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert Preview.objects.get().revision == preview.revision


def test_drafts_that_are_left_alone_are_cleared_and_nothing_else(settings):
    settings.IMPORT_DRAFT_DAYS = 3
    old, fresh, begun_since = draft(("a.txt", b"a b")), draft(("b.txt", b"a b")), draft(("c.txt", b"a b"))
    Preview.objects.filter(batch__in=[old, begun_since]).update(changed_at=timezone.now() - datetime.timedelta(days=4))
    Batch.objects.filter(pk=begun_since.pk).update(state=Batch.State.RUNNING)
    assert drafts.clear_old_drafts() == 1
    assert set(Batch.objects.values_list("pk", flat=True)) == {fresh.pk, begun_since.pk}
    assert not BatchFile.objects.filter(batch=old.pk).exists()
