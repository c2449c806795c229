"""``manage.py evaluate_pipeline``. No test here may touch the database, and none is marked to."""

import gzip
import json

import pytest
import spacy
from django.core.management import CommandError, call_command

from annotations.export import jsonl, shape

TEXT = "Mira Okonjo went to Halcyon.\n“We ran,” said Okonjo."
TAGS = [("Mira Okonjo", "person"), ("Halcyon", "place"), ("Okonjo.", "person")]


def exported(number: int, *, language: str = "en", role: str = "record", state: str = "confirmed"):
    """A line as the export writes it; the third tag has a wrong edge."""
    text = f"{TEXT} {number}"
    tags = []
    for i, (words, kind) in enumerate(TAGS, 1):
        start = text.index(words)
        tags.append(
            shape.ExportedTag(
                id=i, kind=kind, start=start, end=start + len(words), text=words, form="name", label="", score=None,
                state=state, group=None, proposal=None, trail=[],
            )
        )  # fmt: skip
    start = text.index("“")
    end = text.index("”") + 1
    speaker = shape.Speaker(tag=3, start=tags[2].start, end=tags[2].end - 1, text="Okonjo", name="Mira Okonjo")
    quote = shape.ExportedQuote(
        id=1, start=start, end=end, pieces=[(start, end)], text=text[start:end], cue=None, mode="direct", score=None,
        state=state, speaker=speaker, nothing_checkable=False, proposal=None, claims=[], trail=[],
    )  # fmt: skip
    article = shape.ExportedArticle(
        id=number, external_id="", outlet=None, url="", headline=f"Story {number}", byline="", published_at=None,
        language=language, text=text, text_sha256="", parts=shape.Parts.of(text, standfirst_start=None, body_start=0),
    )  # fmt: skip
    about = shape.AboutReading(
        id=number, role=role, state="closed", reader=None, source=None, created_at="", submitted_at=None,
        closed_at=None, approved=None, parents=[], trail=[],
    )  # fmt: skip
    return shape.ExportedReading(
        article=article, reading=about, groups=[], tags=tags, events=[], quotes=[quote], people=[]
    )


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory) -> str:
    nlp = spacy.blank("en", meta={"name": "ruled", "version": "3.1"})
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "PERSON", "pattern": "Mira Okonjo"}, {"label": "GPE", "pattern": "Halcyon"}]
    )
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    rows = [exported(1), exported(2), exported(3, language="fr"), exported(4, role="machine", state="suggested")]
    path.write_bytes(b"".join(jsonl.lines(rows)))
    return path


def test_an_export_is_measured_with_every_pipeline_named(gold, pipeline, capsys):
    call_command("evaluate_pipeline", str(gold), "--pipeline", pipeline, pipeline)
    out = capsys.readouterr().out
    assert out.count("en_ruled 3.1+rules") == 2
    assert "2 articles, 20 words, 6 tags and 2 quotes that people confirmed." in out
    assert "Left out: 1 in other languages than “en”." in out
    assert "Left out: 1 in which nobody decided anything." in out
    assert "words/s" in out
    figures = {line.split("|")[1].strip(): line.split("|")[2:] for line in out.splitlines() if line.startswith("|")}
    assert [cell.strip() for cell in figures["place"][:3]] == ["1.00", "1.00", "1.00"]
    assert [cell.strip() for cell in figures["person"][:3]] == [".500", ".500", ".500"]
    assert figures["in marks"][2].strip() == figures["whom they mean"][2].strip() == "1.00"
    assert "  person ×2: Mira Okonjo went to Halcyon. “We ran,” said [Okonjo.]" in out


def test_gold_of_names_alone_and_no_list_of_mistakes(gold, pipeline, capsys):
    call_command("evaluate_pipeline", str(gold), "--pipeline", pipeline, "--names-only", "--errors", "0")
    out = capsys.readouterr().out
    assert "in marks" not in out
    assert "[Okonjo.]" not in out
    assert "wrong boundary: 2" in out


def test_a_compressed_export(gold, pipeline, tmp_path, capsys):
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress(gold.read_bytes()))
    call_command("evaluate_pipeline", str(path), "--pipeline", pipeline)
    assert "2 articles" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "nobody decided anything"),
        (jsonl.line(exported(1, role="machine", state="suggested")), "nobody decided anything"),
        (b"{", "Line 1 is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (json.dumps({"format": "other"}).encode(), "its format is “other”"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_gold_is_refused_in_plain_words(content, message, tmp_path, pipeline):
    path = tmp_path / "gold.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        call_command("evaluate_pipeline", str(path), "--pipeline", pipeline)


def test_a_pipeline_that_is_not_there_is_a_plain_message(gold):
    with pytest.raises(CommandError, match="no_such_pipeline"):
        call_command("evaluate_pipeline", str(gold), "--pipeline", "no_such_pipeline")
