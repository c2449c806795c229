"""/batches/…, before the import: who may, what each address answers, and what the pages show."""

import io
import zipfile

import pytest

from articles.models import Article, Batch, Preview
from articles.services import drafts
from newsroom import worker
from newsroom.benchmarks.news import item, rewritten
from tests.articles.drafting import HTMX, address
from tests.factories import ada, adam, eda, stranger
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
TABLE = b"kopf;inhalt\nBoats lost;They are gone for good.\nLights out;Nobody saw it.\n"


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


def addresses(preview: Preview) -> dict[str, str]:
    """Every address of a draft, and the methods it takes."""
    pk = preview.batch_id
    file = preview.batch.files.first()
    key = next(iter(preview.columns))
    return {
        address("draft"): "post",
        address("draft_files", pk): "get post",
        address("draft_file_remove", pk, file.pk): "post",
        address("preview", pk): "get post",
        address("preview_again", pk): "post",
        address("preview_columns", pk, key): "get post",
        address("draft_import", pk): "post",
        address("draft_discard", pk): "post",
    }


def test_addresses():
    assert address("draft") == "/batches/drafts/"
    assert address("draft_files", 7) == "/batches/7/files/"
    assert address("draft_file_remove", 7, 8) == "/batches/7/files/8/remove/"
    assert address("preview", 7) == "/batches/7/preview/"
    assert address("preview_again", 7) == "/batches/7/preview/again/"
    assert address("preview_columns", 7, "ab12") == "/batches/7/preview/columns/ab12/"
    assert address("draft_import", 7) == "/batches/7/import/"
    assert address("draft_discard", 7) == "/batches/7/discard/"


@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_only_admins_get_at_a_draft(client, who):
    preview = previewed(("a.csv", TABLE))
    client.force_login(who())
    for there in addresses(preview):
        assert client.get(there).status_code in (403, 405), there
        assert client.post(there).status_code == 403, there
    assert Preview.objects.get().revision == preview.revision


def test_others_are_asked_to_sign_in(client):
    for there in addresses(previewed(("a.csv", TABLE))):
        assert client.post(there).status_code == 302
        assert client.post(there, headers=HTMX).status_code == 401


def test_wrong_methods(admin):
    for there, methods in addresses(previewed(("a.csv", TABLE))).items():
        if "get" not in methods:
            assert admin.get(there).status_code == 405, there
        assert admin.put(there).status_code == 405, there
        assert admin.delete(there).status_code == 405, there


@pytest.mark.parametrize("pk", [999_999, 10**30])
def test_what_does_not_exist(admin, pk):
    for name in ("draft_files", "preview"):
        assert admin.get(f"/batches/{pk}/{name.replace('draft_', '')}/").status_code == 404
    for there in (f"/batches/{pk}/import/", f"/batches/{pk}/discard/", f"/batches/{pk}/files/1/remove/"):
        assert admin.post(there).url == address("batches")
    batch = draft(("a.txt", b"Boats lost\nGone."))
    assert admin.get(address("preview_columns", batch.pk, "0" * 16)).status_code == 404
    assert admin.post(address("draft_file_remove", batch.pk, pk)).status_code == 302
    assert batch.files.count() == 1


# The page


def test_while_it_is_made_the_page_asks_again_and_then_shows_it(admin):
    batch = draft(("a.jsonl", jsonl(record(headline="Boats <b>lost</b>"), b"{")))
    there = address("preview", batch.pk)
    page = admin.get(there).content.decode()
    assert f'hx-get="{there}"' in page
    assert "Looking at the items" in page
    assert page.count("disabled") == 1
    fragment = admin.get(there, headers=HTMX)
    assert fragment.status_code == 200
    assert "<html" not in fragment.content.decode()
    assert "preview-actions" not in fragment.content.decode()
    Preview.objects.update(items_seen=1250)
    assert "Looked at 1,250 items" in admin.get(there, headers=HTMX).content.decode()
    look_at(batch)
    last = admin.get(there, headers=HTMX)
    assert last.status_code == 286
    words = last.content.decode()
    assert 'id="preview-actions" hx-swap-oob="true"' in words
    assert "Boats &lt;b&gt;lost" in words
    assert "a.jsonl, line 2" in words
    assert "not valid JSON" in words
    page = admin.get(there).content.decode()
    assert "hx-get" not in page
    assert " disabled" not in page
    assert Article.objects.count() == 0


