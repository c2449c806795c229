"""The files of a draft: sent one by one, added with the form, and taken out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Batch, BatchFile
from articles.services import drafts
from newsroom import worker
from tests.articles.drafting import JSON, address, send
from tests.factories import adam
from tests.factories_articles import (
    begun,
    draft,
    look_at,
    previewed,
    previews_of,
)

pytestmark = pytest.mark.django_db
TABLE = b"kopf;inhalt\nBoats lost;They are gone for good.\nLights out;Nobody saw it.\n"


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


def test_files_are_sent_one_by_one_to_a_draft(admin):
    begun_with = admin.post(address("draft"), headers=JSON)
    assert begun_with.status_code == 201
    batch = Batch.objects.get()
    assert begun_with.json() == {
        "files": address("draft_files", batch.pk),
        "preview": address("preview", batch.pk),
    }
    answer = send(admin, batch.pk, "export/a.txt", b"Boats lost\nGone.")
    file = BatchFile.objects.get()
    assert (answer.status_code, file.name) == (201, "export/a.txt")
    assert answer.json() == {"name": "export/a.txt", "remove": address("draft_file_remove", batch.pk, file.pk)}
    assert send(admin, batch.pk, "export/a.txt", b"Boats lost\nGone.").json() == answer.json()
    assert previews_of(batch) == 0
    said = {"outlet": "Merrow Herald", "language": "EN", "date": "2026-03-03", "name": ""}
    assert admin.post(address("preview", batch.pk), said).url == address("preview", batch.pk)
    batch.refresh_from_db()
    assert (batch.name, batch.default_language, str(batch.default_date)) == ("export/a.txt", "en", "2026-03-03")
    assert (previews_of(batch), batch.created_by.username) == (1, "adam")


def test_one_file_that_cannot_be_kept_says_why_and_the_others_stay(admin, settings):
    settings.IMPORT_MAX_BYTES = 100
    batch = draft(("a.txt", b"Boats lost\nGone."))
    large = send(admin, batch.pk, "large.txt", b"x" * 101)
    assert (large.status_code, "large.txt: The file has" in large.json()["problem"]) == (413, True)
    none = admin.post(address("draft_files", batch.pk), {"name": "x"}, headers=JSON)
    assert (none.status_code, none.json()) == (422, {"problem": "Choose at least one file."})
    assert send(admin, batch.pk, "b.txt", b"").status_code == 201
    assert list(batch.files.values_list("name", flat=True)) == ["a.txt", "b.txt"]
    drafts.look_again(adam(), batch_id=batch.pk)
    begun(batch)
    assert send(admin, batch.pk, "c.txt", b"Late.").status_code == 404
    assert batch.files.count() == 2


def test_a_file_is_taken_out_by_script_and_by_form(admin):
    batch = draft(("a.txt", b"Boats lost\nGone."), ("b.txt", b"Lights out\nDark."))
    first, second = batch.files.order_by("number")
    remove = address("draft_file_remove", batch.pk, first.pk)
    assert admin.post(remove, headers=JSON).status_code == 204
    assert admin.post(remove, headers=JSON).status_code == 204
    assert admin.post(address("draft_file_remove", batch.pk, second.pk)).url == address("preview", batch.pk)
    page = admin.get(address("preview", batch.pk)).content.decode()
    assert "There is no file in this batch" in page
    assert "No files yet" in page


def test_a_script_that_takes_a_file_out_too_late_is_told_so(admin):
    batch = draft(("a.txt", b"Boats lost\nGone."))
    file = batch.files.get()
    begun(batch)
    answer = admin.post(address("draft_file_remove", batch.pk, file.pk), headers=JSON)
    assert answer.status_code == 409
    assert "no draft any more" in answer.json()["problem"]
    assert batch.files.count() == 1


def test_files_are_added_with_the_plain_form_too(admin):
    preview = previewed(("a.txt", b"Boats lost\nGone for good."), outlet="Merrow Herald")
    pk = preview.batch_id
    page = admin.get(address("draft_files", pk)).content.decode()
    assert "Add files" in page
    assert "Name of the batch" not in page
    given = [
        SimpleUploadedFile("b.txt", b"Ana met Joe.\nIt was late."),
        SimpleUploadedFile("b.ann", b"T1\tPER 0 3\tAna\n"),
    ]
    assert admin.post(address("draft_files", pk), {"files": given}).url == address("preview", pk)
    assert admin.post(address("draft_files", pk), {}).status_code == 422
    again = look_at(preview.batch)
    assert (again.result["counts"]["imported"], again.outlet) == (2, "Merrow Herald")


def test_a_file_that_a_script_added_to_what_is_imported_meanwhile_is_refused(admin, monkeypatch):
    batch = draft(("a.txt", b"Boats lost\nGone."))

    def gone(*args, **kwargs):
        raise drafts.DraftGone("This batch is no draft any more.")

    monkeypatch.setattr(drafts, "add_file", gone)
    answer = send(admin, batch.pk, "b.txt", b"Late.")
    assert (answer.status_code, answer.json()) == (409, {"problem": "This batch is no draft any more."})
