"""/batches/: who may import, what the upload answers, and what a batch shows."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Batch
from articles.services.importing import run_batch
from newsroom import worker
from tests.factories import ada, eda, stranger
from tests.factories_articles import begun, imported, imported_files, jobs_of, jsonl, previews_of, record, waiting

pytestmark = pytest.mark.django_db
NEW = "/batches/new/"


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True, raising=False)


@pytest.fixture
def no_worker(monkeypatch, alive):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)


def upload(client, *files: tuple[str, bytes], **fields):
    given = [SimpleUploadedFile(name, content, content_type="text/plain") for name, content in files]
    return client.post(NEW, {"files": given, **fields})


def pages() -> list[str]:
    batch = waiting(("news.jsonl", jsonl(record())))
    return [reverse("articles:batches"), reverse("articles:batch_new"), reverse("articles:batch", args=[batch.pk])]


def test_addresses():
    assert reverse("articles:batches") == "/batches/"
    assert reverse("articles:batch_new") == NEW
    assert reverse("articles:batch", args=[7]) == "/batches/7/"


@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_only_admins_import(client, who):
    addresses = pages()
    client.force_login(who())
    for address in addresses:
        assert client.get(address).status_code == 403
    assert upload(client, ("a.txt", b"Boats lost\nThey are gone.")).status_code == 403
    assert Batch.objects.count() == 1


def test_others_are_asked_to_sign_in(client):
    for address in pages():
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={address}"
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 401


def test_wrong_methods(admin):
    listing, new, batch = pages()
    assert admin.post(listing).status_code == 405
    assert admin.put(new).status_code == 405
    assert admin.post(batch).status_code == 405


def test_a_batch_that_does_not_exist(admin):
    assert admin.get("/batches/999/").status_code == 404
    assert admin.get(f"/batches/{10**30}/").status_code == 404


def test_an_upload_becomes_a_draft_whose_preview_is_asked_for(admin):
    response = upload(
        admin, ("a.txt", b"Boats lost\nThey are gone."), ("b.jsonl", jsonl(record())), outlet="Herald", language="EN"
    )
    batch = Batch.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("articles:preview", args=[batch.pk])
    assert (batch.name, batch.created_by.username) == ("a.txt and 1 more", "adam")
    assert (batch.preview.outlet, batch.default_language, batch.state) == ("Herald", "en", Batch.State.DRAFT)
    assert list(batch.files.order_by("number").values_list("name", flat=True)) == ["a.txt", "b.jsonl"]
    assert (jobs_of(batch), previews_of(batch)) == (0, 1)
    assert admin.get(reverse("articles:batch", args=[batch.pk])).url == reverse("articles:preview", args=[batch.pk])


def test_hundreds_of_files_in_one_upload(admin):
    upload(admin, *[(f"{number}.txt", f"Boats {number}\nThey are gone.".encode()) for number in range(300)])
    assert Batch.objects.get().files.count() == 300


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose at least one file."),
        ({"files": "not a file"}, "Choose at least one file."),
        ({"language": "no such thing"}, "not a language code"),
        ({"outlet": "o" * 201}, "200"),
        ({"name": "n\x00"}, "Null characters"),
        ({"date": "3.3.26"}, "not a date"),
        ({"date": "0017-01-03"}, "1400 or later"),
    ],
)
def test_a_bad_form_is_answered_with_its_errors_and_nothing_is_kept(admin, fields, says):
    files = [] if not fields or "files" in fields else [SimpleUploadedFile("a.txt", b"Boats lost\nThey are gone.")]
    response = admin.post(NEW, {"files": files, **fields} if files else fields)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert Batch.objects.count() == 0


def test_a_file_that_is_too_large_is_named_and_nothing_is_kept(admin, settings):
    settings.IMPORT_MAX_BYTES = 1000
    response = upload(admin, ("good.txt", b"Boats lost\nThey are gone."), ("big.txt", b"x" * 1001))
    assert response.status_code == 413
    assert "big.txt: The file has" in response.content.decode()
    assert "good.txt:" not in response.content.decode()
    together = upload(admin, *[(f"{number}.txt", b"x" * 900) for number in range(5)])
    assert together.status_code == 413
    assert "the most for one upload" in together.content.decode()
    assert Batch.objects.count() == 0


def test_bad_files_are_taken_and_become_error_rows(admin):
    upload(admin, ("empty.txt", b""), ("image.png", b"\x89PNG\r\n"))
    batch = Batch.objects.get()
    begun(batch)
    run_batch(batch.pk)
    page = admin.get(reverse("articles:batch", args=[batch.pk])).content.decode()
    assert "Finished with errors" in page
    assert "The file is empty." in page
    assert "This is an image, not text." in page


def test_while_a_batch_runs_its_page_asks_again_and_stops_when_it_is_over(admin):
    batch = waiting(("news.jsonl", jsonl(record(), b"{")))
    address = reverse("articles:batch", args=[batch.pk])
    page = admin.get(address)
    assert f'hx-get="{address}"' in page.content.decode()
    assert 'hx-trigger="every 2s"' in page.content.decode()
    fragment = admin.get(address, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "<html" not in fragment.content.decode()
    run_batch(batch.pk)
    last = admin.get(address, headers={"HX-Request": "true"})
    assert last.status_code == 286
    assert "news.jsonl, line 2" in last.content.decode()
    assert "hx-get" not in admin.get(address).content.decode()


def test_without_a_worker_the_pages_say_so_as_long_as_something_waits(admin, no_worker):
    done = imported(record())
    assert "No worker is running" not in admin.get(reverse("articles:batches")).content.decode()
    batch = waiting(("news.jsonl", jsonl(record())))
    for address in (reverse("articles:batches"), reverse("articles:batch", args=[batch.pk])):
        assert "No worker is running" in admin.get(address).content.decode()
    assert "No worker is running" not in admin.get(reverse("articles:batch", args=[done.pk])).content.decode()


def test_rows_by_outcome_errors_first(admin):
    twice = record()
    batch = imported(twice, twice, b"{broken <b>", record(url="https://h.example/1"), record(url="https://h.example/1"))
    address = reverse("articles:batch", args=[batch.pk])
    first = admin.get(address).content.decode()
    assert "line 3" in first
    assert "line 1<" not in first
    for outcome, line in [("imported", 1), ("duplicate", 2), ("revision", 5), ("error", 3), ("nonsense", 3)]:
        page = admin.get(address, {"outcome": outcome}).content.decode()
        assert f"line {line}<" in page, outcome


def test_rows_and_batches_are_paged_by_key(admin):
    batch = imported(*[record() for _ in range(120)])
    address = reverse("articles:batch", args=[batch.pk])
    seen, following = [], ""
    for expected in (50, 50, 20):
        page = admin.get(address, {"outcome": "imported", "after": following})
        rows = page.context["page"]
        assert len(rows.rows) == expected
        seen += [row.number for row in rows.rows]
        following = rows.following
    assert seen == list(range(1, 121))
    assert following is None
    Batch.objects.bulk_create([Batch(name=f"No. {number}", source="command") for number in range(60)])
    listing = admin.get(reverse("articles:batches")).context["page"]
    older = admin.get(reverse("articles:batches"), {"before": listing.following}).context["page"]
    assert (len(listing.rows), len(older.rows), older.following) == (50, 11, None)
    assert admin.get(reverse("articles:batches"), {"before": "1"}).status_code == 200


@pytest.mark.parametrize("value", ["x", "-1", "1e9", "9" * 40, "٣", ""])
def test_nonsense_in_the_query_string_counts_as_not_said(admin, value):
    batch = imported(record())
    assert admin.get(reverse("articles:batches"), {"before": value}).status_code == 200
    assert admin.get(reverse("articles:batch", args=[batch.pk]), {"after": value}).status_code == 200


def test_the_number_of_queries_does_not_grow(admin, django_assert_max_num_queries):
    batch = imported(record(), record())
    big = imported(*[record() for _ in range(40)])
    for small_page, big_page in [
        (reverse("articles:batch", args=[batch.pk]), reverse("articles:batch", args=[big.pk])),
        (reverse("articles:batches"), reverse("articles:batches")),
    ]:
        with django_assert_max_num_queries(14) as few:
            admin.get(small_page)
        imported_files(*[(f"{number}.txt", f"Boats {number}\nThey are gone.".encode()) for number in range(3)])
        with django_assert_max_num_queries(14) as many:
            admin.get(big_page)
        assert len(few) == len(many)
        assert not any('"articles_article"."text"' in query["sql"] for query in many.captured_queries)
        assert not any('"content"' in query["sql"] for query in many.captured_queries)
