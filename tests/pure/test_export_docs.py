"""Every exported field is described, and nothing is described that is not exported."""

import dataclasses
import re
from pathlib import Path

import pytest

from annotations.export import shape

DOC = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text()

SECTIONS = {
    "The line": shape.ExportedReading,
    "article": shape.ExportedArticle,
    "article.parts": shape.Parts,
    "outlet, entity": shape.Named,
    "reading": shape.AboutReading,
    "reading.approved": shape.Approval,
    "reading.parents": shape.Parent,
    "source, pipeline": shape.Pipeline,
    "people": shape.Person,
    "groups": shape.ExportedGroup,
    "tags": shape.ExportedTag,
    "tags.proposal": shape.TagProposal,
    "events": shape.ExportedEvent,
    "events.date_words": shape.DateWords,
    "events.dead, events.injured": shape.Toll,
    "events.participants": shape.Participant,
    "quotes": shape.ExportedQuote,
    "quotes.cue": shape.Cue,
    "quotes.speaker": shape.Speaker,
    "quotes.proposal": shape.QuoteProposal,
    "quotes.claims": shape.ExportedClaim,
    "trail": shape.Step,
    "trail.carried_from": shape.CarriedFrom,
}


@pytest.mark.parametrize("heading", SECTIONS)
def test_a_section_describes_exactly_the_fields_there_are(heading):
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", DOC, re.MULTILINE | re.DOTALL)
    described = re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE)
    assert sorted(described) == sorted(field.name for field in dataclasses.fields(SECTIONS[heading]))


def test_every_part_of_a_line_has_a_section():
    parts = {thing for thing in vars(shape).values() if isinstance(thing, type) and dataclasses.is_dataclass(thing)}
    assert parts == set(SECTIONS.values())
