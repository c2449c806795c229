"""The server's folder: what is shown of it, what leads nowhere, and how the worker takes it in."""

import os
import tracemalloc

import pytest
from django.core.exceptions import PermissionDenied

from articles.models import Article, Batch
from articles.services import folder as folders
from articles.services import folder_reading
from articles.services.folder import create_folder_batch, list_folder
from articles.services.folder_places import FolderError, inside, root_folder
from articles.services.gathering import gather_batch
from tests.articles.fetching import outcomes, run
from tests.factories import ada, adam
from tests.factories_articles import jsonl, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path, settings):
    root = tmp_path / "exports"
    (root / "march" / "deep").mkdir(parents=True)
    (root / "empty").mkdir()
    (root / ".hidden").mkdir()
    (root / "one.txt").write_text("Boats lost\nThey are gone for good.")
    (root / "README.md").write_text("Not an article.")
    (root / "march" / "a.jsonl").write_bytes(jsonl(record(), record()))
    (root / "march" / "deep" / "b.txt").write_text("Nets torn\nNobody knows how it came about.")
    (root / ".hidden" / "c.txt").write_text("Secret\nNobody reads this.")
    (root / "march" / ".d.txt").write_text("Secret\nNobody reads this.")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "e.txt").write_text("Outside\nNobody reads this.")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "out.txt").symlink_to(tmp_path / "outside" / "e.txt")
    (root / "in.txt").symlink_to(root / "one.txt")
    (root / "peek").symlink_to(root / ".hidden")
    settings.IMPORT_FOLDER = str(root)
    return root


def batch_of(*paths: str, **options) -> Batch:
    return create_folder_batch(None, paths=paths, **options)


def test_what_is_shown(folder):
    found = list_folder()
    assert [(one.name, one.count) for one in found.folders] == [("empty", 0), ("march", 2)]
    assert [one.name for one in found.files] == ["in.txt", "one.txt"]
    assert not found.more
    below = list_folder("march/deep")
    assert (below.above, [one.path for one in below.files]) == (
        (("march", "march"), ("deep", "march/deep")),
        ["march/deep/b.txt"],
    )


@pytest.mark.parametrize(
    "path",
    ["..", "../outside", "march/../../outside", "/etc", "/etc/passwd", ".hidden", ".hidden/c.txt", "march/.d.txt",
     "out", "out/e.txt", "out.txt", "peek", "peek/c.txt", "nowhere", "march\\deep", "a\x00b", "one.txt/x", "x" * 5000],
)  # fmt: skip
def test_what_leads_nowhere(folder, path):
    with pytest.raises(FolderError):
        inside(root_folder(), path)
    with pytest.raises(FolderError):
        list_folder(path)
    with pytest.raises(FolderError):
        batch_of(path)
    assert Batch.objects.count() == 0


def test_a_large_folder_is_listed_within_bounds(folder, monkeypatch):
    for number in range(60):
        (folder / "march" / f"{number}.txt").write_text("x")
    monkeypatch.setattr(folders, "MOST_SHOWN", 20)
    monkeypatch.setattr(folders, "MOST_LOOKED_AT", 40)
    march = next(one for one in list_folder().folders if one.name == "march")
    assert march.more
    assert march.count < 40
    listed = list_folder("march")
    assert listed.more
    assert len(listed.folders) + len(listed.files) == 20


def test_only_admins_begin_and_only_with_a_choice(folder):
    with pytest.raises(PermissionDenied):
        create_folder_batch(ada(), paths=["march"])
    with pytest.raises(FolderError, match="Choose at least one"):
        create_folder_batch(adam(), paths=[])
    with pytest.raises(FolderError, match="Choose at most"):
        create_folder_batch(adam(), paths=[f"x{number}" for number in range(301)])


def test_without_a_setting_or_a_folder_nothing_is_to_be_had(folder, settings):
    settings.IMPORT_FOLDER = str(folder / "nowhere")
    with pytest.raises(FolderError, match="not there"):
        list_folder()
    settings.IMPORT_FOLDER = ""
    with pytest.raises(FolderError, match="No folder"):
        list_folder()


def test_the_worker_reads_what_was_chosen_and_nothing_else(folder):
    batch = batch_of("march", "one.txt", "march/deep", name="")
    assert (batch.name, batch.source, batch.files.count()) == ("march and 1 more", "folder", 0)
    run(batch)
    assert outcomes(batch) == {
        "march/a.jsonl, line 1": "imported",
        "march/a.jsonl, line 2": "imported",
        "march/deep/b.txt": "imported",
        "one.txt": "imported",
    }


