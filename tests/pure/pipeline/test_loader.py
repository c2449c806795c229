"""Opening pipelines: ours, other packages and their label schemes, and what cannot be used."""

import pytest
import spacy

from annotations.pipeline.identity import pipeline_identity
from annotations.pipeline.loader import PipelineError, load_pipeline

TEXT = "Maria Keller of Altdorf met the Northern Front. “We go,” Maria Keller said on Monday. “Now.”"


def package(folder, labels: dict[str, str], lang: str = "en"):
    """A pipeline with no tagger and no parser that marks these names."""
    nlp = spacy.blank(lang)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in labels.items()])
    nlp.meta["name"] = "test"
    nlp.to_disk(folder)
    return str(folder)


@pytest.mark.parametrize("scheme", [("PERSON", "GPE", "ORG"), ("PER", "LOC", "ORG"), ("PERSON", "LOC", "NORP")])
def test_any_scheme_of_labels(tmp_path, scheme):
    person, place, group = scheme
    path = package(tmp_path / "p", {"Maria Keller": person, "Altdorf": place, "Northern Front": group})
    pipeline = load_pipeline(path)
    analysis = pipeline.analyse(TEXT)
    kinds = {TEXT[tag.start : tag.end]: tag.kind for tag in analysis.tags}
    assert kinds == {"Maria Keller": "person", "Altdorf": "place", "Northern Front": "group"}
    assert pipeline.name == analysis.pipeline_name == "en_test"


def test_quotes_without_tagger_and_parser(tmp_path):
    pipeline = load_pipeline(package(tmp_path / "p", {"Maria Keller": "PER"}))
    analysis = pipeline.analyse(TEXT)
    (quote,) = analysis.quotes
    assert len(quote.pieces) == 2
    assert analysis.speaker_name(quote) == "Maria Keller"


def test_a_pipeline_without_entities_is_refused(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "p")
    with pytest.raises(PipelineError, match="finds no people, places, groups or events"):
        load_pipeline(str(tmp_path / "p"))


@pytest.mark.parametrize("name", ["en_no_such_package", "/no/such/folder", ""])
def test_what_is_not_there_is_refused_in_plain_words(name):
    with pytest.raises(PipelineError, match="cannot be opened"):
        load_pipeline(name)


def test_a_broken_folder_is_refused(tmp_path):
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(PipelineError, match="cannot be opened"):
        load_pipeline(str(tmp_path))


def test_the_default_says_who_it_is(pipeline):
    identity = pipeline_identity()
    assert (pipeline.name, pipeline.version) == (identity.name, identity.version)
    assert pipeline.nlp.meta["sources"]
    assert all("license" in source for source in pipeline.nlp.meta["sources"])


def test_many_texts_keep_their_keys_and_order(pipeline):
    texts = [("a", TEXT), ("empty", ""), ("blank", " \n "), ("b", "Altdorf."), ("empty2", "")]
    results = list(pipeline.analyse_many(iter(texts)))
    assert [key for key, _ in results] == ["a", "empty", "blank", "b", "empty2"]
    assert results[0][1] == pipeline.analyse(TEXT)
    assert results[1][1].tags == ()


def test_texts_are_read_as_they_come(pipeline):
    """Nothing is taken from the source before it is needed, beyond one chunk."""
    taken = []

    def source():
        for number in range(100):
            taken.append(number)
            yield number, "x " * 300_000

    next(pipeline_without_model(pipeline).analyse_many(source()))
    assert len(taken) <= 2


def pipeline_without_model(pipeline):
    from annotations.pipeline.loader import Pipeline

    return Pipeline(spacy.blank("en"), name="blank", version="0")
