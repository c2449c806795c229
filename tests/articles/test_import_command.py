"""``manage.py import_articles``."""

import io

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Batch, BatchFile, Outlet
from articles.services import chunks
from articles.services.control import cancel_batch, pause_batch
from newsroom.benchmarks.news import item, rewritten
from tests.articles.fetching import page, site
from tests.factories import adam
from tests.factories_articles import imported, jobs_of, jsonl, record
from tests.pure.webserver import reply

pytestmark = pytest.mark.django_db


def run(*args: str) -> tuple[str, str, int]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_articles", *args, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "deep" / "one.txt").write_text("Boats lost\nThey are gone for good.")
    (tmp_path / "news.jsonl").write_bytes(jsonl(record(), record()))
    (tmp_path / "README.md").write_text("Not an article\nAt all.")
    (tmp_path / ".hidden" / "two.txt").write_text("Secret\nNobody reads this.")
    return tmp_path


def test_a_folder_is_imported_whole_with_a_line_for_each_file(folder):
    out, err, code = run(str(folder), "--outlet", "Merrow Herald", "--language", "EN", "--name", "March")
    assert (err, code) == ("", 0)
    assert out.splitlines() == [
        f"{folder.name}/deep/one.txt: 1 imported",
        f"{folder.name}/news.jsonl: 2 imported",
        f"March (batch {Batch.objects.get().pk}): 3 imported",
    ]
    assert Article.objects.count() == 3
    assert set(Article.objects.values_list("language", "outlet__name")) == {("en", "Merrow Herald")}
    assert jobs_of(Batch.objects.get()) == 0


def test_errors_are_shown_with_where_and_why_and_the_rest_is_in(folder):
    (folder / "bad.jsonl").write_bytes(jsonl(record(), b"{"))
    (folder / "empty.txt").write_bytes(b"")
    out, err, code = run(str(folder))
    assert code == 1
    assert f"{folder.name}/bad.jsonl, line 2: This line is not valid JSON" in err
    assert f"{folder.name}/empty.txt: The file is empty." in err
    assert "4 imported, 2 errors" in out
    assert Article.objects.count() == 4


def test_again_makes_nothing_new(folder):
    run(str(folder))
    out, _, code = run(str(folder))
    assert code == 0
    assert out.splitlines()[-1].endswith("3 already here")


def test_a_file_that_is_named_is_taken_whatever_it_is_called(folder):
    out, _, code = run(str(folder / "README.md"))
    assert (out.splitlines()[0].split(": ")[1], code) == ("1 imported", 0)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nowhere",), "no file or folder called nowhere"),
        (("FOLDER", "--language", "no such"), "not a language code"),
        (("FOLDER", "--outlet", "o" * 201), "more than 200"),
        (("FOLDER/.hidden/nothing",), "no file or folder"),
    ],
)
def test_a_call_that_makes_no_sense_imports_nothing(folder, args, says):
    _, err, code = run(*[arg.replace("FOLDER", str(folder)) for arg in args])
    assert says in err
    assert code == 1
    assert (Batch.objects.count(), Outlet.objects.count()) == (0, 0)


def test_an_empty_folder_says_so(tmp_path):
    _, err, code = run(str(tmp_path))
    assert "no file of a known format" in err
    assert code == 1
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    ("stop", "says"), [(pause_batch, "Somebody paused it"), (cancel_batch, "Somebody cancelled it")]
)
def test_a_command_whose_batch_is_stopped_on_its_page_says_so(folder, monkeypatch, stop, says):
    real = chunks.Chunks._read_on

    def read(self, batch):
        stop(actor=adam(), batch_id=batch.pk)
        return real(self, batch)

    monkeypatch.setattr(chunks.Chunks, "_read_on", read)
    out, err, code = run(str(folder), "--name", "March")
    assert says in err
    assert code == 1
    assert "nothing" in out
    assert Article.objects.count() == 0


def test_a_preview_says_what_would_happen_and_writes_nothing(folder):
    twice = record(published_at="2026-03-03")
    imported(twice)
    (folder / "more.jsonl").write_bytes(jsonl(twice, b"{"))
    out, err, code = run("--preview", str(folder), "--outlet", "New Courier")
    assert out.splitlines() == ["Would be: 3 imported, 1 already here, 1 errors. Date missing in 3."]
    assert f"{folder.name}/more.jsonl, line 2: This line is not valid JSON" in err
    assert "Nothing was written" in err
    assert code == 1
    assert (Batch.objects.count(), BatchFile.objects.count(), Article.objects.count()) == (1, 1, 1)
    assert not Outlet.objects.filter(name="New Courier").exists()


def test_a_preview_counts_what_prints_nearly_the_same_text(tmp_path):
    one = item(1, words=120)
    texts = [one.text, *(rewritten(one, "one word in twelve replaced", number=n).text for n in (2, 3))]
    imported(record(text=texts[0], outlet="Courier"))
    path = tmp_path / "news.jsonl"
    path.write_bytes(jsonl(*(record(text=text, published_at="2026-03-03") for text in texts[1:])))
    out, _, code = run("--preview", str(path))
    assert code == 0
    assert out.splitlines() == [
        "Would be: 2 imported. Date missing in 0.",
        "2 of the new ones print nearly the same text as another article, and would be kept.",
    ]


def test_a_list_of_addresses_is_fetched_and_every_line_has_an_outcome(tmp_path, monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        listed = tmp_path / "addresses.txt"
        one, gone = server.url("/one"), server.url("/gone", "b.test")
        listed.write_text(f"# from the desk\n{one}\n{gone}\nnonsense\n{one}#x\n")
        out, err, code = run("--urls", str(listed), "--outlet", "Merrow Herald")
    assert code == 1
    assert "1 of the lines came twice" in out
    assert f"addresses.txt (batch {Batch.objects.get().pk}): 1 imported, 2 errors" in out
    assert "no page at this address (404)" in err
    assert "nonsense: Line 4" in err
    assert Article.objects.get().outlet.name == "Merrow Herald"
    assert jobs_of(Batch.objects.get()) == 1


@pytest.mark.parametrize(
    ("args", "fetching", "says"),
    [
        ((), True, "Name files or folders"),
        (("FOLDER", "--urls", "FOLDER/list"), True, "Name files or folders"),
        (("--urls", "FOLDER/nowhere"), True, "cannot be read"),
        (("--urls", "FOLDER/empty"), True, "There is no address in"),
        (("--urls", "FOLDER/list"), False, "FETCHING=true"),
    ],
)
def test_lists_that_make_no_sense_import_nothing(tmp_path, settings, args, fetching, says):
    settings.FETCHING = fetching
    (tmp_path / "list").write_text("https://a.test/1")
    (tmp_path / "empty").write_text("# nothing\n\n")
    _, err, code = run(*[arg.replace("FOLDER", str(tmp_path)) for arg in args])
    assert says in err
    assert code == 1
    assert Batch.objects.count() == 0
