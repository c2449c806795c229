"""A draft: what may be changed in it, by whom, and how its import begins."""

import datetime
import io
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.models import Article, Batch, BatchFile, Outlet, Preview
from articles.services import chunks, drafts, looking
from articles.services.importing import run_batch
from tests.factories import ada, adam
from tests.factories_articles import (
    begun,
    draft,
    jobs_of,
    jsonl,
    look_at,
    previewed,
    previews_of,
    record,
)

pytestmark = pytest.mark.django_db
TABLE = (
    "kopf;inhalt;datum;zeitung\nBoats lost;They are gone for good.;2026-03-03;Courier\nLights out;Nobody saw it.;;\n"
)


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
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 1)
    preview = previewed(("a.csv", TABLE.encode()))
    key, _ = columns_of(preview)
    drafts.set_mapping(None, batch_id=preview.batch_id, key=key, chosen={"text": "inhalt", "headline": "kopf"})
    batch = begun(preview.batch)
    asked = iter([False, True])
    assert not run_batch(batch.pk, stop=lambda: next(asked))
    assert Article.objects.count() == 1
    assert run_batch(batch.pk)
    assert set(Article.objects.values_list("headline", flat=True)) == {"Boats lost", "Lights out"}


def test_columns_of_files_inside_an_archive_are_proposed_and_chosen_and_hold_in_the_import():
    other = b"story,label\nThree boats were lost off Port Merrow.,Boats\n"
    more = TABLE.replace("good", "bad").replace("saw", "heard").encode()
    inner = zipped(("c.csv", other))
    archive = zipped(
        ("a.csv", TABLE.encode()), ("b.csv", more), ("in.zip", inner), ("d.txt", b"Lights out\nNobody saw it coming.")
    )
    preview = previewed(("news.zip", archive))
    (told,) = preview.files.values()
    assert sorted((one["first"], one["files"]) for one in told["inside"].values()) == [("a.csv", 2), ("c.csv", 1)]
    keys = {one["first"]: key for key, one in told["inside"].items()}
    assert preview.columns[keys["a.csv"]]["proposed"]["text"] == "inhalt"
    drafts.set_mapping(
        None, batch_id=preview.batch_id, key=keys["a.csv"], chosen={"text": "inhalt", "headline": "kopf"}
    )
    drafts.set_mapping(
        None, batch_id=preview.batch_id, key=keys["c.csv"], chosen={"text": "story", "headline": "label"}
    )
    preview = look_at(preview.batch)
    headlines = ["Boats lost", "Lights out"] * 2 + ["Boats", "Lights out"]
    assert [item["headline"] for item in preview.result["items"]] == headlines
    (told,) = preview.files.values()
    assert told["inside"][keys["a.csv"]]["files"] == 2
    assert run_batch(begun(preview.batch).pk)
    assert list(Article.objects.order_by("pk").values_list("headline", flat=True)) == headlines


def test_of_one_archive_only_so_many_different_columns_are_told_apart(monkeypatch):
    monkeypatch.setattr(looking, "_COLUMNS_INSIDE", 3)
    tables = [(f"{n}.csv", f"text,column {n}\nThree boats were lost off Port Merrow on day {n}.,x\n") for n in range(5)]
    preview = previewed(("news.zip", zipped(*((name, table.encode()) for name, table in tables))))
    assert (len(preview.columns), preview.result["counts"]["imported"]) == (3, 5)


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


def test_an_archive_that_was_given_the_name_of_a_text_is_not_unpacked_by_the_page():
    bomb = zipped(("x.ann", b"0" * 60_000_000))
    locked = zipped(("x.ann", b"T1"), packing=zipfile.ZIP_STORED).replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )
    for pack in (bomb, locked, locked[:-30]):
        batch = draft(("x.txt", pack))
        tracemalloc.start()
        added(batch, "x.ann", b"T1")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 5_000_000
        assert sorted(batch.files.values_list("name", flat=True)) == ["x.ann", "x.txt"]


def zipped(*files: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return whole.getvalue()


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
