"""The value objects and their JSON."""

import dataclasses

import pytest

from annotations.pipeline.analysis import Analysis, GroupProposal, QuoteProposal, TagProposal

TEXT = "Maria Keller left. “We go,” she said. “Now.”"
ANALYSIS = Analysis(
    tags=(
        TagProposal(start=0, end=12, kind="person", label="PERSON", score=0.9, group=0),
        TagProposal(start=28, end=31, kind="person", form="pronoun", group=0),
    ),
    groups=(GroupProposal(kind="person", name="Maria Keller"),),
    quotes=(QuoteProposal(pieces=((19, 27), (38, 44)), cue=(32, 36), speaker=1),),
    pipeline_name="default",
    pipeline_version="1",
)


def test_json_shape():
    assert ANALYSIS.as_json(TEXT) == {
        "text": TEXT,
        "tags": [
            {"start": 0, "end": 12, "kind": "person", "form": "name", "label": "PERSON", "text": "Maria Keller"},
            {"start": 28, "end": 31, "kind": "person", "form": "pronoun", "label": "", "text": "she"},
        ],
        "quotes": [
            {
                "start": 19,
                "end": 44,
                "pieces": [[19, 27], [38, 44]],
                "text": "“We go,” she said. “Now.”",
                "cue": "said",
                "mode": "direct",
                "speaker": {"start": 28, "end": 31, "text": "she", "name": "Maria Keller"},
            }
        ],
    }


def test_a_quote_without_speaker_or_cue():
    quote = QuoteProposal(pieces=((19, 27),))
    assert Analysis(quotes=(quote,)).as_json(TEXT)["quotes"][0] | {"text": ""} == {
        "start": 19, "end": 27, "pieces": [[19, 27]], "text": "", "cue": None, "mode": "direct", "speaker": None,
    }  # fmt: skip


def test_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ANALYSIS.tags[0].start = 3
