"""The value objects and their JSON."""

import dataclasses

import pytest

from annotations.pipeline.analysis import Analysis, EventProposal, GroupProposal, QuoteProposal, TagProposal
from annotations.pipeline.printed import as_json

TEXT = "Maria Keller left after the attack on Monday. “We go,” she said. “Now.”"


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def stretch(words: str) -> dict:
    start, end = at(words)
    return {"start": start, "end": end, "text": words}


def tag(words: str, kind: str, **more) -> TagProposal:
    start, end = at(words)
    return TagProposal(start=start, end=end, kind=kind, **more)


ANALYSIS = Analysis(
    tags=(
        tag("Maria Keller", "person", label="PERSON", score=0.94321, group=0, found="model"),
        tag("attack", "event", form="nominal", label="TRIGGER", group=1),
        tag("she", "person", form="pronoun", group=0),
    ),
    groups=(GroupProposal(kind="person", name="Maria Keller"), GroupProposal(kind="event", name="attack")),
    events=(EventProposal(group=1, type="battles", participants=((2, "target"),), when=at("on Monday"), dead=2),),
    quotes=(QuoteProposal(pieces=(at("“We go,”"), at("“Now.”")), cue=at("said"), speaker=2, score=0.5),),
    pipeline_name="default",
    pipeline_version="1",
)


def test_json_shape():
    assert as_json(ANALYSIS, TEXT) == {
        "text": TEXT,
        "tags": [
            {
                **stretch("Maria Keller"),
                "kind": "person",
                "form": "name",
                "label": "PERSON",
                "score": 0.943,
                "group": 0,
            },
            {**stretch("attack"), "kind": "event", "form": "nominal", "label": "TRIGGER", "score": None, "group": 1},
            {**stretch("she"), "kind": "person", "form": "pronoun", "label": "", "score": None, "group": 0},
        ],
        "groups": [
            {"kind": "person", "name": "Maria Keller", "demonym": False},
            {"kind": "event", "name": "attack", "demonym": False},
        ],
        "quotes": [
            {
                **stretch("“We go,” she said. “Now.”"),
                "pieces": [list(at("“We go,”")), list(at("“Now.”"))],
                "cue": "said",
                "mode": "direct",
                "speaker": {**stretch("she"), "name": "Maria Keller"},
                "score": 0.5,
            }
        ],
        "events": [
            {
                "group": 1,
                "name": "attack",
                "type": "battles",
                "status": "happened",
                "mentions": [stretch("attack")],
                "participants": [{"role": "target", **stretch("she"), "group": 0, "name": "Maria Keller"}],
                "place": None,
                "when": stretch("on Monday"),
                "date": None,
                "precision": None,
                "dead": 2,
                "injured": None,
            }
        ],
    }


def test_a_quote_without_speaker_or_cue():
    quote = QuoteProposal(pieces=(at("“We go,”"),))
    assert as_json(Analysis(quotes=(quote,)), TEXT)["quotes"] == [
        {
            **stretch("“We go,”"),
            "pieces": [list(at("“We go,”"))],
            "cue": None,
            "mode": "direct",
            "speaker": None,
            "score": None,
        }
    ]


def test_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ANALYSIS.tags[0].start = 3
