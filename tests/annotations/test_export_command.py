"""``manage.py export``: what it writes, what it says, and what it refuses."""

import gzip
import hashlib
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.annotations.readings import make_open_reading, make_record
from tests.factories import ada

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command("export", *args, stdout=out)
    return out.getvalue()


def test_the_command_writes_records_and_says_how_many(tmp_path):
    record = make_record()
    make_open_reading(ada())
    target = tmp_path / "records.jsonl"
    said = run("--out", str(target))
    (line,) = target.read_text().splitlines()
    assert json.loads(line)["reading"]["id"] == record.pk
    assert "readings 1, tags 5, quotes 1, claims 1" in said
    assert hashlib.sha256(target.read_bytes()).hexdigest() in said
    assert [path.name for path in tmp_path.iterdir()] == ["records.jsonl"]


def test_the_command_sees_every_state(tmp_path):
    make_open_reading(ada())
    target = tmp_path / "all.jsonl.gz"
    run("--out", str(target), "--state", "open", "--state", "machine", "--gzip")
    roles = [json.loads(line)["reading"]["role"] for line in gzip.decompress(target.read_bytes()).splitlines()]
    assert roles == ["machine", "human"]


def test_the_command_takes_a_date(tmp_path):
    make_record()
    target = tmp_path / "x.jsonl"
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert "readings 0," in run("--out", str(target), "--since", tomorrow)
    assert "readings 1," in run("--out", str(target), "--since", "2020-01-31T10:00")
    with pytest.raises(CommandError, match="not a date"):
        run("--out", str(target), "--since", "2026-02-31")


def test_a_place_that_cannot_be_written_is_named_and_leaves_nothing(tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        run("--out", str(tmp_path / "none" / "x.jsonl"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="cannot be written"):
        run("--out", str(tmp_path / "folder"))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_an_unknown_state_is_refused(tmp_path):
    with pytest.raises(CommandError, match="invalid choice"):
        run("--out", str(tmp_path / "x"), "--state", "done")