def test_the_whole_folder_again_brings_nothing_new(folder):
    assert run(batch_of("")).rows_imported == 4
    again = run(batch_of("", "march"))
    assert (again.rows_imported, again.rows_duplicate) == (0, 5)  # in.txt is one.txt by another name.


def test_what_cannot_be_read_is_said_and_the_rest_is_in(folder, monkeypatch):
    real = os.open

    def refuses(path, *more, **options):
        if str(path).endswith("deep/b.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, *more, **options)

    monkeypatch.setattr(folder_reading.os, "open", refuses)
    os.mkfifo(folder / "march" / "pipe.txt")
    (folder / "march" / "none.txt").write_bytes(b"")
    batch = run(batch_of("march", "empty"))
    said = dict(batch.rows.filter(outcome="error").values_list("where", "message"))
    assert set(said) == {"march/deep/b.txt", "march/none.txt", "empty"}
    assert "Permission denied" in said["march/deep/b.txt"]
    assert "no file of a known format" in said["empty"]
    assert batch.rows_imported == 2


def test_a_folder_that_may_not_be_looked_into_is_an_error(folder, monkeypatch):
    from articles.services import files

    real = os.scandir

    def refuses(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(files.os, "scandir", refuses)
    opened = os.open

    def open_refuses(path, *more, **options):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *more, **options)

    monkeypatch.setattr(folder_reading.os, "open", open_refuses)
    batch = run(batch_of("march"))
    assert outcomes(batch)["march/deep"] == "error"
    assert batch.rows_imported == 2


def test_what_was_removed_before_the_worker_came_is_an_error(folder):
    batch = batch_of("one.txt", "march")
    (folder / "one.txt").unlink()
    run(batch)
    assert outcomes(batch)["one.txt"] == "error"
    assert batch.rows_imported == 3


def test_a_place_that_became_a_link_out_is_not_followed(folder):
    batch = batch_of("one.txt")
    (folder / "one.txt").unlink()
    (folder / "one.txt").symlink_to(folder.parent / "outside" / "e.txt")
    run(batch)
    assert outcomes(batch) == {"one.txt": "error"}
    assert Article.objects.count() == 0


@pytest.fixture
def small(settings, monkeypatch):
    settings.IMPORT_MAX_BYTES = 4000
    monkeypatch.setattr(folder_reading, "PART_BYTES", 1500)
    monkeypatch.setattr(folder_reading, "BYTES_AT_ONCE", 2000)
    monkeypatch.setattr(folder_reading, "FILES_AT_ONCE", 3)


def test_a_file_that_is_too_large_says_to_split_it(folder, small):
    (folder / "large.txt").write_text("x" * 5000)
    batch = run(batch_of("large.txt"))
    assert "Split it into smaller files" in batch.rows.get().message


def test_a_large_file_of_json_lines_comes_in_parts(folder, small):
    records = [record(text=f"Boat {number} was lost.\n" + "Nobody was found. " * 10) for number in range(60)]
    (folder / "march.jsonl").write_bytes(jsonl(*records))
    batch = run(batch_of("march.jsonl"))
    assert batch.rows_imported == batch.rows_total == 60
    assert Article.objects.count() == 60
    names = list(batch.files.order_by("number").values_list("name", flat=True))
    assert len(names) > 5
    assert names[0] == "march from line 1.jsonl"
    assert names[1].startswith("march from line ")
    assert max(batch.files.values_list("byte_length", flat=True)) <= 4000


def test_lines_that_are_too_long_are_errors_and_those_around_them_are_in(folder, small):
    before, after = record(), record()
    long = record(text="word " * 2000)
    (folder / "march.jsonl").write_bytes(jsonl(before, long, after, long, *[record() for _ in range(20)]))
    batch = run(batch_of("march.jsonl"))
    assert (batch.rows_imported, batch.rows_error) == (22, 2)
    said = sorted(batch.rows.filter(outcome="error").values_list("message", flat=True))
    assert [line[:6] for line in said] == ["Line 2", "Line 4"]


@pytest.mark.parametrize("limit", [1200, 1500, 1501, 2000, 9000])
def test_no_line_that_fits_is_called_too_long_wherever_a_part_ends(folder, settings, small, limit):
    settings.IMPORT_MAX_BYTES = limit
    records = [record(text="Nobody was found. " * (number % 45)) for number in range(90)]
    (folder / "march.jsonl").write_bytes(jsonl(*[one for one in records if len(one["text"]) > 40]))
    batch = run(batch_of("march.jsonl"))
    assert batch.rows_error == 0
    assert batch.rows_imported == sum(len(one["text"]) > 40 for one in records)


def test_a_last_line_without_an_end_and_one_that_is_too_long(folder, small):
    (folder / "a.jsonl").write_bytes(jsonl(*[record() for _ in range(30)]).rstrip(b"\n"))
    (folder / "b.jsonl").write_bytes(jsonl(record(), record(text="word " * 2000)).rstrip(b"\n"))
    assert run(batch_of("a.jsonl")).rows_imported == 30
    batch = run(batch_of("b.jsonl"))
    assert (batch.rows_imported, batch.rows_error) == (1, 1)


@pytest.mark.parametrize("killed_after", range(1, 8))
def test_a_crash_anywhere_loses_nothing_and_doubles_nothing(folder, small, monkeypatch, killed_after):
    for number in range(7):
        (folder / "march" / f"{number}.txt").write_text(f"Boats {number}\nThey are gone for good.")
    (folder / "march" / "z.jsonl").write_bytes(jsonl(*[record() for _ in range(40)]))
    batch = batch_of("march", "one.txt")
    real = folder_reading._keep
    left = [killed_after]

    def dies(*given, **options):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return real(*given, **options)

    monkeypatch.setattr(folder_reading, "_keep", dies)
    with pytest.raises(KeyboardInterrupt):
        gather_batch(batch.pk)
    run(batch)
    assert batch.rows_total == batch.rows_imported == 7 + 40 + 2 + 1 + 1
    assert batch.files.values("name").distinct().count() == batch.files.count()


def test_a_stop_is_heard_and_a_cancelled_batch_is_left(folder, small):
    for number in range(9):
        (folder / "march" / f"{number}.txt").write_text(f"Boats {number}\nThey are gone for good.")
    batch = batch_of("march")
    assert not gather_batch(batch.pk, stop=lambda: True)
    taken = batch.files.count()
    assert 0 < taken < 11
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.CANCELLED)
    assert gather_batch(batch.pk)
    assert batch.files.count() == taken


