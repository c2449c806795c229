"""Every format through the import itself: rows add up to items, and the same bytes twice make nothing twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.models import Article, Batch, BatchRow, Original
from articles.readers import SandboxBroken, sandbox
from articles.readers.sandbox import Sandbox
from articles.services.files import content_of, files_under, paired
from articles.services.importing import run_batch
from tests.factories import adam
from tests.factories_articles import begun, imported_files, waiting
from tests.pure import hostile_markup, hostile_packed, hostile_texts, hostile_tools
from tests.pure.files import LINES, TEXT, entry, feed, mail, nitf, packed, page, pdf, word

pytestmark = pytest.mark.django_db

CASES = [*hostile_texts.CASES, *hostile_markup.CASES, *hostile_packed.CASES, *hostile_tools.CASES]


def test_all_hostile_files_in_one_batch_end_in_rows_that_add_up():
    # Without the largest ones, which are read whole in the tests of the readers.
    files = [(case, content) for case in CASES if len(content := case.make()) < 100_000]
    batch = imported_files(*((case.name, content) for case, content in files))
    assert batch.state == Batch.State.FINISHED
    assert batch.rows_total == batch.rows.count() == sum(len(case.ends) for case, _ in files)
    assert len(files) > 180
    assert {file.finished for file in batch.files.all()} == {True}
    assert not batch.rows.filter(outcome=BatchRow.Outcome.ERROR, message="").exists()
    assert not batch.rows.filter(message__contains="error in the program").exists()
    articles, originals = Article.objects.count(), Original.objects.count()
    again = imported_files(*((case.name, content) for case, content in files))
    assert (again.rows_imported, again.rows_revision) == (0, 0)
    assert again.rows_error == batch.rows_error
    assert (Article.objects.count(), Original.objects.count()) == (articles, originals)


def test_one_story_in_every_format_is_one_article():
    story = f"Boats lost\n{TEXT}"
    batch = imported_files(
        ("a.txt", story.encode()),
        ("a.html", page()),
        ("a.xml", nitf()),
        ("a.rss", feed(entry(), title="")),
        ("a.eml", mail()),
        ("a.docx", word(("Title", "Boats lost"), *(("", line) for line in LINES))),
        ("a.csv", f'headline,text\nBoats lost,"{TEXT}"\n'.encode()),
        ("a.zip", packed(("b.txt", story), ("c.html", page()))),
        default_language="en",
    )
    assert (batch.rows_imported, batch.rows_duplicate, batch.rows_error) == (1, 8, 0)
    assert Article.objects.get().text == story


def test_an_archive_is_taken_up_in_the_middle(monkeypatch):
    from articles.services import chunks

    monkeypatch.setattr(chunks, "CHUNK_ROWS", 2)
    members = [(f"{number}.txt", f"Boats lost, number {number}\n{TEXT}") for number in range(7)]
    batch = waiting(("a.zip", packed(*members)))
    asked = iter([False, True])
    assert not run_batch(batch.pk, stop=lambda: next(asked))
    assert BatchRow.objects.count() == 2
    assert run_batch(batch.pk)
    assert list(BatchRow.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 8))
    assert Article.objects.count() == 7


def test_a_sandbox_that_cannot_start_leaves_the_batch_for_later(monkeypatch):
    batch = waiting(("a.pdf", pdf(("Boats lost", *LINES))))
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "_shared", Sandbox(program="articles.readers.nothing_of_the_kind"))
        with pytest.raises(SandboxBroken):
            run_batch(batch.pk)
    assert BatchRow.objects.count() == 0
    assert run_batch(batch.pk)
    assert Article.objects.count() == 1


# --- Files that belong together --------------------------------------------------------------------------------------
ANN = "T1\tPerson 0 3\tAna\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ana met Joe.\nIt was late at night.")
    (tmp_path / "in" / "a.ann").write_text(ANN)
    (tmp_path / "in" / "b.html").write_bytes(page())
    (tmp_path / "in" / "lonely.ann").write_text(ANN)
    (tmp_path / "in" / "annotation.conf").write_text("[entities]")
    (tmp_path / "in" / "picture.jpg").write_bytes(b"x")
    return tmp_path / "in"


def test_a_folder_gives_texts_with_their_annotations(folder):
    assert [name for name, _ in files_under(folder)] == ["in/a.txt", "in/b.html", "in/lonely.ann"]
    assert content_of(folder / "a.txt") == content_of(folder / "a.txt")
    assert content_of(folder / "a.txt").startswith(b"PK")
    assert content_of(folder / "b.html") == page()
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_articles", str(folder), stdout=out, stderr=err)
    assert "2 imported, 1 errors" in out.getvalue()
    assert "the .txt of the same name is missing" in err.getvalue()
    assert "the reading of brat" in BatchRow.objects.get(article__text__startswith="Ana").message


def test_a_link_that_leads_out_of_the_folder_is_passed_over(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("Not for you\nAt all, really.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to(folder / "a.txt")
    assert [name for name, _ in files_under(folder)] == ["in/a.txt", "in/b.html", "in/c.txt", "in/lonely.ann"]


def test_uploads_are_paired_in_whatever_order_they_come():
    files = [("b.ann", b"x"), ("a.txt", b"A"), ("b.txt", b"B"), ("c.txt", b"C"), ("a.jsonld", b"y"), ("d.ann", b"z")]
    made = dict(paired(files, [name for name, _ in files]))
    assert list(made) == ["b.txt", "c.txt", "a.txt", "d.ann"]
    assert made["a.txt"].startswith(b"PK")
    assert made["b.txt"].startswith(b"PK")
    assert (made["c.txt"], made["d.ann"]) == (b"C", b"z")
    backwards = dict(paired(files[::-1], [name for name, _ in files]))
    assert backwards == made


def test_the_upload_page_takes_them(client):
    client.force_login(adam())
    response = client.post(
        reverse("articles:batch_new"),
        {"files": [SimpleUploadedFile("a.html", page()), SimpleUploadedFile("b.txt", b"Ana met Joe.\nIt was late."),
                   SimpleUploadedFile("b.ann", ANN.encode())]},
    )  # fmt: skip
    batch = Batch.objects.get()
    assert response.url == reverse("articles:preview", args=[batch.pk])
    begun(batch)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.rows_imported, batch.rows_error) == (2, 0)
    page_text = client.get(reverse("articles:batch_new")).content.decode()
    assert ".docx" in page_text
    assert ".spacy" in page_text