def test_without_a_worker_it_says_so_as_long_as_it_waits(admin, monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)
    batch = draft(("a.txt", b"Boats lost\nGone for good."))
    assert "No worker is running" in admin.get(address("preview", batch.pk)).content.decode()
    assert "No worker is running" not in admin.get(address("batches")).content.decode()
    look_at(batch)
    assert "No worker is running" not in admin.get(address("preview", batch.pk)).content.decode()


def test_it_shows_dates_that_are_missing_and_pairs_side_by_side(admin):
    old = record(url="https://herald.example/1", text="Three boats were lost.\nTwo men are missing.")
    imported(old)
    preview = previewed(("a.jsonl", jsonl(old, {**old, "text": "Three boats were lost.\nFour men are missing."})))
    page = admin.get(address("preview", preview.batch_id)).content.decode()
    assert "missing in 2 items; none is guessed" in page
    assert "date missing" in page
    assert "the same text as an article that is here" in page
    assert "the same address as an article that is here" in page
    assert '<del><span class="visually-hidden">only here: </span>Two</del>' in page
    assert '<ins><span class="visually-hidden">only here: </span>Four</ins>' in page
    assert address("article", Article.objects.get().pk) in page


def test_near_duplicates_are_counted_and_shown_with_the_share_in_common(admin):
    one = item(1, words=200)
    copy = rewritten(one, "one word in twelve replaced", number=2)
    imported(record(text=one.text))
    preview = previewed(("a.jsonl", jsonl(*(record(text=copy.text, outlet=f"Paper {n}") for n in range(12)))))
    page = admin.get(address("preview", preview.batch_id)).content.decode()
    assert "Nearly the same text" in page
    assert "the first 10 of 12" in page
    assert "12 print nearly the same text as another; they are kept, as one story." in page
    assert "% of the words in common with an article that is here" in page
    assert "100% of the words in common with another item of this batch" in page
    assert '<del><span class="visually-hidden">only here: </span>' in page
    alone = previewed(("b.jsonl", jsonl(record())))
    assert "Nearly the same text" not in admin.get(address("preview", alone.batch_id)).content.decode()


def test_a_huge_draft_says_how_much_was_looked_at(admin):
    preview = previewed(("a.jsonl", jsonl(record())))
    Preview.objects.update(result=preview.result | {"seen": 5000, "complete": False, "estimate": 100_000})
    page = admin.get(address("preview", preview.batch_id)).content.decode()
    assert "Looked at the first 5,000 of about 100,000 items" in page


@pytest.mark.parametrize(
    ("state", "says"),
    [("new", "Nobody has looked at these files yet"), ("failed", "It stopped."), ("waiting", "Looking")],
)
def test_every_state_has_its_words_and_a_way_on(admin, state, says):
    batch = draft(("a.txt", b"Boats lost\nGone."))
    Preview.objects.update(state=state, message="It stopped." if state == "failed" else "")
    page = admin.get(address("preview", batch.pk)).content.decode()
    assert says in page
    if state != "waiting":
        assert address("preview_again", batch.pk) in page
        assert admin.post(address("preview_again", batch.pk)).url == address("preview", batch.pk)
        assert previews_of(batch) == 2


def test_a_draft_that_another_way_in_left_without_a_preview_can_be_looked_at(admin):
    batch = Batch.objects.create(name="Fetched", source="upload", state=Batch.State.DRAFT)
    assert "There is no file" in admin.get(address("preview", batch.pk)).content.decode()
    assert not Preview.objects.exists()
    drafts.add_file(adam(), batch_id=batch.pk, name="a.txt", content=b"Boats lost\nGone for good.", wanted=True)
    assert look_at(batch).state == Preview.State.READY
    batch.refresh_from_db()
    assert batch.name == "Fetched"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"language": "no such"}, "not a language code"),
        ({"date": "soon"}, "not a date"),
        ({"outlet": "o" * 201}, "200"),
    ],
)
def test_bad_defaults_are_answered_with_their_errors_and_change_nothing(admin, fields, says):
    preview = previewed(("a.txt", b"Boats lost\nGone for good."))
    response = admin.post(address("preview", preview.batch_id), fields)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert Preview.objects.get().revision == preview.revision


def test_what_is_no_draft_any_more_leads_to_the_batch(admin):
    batch = begun(draft(("a.txt", b"Boats lost\nGone for good.")))
    there = address("preview", batch.pk)
    assert admin.get(there).url == address("batch", batch.pk)
    assert admin.post(there, {"outlet": "Late"}).url == address("batch", batch.pk)
    fragment = admin.get(there, headers=HTMX)
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, address("batch", batch.pk))
    batch.refresh_from_db()
    assert batch.default_outlet is None