@pytest.mark.parametrize("path", ["march", "march/z.jsonl"])
def test_a_file_that_became_a_link_out_between_two_parts_is_not_followed(folder, small, tmp_path, path):
    there = folder / "march" / "z.jsonl"
    there.write_bytes(jsonl(*[record() for _ in range(40)]))
    batch = batch_of(path)
    assert not gather_batch(batch.pk, stop=lambda: True)
    batch.paths.update(after="z.jsonl", at_byte=200, at_line=1)
    (tmp_path / "outside" / "z.jsonl").write_bytes(jsonl(*[record(outlet="Outside") for _ in range(40)]))
    there.unlink()
    there.symlink_to(tmp_path / "outside" / "z.jsonl")
    run(batch)
    assert not Article.objects.filter(outlet__name="Outside").exists()
    assert [row.message for row in batch.rows.filter(outcome="error")] == [folder_reading.GONE]


def test_companions_come_with_their_text(folder):
    (folder / "march" / "note.txt").write_text("Boats lost\nAna Prill is gone for good.")
    (folder / "march" / "note.ann").write_text("T1\tPER 11 20\tAna Prill\n")
    batch = run(batch_of("march"))
    assert outcomes(batch)["march/note.txt › note.txt"] == "imported"
    assert batch.rows_total == 4


def test_memory_stays_flat_over_a_large_file(folder, settings, monkeypatch):
    settings.IMPORT_MAX_BYTES = 1_000_000
    monkeypatch.setattr(folder_reading, "PART_BYTES", 400_000)
    monkeypatch.setattr(folder_reading, "BYTES_AT_ONCE", 400_000)
    line = jsonl(record(text="Nobody was found. " * 500))
    with (folder / "large.jsonl").open("wb") as large:
        for _ in range(2500):
            large.write(line)
    size = (folder / "large.jsonl").stat().st_size
    batch = batch_of("large.jsonl")
    tracemalloc.start()
    try:
        assert gather_batch(batch.pk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 20_000_000
    assert peak < size / 2
