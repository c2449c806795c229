"""A paragraph that leads in to what follows it: "The minister made the following statement:"."""

from __future__ import annotations

from annotations.pipeline.attribution import is_cue, leading_speaker
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import phrase_after
from annotations.pipeline.unmarked import LeadIn


def lead_in(line: Line) -> LeadIn | None:
    """Who speaks next, when the paragraph ends with a colon: "The minister made the following statement:"."""
    end = len(line)
    while end and not line.words[end - 1].strip():
        end -= 1
    if not end or line.words[end - 1] != ":":
        return None
    start = line.sentences[line.sentence[end - 1]][0]
    for index in range(end - 1, start, -1):
        if is_cue(line, index) and (speaker := leading_speaker(line, index, start)) is not None:
            return LeadIn(cue=line.span(index, index + 1), speaker=speaker)
    for index in range(start, end):
        if line.is_verb(index) and line.tags[index] not in ("VBG", "VBN"):
            speaker = leading_speaker(line, index, start)
            stated = any(line.lower[i] in ("statement", "remarks", "announcement") for i in range(index, end))
            return speaker and LeadIn(cue=line.span(index, index + 1) if stated else None, speaker=speaker)
    speaker = phrase_after(line, start, end)
    return speaker and LeadIn(cue=None, speaker=speaker)