def test_columns_are_chosen_on_their_own_page(admin):
    preview = previewed(("a.csv", TABLE), ("b.csv", TABLE.replace(b"good", b"bad")))
    (key,) = preview.columns
    there = address("preview_columns", preview.batch_id, key)
    assert there in admin.get(address("preview", preview.batch_id)).content.decode()
    page = admin.get(there).content.decode()
    assert "This holds for 2 files" in page
    assert page.count("They are gone for good.") >= 2
    assert '<option value="inhalt" selected>' in page
    assert admin.post(there, {"text": "inhalt", "headline": "kopf"}).url == address("preview", preview.batch_id)
    again = look_at(preview.batch)
    assert {item["headline"] for item in again.result["items"]} == {"Boats lost", "Lights out"}
    page = admin.get(address("preview", preview.batch_id)).content.decode()
    assert "as you chose" in page
    assert "Headline: <code>kopf</code>" in page


def test_columns_of_files_in_an_archive_are_chosen_like_any_others(admin):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.csv", TABLE)
        archive.writestr("deep/b.csv", TABLE.replace(b"good", b"bad"))
    preview = previewed(("news.zip", whole.getvalue()), ("c.csv", TABLE.replace(b"good", b"ever")))
    (key,) = preview.columns
    page = admin.get(address("preview", preview.batch_id)).content.decode()
    assert "<strong>news.zip › a.csv</strong> and 2 more with the same columns" in page
    there = address("preview_columns", preview.batch_id, key)
    assert "Columns of news.zip › a.csv" in admin.get(there).content.decode()
    admin.post(there, {"text": "inhalt", "headline": "kopf"})
    look_at(preview.batch)
    page = admin.get(address("preview", preview.batch_id)).content.decode()
    assert "Headline: <code>kopf</code>" in page


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": "nothing"}, {"headline": "kopf"}])
def test_a_bad_mapping_is_answered_with_its_errors(admin, fields):
    preview = previewed(("a.csv", TABLE))
    (key,) = preview.columns
    response = admin.post(address("preview_columns", preview.batch_id, key), {"csrf": "x", **fields})
    assert response.status_code == 422
    assert Batch.objects.get().mappings == {}


def test_import_and_discard(admin):
    first, second = (
        previewed(("a.txt", b"Boats lost\nGone for good.")),
        previewed(("b.txt", b"Lights out\nIt is dark.")),
    )
    for stale in ("", "x", str(first.revision + 1), "9" * 30):
        refused = admin.post(address("draft_import", first.batch_id), {"revision": stale}, follow=True)
        assert "changed this batch meanwhile" in refused.content.decode()
    assert admin.post(address("draft_import", first.batch_id), {"revision": first.revision}).status_code == 302
    assert (Batch.objects.get(pk=first.batch_id).state, jobs_of(first.batch)) == (Batch.State.PENDING, 1)
    answer = admin.post(address("draft_discard", second.batch_id), follow=True)
    assert "Discarded." in answer.content.decode()
    late = admin.post(address("draft_discard", first.batch_id), follow=True)
    assert "no draft any more" in late.content.decode()
    assert list(Batch.objects.values_list("pk", flat=True)) == [first.batch_id]


def test_files_are_paged_by_their_number(admin):
    preview = previewed(*[(f"{number}.txt", f"Boats {number}\nGone for good.".encode()) for number in range(120)])
    seen, after = [], ""
    for expected in (50, 50, 20):
        page = admin.get(address("preview", preview.batch_id), {"after": after}).context["files"]
        assert len(page.rows) == expected
        seen += [line.name for line in page.rows]
        after = page.following
    assert (seen, after) == ([f"{number}.txt" for number in range(120)], None)
    assert admin.get(address("preview", preview.batch_id), {"after": "x"}).status_code == 200


def test_the_number_of_queries_does_not_grow_and_no_bytes_are_read(admin, django_assert_max_num_queries):
    def files(count):
        return [(f"{number}.csv", TABLE.replace(b"good", b"%d" % number)) for number in range(count)]

    small, large = previewed(*files(2)), previewed(*files(60))
    with django_assert_max_num_queries(16) as few:
        admin.get(address("preview", small.batch_id))
    with django_assert_max_num_queries(16) as many:
        admin.get(address("preview", large.batch_id))
    assert len(few) == len(many)
    assert not any('"content"' in query["sql"] for query in many.captured_queries)
