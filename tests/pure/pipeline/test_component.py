"""The rules as the last component of a spaCy pipeline: the same from ``spacy.load`` as from our loader."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from annotations.pipeline.component import NAME
from annotations.pipeline.identity import SHIPPED_MODEL
from annotations.pipeline.loader import Pipeline, load_pipeline
from annotations.pipeline.windows import windows

ROOT = Path(__file__).resolve().parents[3]
TEXT = (
    "Attack in Halcyon leaves questions\n"
    "Mira Okonjo, a teacher, was at the market in Halcyon, Turkey, when the attack began on Monday.\n"
    "“We ran,” said Okonjo. “Then we hid 🙈 behind the stalls.”\n"
    "The interior ministry said that two people had been arrested."
)


@pytest.fixture(scope="module")
def nlp():
    return spacy.load(SHIPPED_MODEL)


def surfaces(spans) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in spans]


def test_the_shipped_folder_is_one_spacy_pipeline(nlp):
    assert nlp.pipe_names[-1] == NAME
    assert nlp.analyze_pipes()["problems"][NAME] == []
    assert nlp.meta["components"][-1] == NAME


def test_spacy_load_needs_the_import_and_nothing_else():
    """In a process of its own: Django is not there, and the component is registered by its import."""
    script = (
        "import spacy, sys, annotations.pipeline.component\n"
        f"doc = spacy.load({str(SHIPPED_MODEL)!r})({TEXT!r})\n"
        "print([ent.text for ent in doc.ents], len(doc.spans['quotes']), 'django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Mira Okonjo" in done.stdout
    assert done.stdout.strip().endswith("3 False")


def test_a_doc_holds_names_tags_quotes_and_events(nlp):
    doc = nlp(TEXT)
    assert ("Mira Okonjo", "PERSON") in surfaces(doc.ents)
    assert ("Turkey", "place") in surfaces(doc.spans["tags"])
    assert ("attack", "violence_against_civilians") in surfaces(doc.spans["events"])
    direct = [span for span in doc.spans["quotes"] if span.label_ == "direct"]
    assert [(span.text, span.id_) for span in direct] == [
        ("“We ran,”", "0"), ("“Then we hid 🙈 behind the stalls.”", "0"),
    ]  # fmt: skip
    assert {span.id_ for span in doc.spans["tags"] if span.text == "Okonjo"} == {"Mira Okonjo"}
    assert doc._.analysis.pipeline_version == load_pipeline().version


@pytest.mark.parametrize("line", TEXT.split("\n"))
def test_one_paragraph_is_read_the_same_either_way(nlp, pipeline, line):
    ours, theirs = pipeline.analyse(line), nlp(line)._.analysis
    assert (theirs.tags, theirs.groups, theirs.quotes, theirs.events) == (
        ours.tags, ours.groups, ours.quotes, ours.events,
    )  # fmt: skip


def test_from_the_same_model_output_an_article_is_put_together_the_same(nlp, pipeline):
    """Paragraph by paragraph as the loader reads, joined to one Doc as ``nlp(text)`` has it."""
    pieces = list(pipeline.nlp.pipe(TEXT[window.start : window.end] for window in windows(TEXT)))
    joined = Doc.from_docs(_with_newlines(pieces), exclude=["tensor"], ensure_whitespace=False)
    assert joined.text == TEXT
    found = nlp.get_pipe(NAME)(joined)._.analysis
    ours = pipeline.analyse(TEXT)
    assert (found.tags, found.groups, found.quotes, found.events) == (ours.tags, ours.groups, ours.quotes, ours.events)


def _with_newlines(pieces: list[Doc]) -> list[Doc]:
    docs = [pieces[0]]
    for piece in pieces[1:]:
        docs += [Doc(piece.vocab, words=["\n"], spaces=[False]), piece]
    return docs


def test_an_analysis_survives_being_stored_with_its_doc(nlp):
    doc = nlp(TEXT)
    box = DocBin(store_user_data=True, docs=[doc])
    (again,) = DocBin().from_bytes(box.to_bytes()).get_docs(nlp.vocab)
    assert again._.analysis == doc._.analysis
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.analysis == doc._.analysis


def test_a_doc_that_nobody_read_has_no_analysis(nlp):
    assert nlp.make_doc(TEXT)._.analysis is None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\n“We go,” she said.\n\n", "\u200f\n\u0301 “\n", "e\u0301\n🙈"])
def test_odd_texts(nlp, text):
    assert nlp(text)._.analysis is not None


def test_any_other_package_gets_the_component_from_the_loader(tmp_path):
    other = spacy.blank("en", meta={"name": "ruled"})
    other.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Mira Okonjo"}])
    other.to_disk(tmp_path)
    pipeline = load_pipeline(str(tmp_path))
    assert NAME in pipeline.nlp.component_names
    assert NAME not in pipeline.nlp.pipe_names
    pipeline.nlp.enable_pipe(NAME)
    doc = pipeline.nlp("“We ran,” said Mira Okonjo.")
    assert doc._.analysis.quotes == pipeline.analyse("“We ran,” said Mira Okonjo.").quotes


def test_english_words_are_not_looked_for_in_other_languages():
    """German "war" is "was"."""
    german = Pipeline(spacy.blank("de"), name="blank", version="0")
    english = Pipeline(spacy.blank("en"), name="blank", version="0")
    text = "An attack was feared in Iraq. Keller said that it would come."
    assert english.analyse(text).events
    assert not german.analyse(text).events
    assert not german.analyse(text).quotes
    assert [text[tag.start : tag.end] for tag in german.analyse(text).tags] == ["Iraq"]


def test_several_processes_send_the_analysis_back(nlp):
    texts = [TEXT, "“We ran,” said Mira Okonjo."]
    alone = [doc._.analysis for doc in nlp.pipe(texts)]
    assert [doc._.analysis for doc in nlp.pipe(texts, n_process=2)] == alone


def test_a_whole_article_has_the_same_names_either_way(nlp, pipeline):
    """The encoder reads a Doc line by line, so that it does not matter how much of a text is in it."""
    text = f"{TEXT}\nParis\nMatch and Halcyon United met in Ankara.\n\nOkonjo left."
    ours, theirs = pipeline.analyse(text), nlp(text)._.analysis
    assert [tag for tag in theirs.tags if tag.form == "name"] == [tag for tag in ours.tags if tag.form == "name"]
