"""``manage.py analyse``. No test here may touch the database, and none is marked to."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from django.core.management import CommandError, call_command

STORY = """Attack in Halcyon leaves questions

Mira Okonjo, a teacher, was at the market when the attack began on Monday morning in the city of Halcyon.

“We ran,” said Okonjo. “Then we hid 🙈 behind the stalls.”
"""


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory) -> str:
    """Any spaCy pipeline will do: a folder with an entity ruler."""
    nlp = spacy.blank("en", meta={"name": "ruled", "version": "3.1"})
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PERSON", "pattern": "Mira Okonjo"},
            {"label": "PERSON", "pattern": "Okonjo"},
            {"label": "GPE", "pattern": "Halcyon"},
        ]
    )
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture
def story(tmp_path) -> Path:
    path = tmp_path / "story.txt"
    path.write_bytes(b"\xef\xbb\xbf" + STORY.replace("\n", "\r\n").encode())
    return path


def test_one_json_line_a_file_with_offsets_into_the_canonical_text(story, tmp_path, pipeline, capsys):
    other = tmp_path / "other.txt"
    other.write_text(STORY.replace("Halcyon", "Ketsela") + "\nAn attack was feared.\n")
    call_command("analyse", str(story), str(other), json=True, pipeline=pipeline)
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert (first["file"], second["file"]) == (str(story), str(other))
    assert set(first) == {
        "file", "language", "pipeline", "note", "text", "tags", "groups", "quotes", "events",
    }  # fmt: skip
    assert (first["pipeline"]["name"], first["note"]) == ("en_ruled", "")
    text = first["text"]
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    names = {(tag["text"], tag["kind"]) for tag in first["tags"]}
    assert {("Mira Okonjo", "person"), ("Halcyon", "place")} <= names
    for tag in first["tags"]:
        assert set(tag) == {"start", "end", "kind", "form", "label", "text", "score", "group"}
        assert 0 <= tag["score"] <= 1
        assert first["groups"][tag["group"]]["kind"] == tag["kind"]
        assert text[tag["start"] : tag["end"]] == tag["text"]
    assert first["quotes"]
    for quote in first["quotes"]:
        assert set(quote) == {"start", "end", "pieces", "text", "cue", "mode", "speaker", "score"}
        assert 0 <= quote["score"] <= 1
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert (quote["pieces"][0][0], quote["pieces"][-1][1]) == (quote["start"], quote["end"])
        assert quote["speaker"] is None or set(quote["speaker"]) == {"start", "end", "text", "name"}
    said = first["quotes"][0]["speaker"]
    assert (said["text"], said["name"]) == ("Okonjo", "Mira Okonjo")
    (event,) = second["events"]
    assert (event["name"], event["type"]) == ("attack", "violence_against_civilians")
    assert [mention["text"] for mention in event["mentions"]] == ["attack"]
    assert second["groups"][event["group"]]["kind"] == "event"


def test_without_json_it_reads_as_a_summary(story, pipeline, capsys):
    call_command("analyse", str(story), pipeline=pipeline)
    out = capsys.readouterr().out
    assert f"{story}: " in out
    assert "People: Mira Okonjo (" in out
    assert "Places: Halcyon (" in out
    assert "“We ran,”" in out
    assert "Okonjo (Mira Okonjo)" in out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\x00\x01\x02\x03" * 300, "not text"),
        (b"word", "only a headline and no text"),
        (b"%PDF-1.7 ...", "This PDF is damaged"),
        (None, "It cannot be opened: No such file or directory."),
    ],
    ids=["empty", "binary", "one word", "PDF", "missing"],
)
def test_a_file_that_cannot_be_read_says_why_and_holds_up_no_other(content, message, story, tmp_path, pipeline, capsys):
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(CommandError) as failure:
        call_command("analyse", str(bad), str(story), json=True, pipeline=pipeline)
    assert failure.value.returncode == 1
    captured = capsys.readouterr()
    assert str(bad) in captured.err
    assert message in captured.err
    assert [json.loads(line)["file"] for line in captured.out.splitlines()] == [str(story)]


def test_a_file_over_the_import_limit_is_not_even_read(story, pipeline, settings, capsys):
    settings.IMPORT_MAX_BYTES = 10
    with pytest.raises(CommandError):
        call_command("analyse", str(story), pipeline=pipeline)
    assert "the most for one file" in capsys.readouterr().err


def test_every_article_of_a_jsonl_file_is_a_line(tmp_path, pipeline, capsys):
    path = tmp_path / "two.jsonl"
    rows = [{"headline": f"Number {n}", "text": "Mira Okonjo went to Halcyon and stayed."} for n in (1, 2)]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    call_command("analyse", str(path), json=True, pipeline=pipeline)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"].split("\n")[0] for line in lines] == ["Number 1", "Number 2"]
    assert len({line["file"] for line in lines}) == 2


def test_the_articles_language_picks_the_pipeline_and_says_where_there_is_none(tmp_path, pipeline, settings, capsys):
    settings.PIPELINE, settings.PIPELINES = pipeline, {}
    path = tmp_path / "three.jsonl"
    text = "Mira Okonjo went to Iran. “Wir gehen heute nach Hause.”"
    rows = [{"headline": f"In {name}", "text": text, "language": name} for name in ("en-GB", "de", "tr")]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    settings.PIPELINES = {"de": pipeline}
    call_command("analyse", str(path), json=True)
    english, german, turkish = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["pipeline"]["name"] for line in (english, german, turkish)] == ["en_ruled", "en_ruled", "rules"]
    assert [line["note"] for line in (english, german)] == ["", ""]
    note = "No pipeline is set up for “tr”: only quotation marks and known names were looked for."
    assert turkish["note"] == note
    assert [tag["text"] for tag in turkish["tags"]] == ["Iran"]
    assert len(turkish["quotes"]) == 1
    call_command("analyse", str(path))
    assert capsys.readouterr().out.count(note) == 1
    call_command("analyse", str(path), pipeline=pipeline)
    assert note not in capsys.readouterr().out


def test_a_pipeline_that_is_not_there_is_a_plain_message(story):
    with pytest.raises(CommandError, match="no_such_pipeline"):
        call_command("analyse", str(story), pipeline="no_such_pipeline")


def test_the_command_needs_no_database_server(story, pipeline):
    """As typed, with an address where no server is."""
    import os

    done = subprocess.run(
        [sys.executable, "manage.py", "analyse", str(story), "--json", "--pipeline", pipeline],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["file"] == str(story)
