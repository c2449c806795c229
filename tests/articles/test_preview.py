"""The preview of a draft: what it says is what the import then does, and it writes nothing else."""

import datetime
import json
from collections.abc import Sequence

import pytest
from django.utils import timezone

from articles import readers
from articles.models import (
    Article,
    Batch,
    BatchFile,
    BatchRow,
    Original,
    Outlet,
    Preview,
    PrintBand,
    TextLink,
    TextPrint,
)
from articles.readers import SandboxBroken
from articles.services import copies, drafts, looking, previewing
from articles.services.importing import run_batch
from articles.services.previewing import make_preview, waiting_previews
from newsroom.benchmarks.news import REWRITES, Item, item, rewritten, same_topic
from tests.factories_articles import (
    begun,
    draft,
    imported,
    jsonl,
    look_at,
    previewed,
    previews_of,
    record,
)

pytestmark = pytest.mark.django_db
URL = "https://herald.example/1"
ALIKE = ("one word in twelve replaced", "another headline", "paragraphs reordered")
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
    assert [piece["words"] for piece in changed["pieces"] if piece["kind"] == "out"] == ["Two"]
    assert [piece["words"] for piece in changed["pieces"] if piece["kind"] == "in"] == ["Four"]


def test_pairs_inside_the_batch_are_set_side_by_side_too():
    old = record(url=URL)
    preview = previewed(("a.jsonl", jsonl(old, old, {**old, "text": "Three boats were lost.\nOr four."})))
    (twice,), (changed,) = preview.result["pairs"]["duplicate"], preview.result["pairs"]["revision"]
    assert (twice["older"]["article"], twice["older"]["where"]) == (None, "a.jsonl, line 1")
    assert {row["kind"] for row in twice["rows"]} == {"same"}
    assert (changed["older"]["where"], changed["new"]["where"]) == ("a.jsonl, line 1", "a.jsonl, line 3")


def story(one: Item, **fields) -> dict:
    return record(**{"outlet": one.outlet, "headline": one.headline, "text": one.text} | fields)


def stories(count: int, *, of: int = 1, kinds: Sequence[str] = ALIKE) -> list[dict]:
    """Rewrites of one article, each another outlet's."""
    some = (rewritten(item(of, words=200), kinds[n % len(kinds)], number=n) for n in range(count))
    return [story(one, outlet=f"Paper {n}") for n, one in enumerate(some)]


def test_near_duplicates_are_what_the_import_then_says(monkeypatch):
    monkeypatch.setattr(looking, "_CHUNK_ITEMS", 4)
    imported(story(item(1, words=200)), story(item(9, words=200), outlet="Own", url=URL))
    lines = [*stories(14, kinds=list(REWRITES)), story(item(2, words=200)), *stories(8, of=2)]
    lines += [story(same_topic(item(2, words=200), number=70)), record(), record()]
    # A revision that is most like what it revises, and one that is another's words.
    changed = rewritten(item(9, words=200), "last third cut", number=90)
    lines += [story(changed, outlet="Own", url=URL), story(item(2, words=200), outlet="Own", url=URL)]
    lines += [lines[3], b"{"]
    before = (*stored(), TextPrint.objects.count(), PrintBand.objects.count(), TextLink.objects.count())
    preview = previewed(("a.jsonl", jsonl(*lines)))
    assert (*stored(), TextPrint.objects.count(), PrintBand.objects.count(), TextLink.objects.count()) == before
    pairs = preview.result["pairs"]["near"]
    assert (len(pairs), {pair["because"] for pair in pairs}) == (10, {"words"})
    batch = begun(preview.batch)
    assert run_batch(batch.pk)
    said = [
        row.where
        for row in batch.rows.order_by("number")
        if "Nearly the same text" in row.message or "The same words" in row.message
    ]
    assert preview.result["near"] == len(said) > 15
    assert [pair["new"]["where"] for pair in pairs] == said[:10]


def test_a_near_duplicate_stands_beside_the_article_that_is_here_or_the_item_before_it():
    imported(story(item(1, words=200)))
    copy = rewritten(item(1, words=200), "one word in twelve replaced", number=5)
    other = item(2, words=200)
    preview = previewed(
        ("a.jsonl", jsonl(story(other), story(copy), story(other, outlet="Courier", headline="Our own"))),
    )
    here, inside = preview.result["pairs"]["near"]
    assert preview.result["near"] == 2
    assert (here["older"]["article"], here["older"]["outlet"]) == (Article.objects.get().pk, "Outlet 1")
    assert 0.35 <= here["share"] < 1
    assert "changed" in {row["kind"] for row in here["rows"]}
    assert (inside["older"]["article"], inside["older"]["where"], inside["share"]) == (None, "a.jsonl, line 1", 1)
    assert (inside["new"]["where"], inside["new"]["outlet"]) == ("a.jsonl, line 3", "Courier")


def test_where_the_prints_are_not_sure_the_words_decide_also_between_items(monkeypatch):
    monkeypatch.setattr(copies, "UNSURE", 1)
    monkeypatch.setattr(copies, "share", lambda *_: 0.0)
    lines = [story(item(1, words=200)), *stories(3)]
    assert previewed(("a.jsonl", jsonl(*lines))).result["near"] == 0
    monkeypatch.setattr(copies, "_KEPT", 0)
    assert previewed(("a.jsonl", jsonl(*lines))).result["near"] == 3


def test_near_duplicates_take_the_same_queries_however_many_they_are(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(looking, "_CHUNK_SECONDS", 1000)
    imported(story(item(1, words=200)), story(item(2, words=200)))
    small, large = draft(("a.jsonl", jsonl(*stories(3)))), draft(("a.jsonl", jsonl(*stories(90), *stories(90, of=2))))
    with django_assert_max_num_queries(40) as few:
        make_preview(small.pk)
    with django_assert_max_num_queries(40) as many:
        make_preview(large.pk)
    assert Preview.objects.get(batch=large).result["near"] == 180
    assert len(many) <= len(few) + 1  # Only where the prints of two leave it open are their texts read.


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
    monkeypatch.setattr(readers.Item, "parse", broken)
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
