"""Which passages are quotes, what belongs together, and by whom: over the whole article.

A passage with a verb of speech beside it is a quote. One without is a quote when it is a sentence of its own, and then
its speaker is the one who was speaking; a word or two in marks, or a title, is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from annotations.pipeline import cues
from annotations.pipeline.attribution import Attribution, PieceFacts
from annotations.pipeline.indirect import Reported
from annotations.pipeline.marks import Passage
from annotations.pipeline.speakers import Phrase, can_speak
from annotations.pipeline.unmarked import LeadIn, unmarked_statements
from annotations.pipeline.wordlist import word_set
from articles.text import Span

_WORD = re.compile(r"[^\W_][\w'’-]*")
_TERMINAL = re.compile(r"[.!?…,][\"”’'»)\]]*$")
_MARKS = "\"“”„«»‘’'"
_SMALL = word_set("a an and as at but by for from in into of on or the to with s")

SCORE_BESIDE = 0.95
SCORE_BEFORE = 0.85
SCORE_GOES_ON = 0.8
SCORE_LOOSE = 0.65
SCORE_CONTEXT = 0.55
SCORE_INDIRECT = 0.6
SCORE_NOBODY = 0.4


@dataclass(slots=True, kw_only=True)
class Found:
    """A quote whose speaker is still a phrase; `speaker_of` points to the quote whose speaker it shares."""

    pieces: list[Span]
    cue: Span | None
    mode: str
    speaker: Phrase | None
    score: float
    speaker_of: Found | None = None
    cue_side: str = ""
    single: bool = False
    line: int = field(default=0)  # the paragraph its last piece is in

    @property
    def start(self) -> int:
        return self.pieces[0].start


def settle(
    text: str,
    passages: list[Passage],
    facts: dict[int, PieceFacts],
    reported: list[Reported],
    lead_ins: dict[int, LeadIn | None],
) -> list[Found]:
    """Turn passages and reported speech into quotes, in text order.

    `facts` is by the start of a piece, `lead_ins` by the end of each paragraph that ends with a colon.
    """
    quotes: list[Found] = []
    previous: Found | None = None
    behind = 0  # the end of the passage before, quote or not
    for passage in passages:
        first, last = facts.get(passage.start), facts.get(passage.pieces[-1].start)
        if first is None or last is None:
            continue
        if previous is not None and text.count("\n", behind, passage.start) > 3:
            previous = None
        between = text[behind : passage.start]
        quote = _settle_one(text, passage, first, last, previous, between) or _in_a_row(
            text, passage, previous, between
        )
        if quote is not None and quote.cue is None and quote is not previous and quote.score < SCORE_GOES_ON:
            _lead_in(text, quote, lead_ins)
        behind = passage.end
        if quote is None:
            continue
        if quote is not previous:
            quotes.append(quote)
        previous = quote
    quotes += [
        Found(
            pieces=list(item.pieces),
            cue=item.cue,
            mode="indirect",
            speaker=item.speaker,
            score=SCORE_INDIRECT,
        )
        for item in reported
    ]
    leads = {end: lead for end, lead in lead_ins.items() if lead is not None and can_speak(lead.speaker)}
    quotes += [
        Found(pieces=pieces, cue=lead.cue, mode="direct", speaker=lead.speaker, score=SCORE_CONTEXT)
        for lead, pieces in unmarked_statements(text, leads, passages)
    ]
    return sorted(quotes, key=lambda quote: quote.start)


def _lead_in(text: str, quote: Found, lead_ins: dict[int, LeadIn | None]) -> None:
    """A quote that opens its paragraph, under a paragraph that ends with a colon, is by that one's subject."""
    before = text[max(quote.start - 200, 0) : quote.start].rstrip()
    lead = lead_ins.get(max(quote.start - 200, 0) + len(before))
    if lead is not None and before.endswith(":"):
        quote.cue, quote.speaker, quote.speaker_of, quote.score = lead.cue, lead.speaker, None, SCORE_GOES_ON


def _settle_one(
    text: str, passage: Passage, first: PieceFacts, last: PieceFacts, previous: Found | None, between: str
) -> Found | None:
    """One passage: a new quote, more of the previous one (which is returned), or nothing."""
    inner = text[passage.start : passage.end].strip(_MARKS + " ")
    words = _WORD.findall(inner)
    attribution, side = _choose(first, last)
    if passage.single and not _single_is_safe(passage, attribution, previous, between, words):
        return None
    same_paragraph = "\n" not in between
    if attribution is None:
        return _unattributed(text, passage, first, previous, between, words)
    if not _is_speech(text, passage, attribution, words):
        return None
    if (
        previous is not None
        and same_paragraph
        and side == "before"
        and previous.cue_side == "after"
        and attribution.cue is not None
        and previous.cue == attribution.cue
    ):
        return _continued(previous, passage)
    if (
        previous is not None
        and same_paragraph
        and side == "after"
        and previous.cue_side == "after"
        and len(passage.pieces) > 1
        and first.opens_sentence
        and first.gap_sentences <= 1
    ):
        return _continued(previous, passage)  # a quote over paragraphs has "she went on" only to remind of her
    mode = "mixed" if _runs_on(text, passage, first, attribution, side) else "direct"
    score = SCORE_BESIDE if side == "after" else SCORE_BEFORE if attribution.close else SCORE_LOOSE
    goes_on = attribution.speaker is None and previous is not None and same_paragraph and first.gap_sentences <= 1
    if attribution.speaker is None:
        score = min(score, SCORE_CONTEXT)
    return Found(
        pieces=list(passage.pieces),
        cue=attribution.cue,
        mode=mode,
        speaker=attribution.speaker,
        score=score if passage.closed else min(score, SCORE_LOOSE),
        speaker_of=previous if goes_on else None,
        cue_side=side,
        single=passage.single,
    )


def _in_a_row(text: str, passage: Passage, previous: Found | None, between: str) -> Found | None:
    """ "called it “a disgrace” and “a joke”": the second, however short, is by the same verb and speaker."""
    if previous is None or previous.mode != "mixed" or passage.single != previous.single or not passage.closed:
        return None
    naming = previous.cue is not None and previous.cue.of(text).lower() in cues.NAMING_FORMS
    if between.strip(" ,") not in _JOINS and not (
        (naming and not between.strip(" ,")) or (previous.cue_side == "before" and _same_verb_goes_on(between))
    ):
        return None
    if not naming and " " not in passage.pieces[0].of(text):
        return None
    return Found(
        pieces=list(passage.pieces),
        cue=previous.cue,
        mode="mixed",
        speaker=None,
        score=SCORE_LOOSE,
        speaker_of=previous,
        cue_side=previous.cue_side,
        single=passage.single,
    )


_JOINS = frozenset(("and", "or", "but", "and also"))
_SECOND_VERB = re.compile(r",? (?:and|but|or)[ ,][^.!?;:\n]{1,80} $")


def _same_verb_goes_on(between: str) -> bool:
    """ "said he “was sorry” and would pay “in full”": one sentence, and one verb of speech over both."""
    return _SECOND_VERB.match(between) is not None and not any(
        word.strip(",") in cues.CUE_FORMS for word in between.lower().split()
    )


def _single_is_safe(
    passage: Passage, attribution: Attribution | None, previous: Found | None, between: str, words: list[str]
) -> bool:
    """Single marks need more to go by: a verb of speech, or a quote in single marks that goes on."""
    if attribution is not None:
        return attribution.close or len(words) >= 4
    return previous is not None and previous.single and "\n" not in between


def _choose(first: PieceFacts, last: PieceFacts) -> tuple[Attribution | None, str]:
    """Before the first piece or after the last: the closer one, and after all else what comes before."""
    if first.before is not None and first.before.close and first.before.speaker is not None:
        return first.before, "before"
    if last.after is not None:
        return last.after, "after"
    if first.before is not None:
        return first.before, "before"
    return None, ""


def _is_speech(text: str, passage: Passage, attribution: Attribution, words: list[str]) -> bool:
    """Weed out words in scare quotes and titles that happen to share a sentence with a verb of speech."""
    naming = attribution.cue_word in cues.NAMING_FORMS
    if not words:
        return False
    before = text[max(passage.start - 24, 0) : passage.start].lower().split()
    if naming and attribution.close and any(word in _ITSELF for word in before[-3:]):
        return False
    if len(words) <= 2:
        if not naming and before and before[-1] in ("a", "an", "the"):
            return False
        if _ends_as_sentence(text, passage) and attribution.close:
            return True
        if naming and attribution.close and not _is_title(words):
            return True
        return attribution.cue_word in cues.REPORTING_FORMS and _completes_verb(text, passage)
    if not attribution.close and len(words) <= 3:
        return _completes_verb(text, passage)
    return attribution.close or not _is_title(words)


# "A group calling itself “Voss or Bust”" says its name.
_ITSELF = frozenset(("itself", "themselves", "himself", "herself"))


def _completes_verb(text: str, passage: Passage) -> bool:
    """ "said the arrests were “arbitrary”": the marked words are what is said of the subject."""
    before = text[max(passage.start - 12, 0) : passage.start].split()
    return bool(before) and before[-1].lower() in _HALF_VERBS


_OF_THE_SAME = re.compile(r"[.!?][\"”’']?\s+(?:He|She|They|It) (?:[a-z]+ ){1,3}$")
_HALF_VERBS = word_set("is are was were be been being had have has not never as")


def _is_title(words: list[str]) -> bool:
    return all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in words)


def _ends_as_sentence(text: str, passage: Passage) -> bool:
    return _TERMINAL.search(text[max(passage.end - 6, passage.start) : passage.end]) is not None


def _runs_on(text: str, passage: Passage, first: PieceFacts, attribution: Attribution, side: str) -> bool:
    """Mixed quotes are part of the outlet's own sentence: no comma or colon leads in, or they begin in lower case."""
    if first.opens_sentence:
        return False
    inner = text[passage.start : passage.start + 8].lstrip(_MARKS + "[(… ")
    lead = text[max(passage.start - 4, 0) : passage.start].rstrip()
    if inner[:1].isupper() and lead[-1:] in (",", ":", "—", "–", "-", ""):
        return False
    return inner[:1].islower() or lead[-1:] not in (",", ":") or side == "after"


def _unattributed(
    text: str, passage: Passage, first: PieceFacts, previous: Found | None, between: str, words: list[str]
) -> Found | None:
    """No verb of speech beside it: a quote only if it is a sentence of its own, by whoever is speaking."""
    same_paragraph = "\n" not in between
    goes_on = previous is not None and same_paragraph
    if goes_on and len(words) >= 4 and _completes_verb(text, passage) and _OF_THE_SAME.search(between):
        # "..., Orlec said. He had been “reading about it in the newspapers”."
        return Found(
            pieces=list(passage.pieces),
            cue=None,
            mode="mixed",
            speaker=None,
            score=SCORE_CONTEXT,
            speaker_of=previous,
        )
    if not first.opens_sentence or not words or (len(words) < 4 and not goes_on):
        return None
    if not _ends_as_sentence(text, passage) and len(words) < 8:
        return None
    if previous is not None and same_paragraph:
        if not between.strip():
            return _continued(previous, passage)
        if previous.cue_side == "after" and first.gap_sentences <= 1:
            return _continued(previous, passage)
    quote = Found(pieces=list(passage.pieces), cue=None, mode="direct", speaker=None, score=SCORE_NOBODY, cue_side="")
    if first.earlier_subject is not None and first.gap_sentences >= 1 and _may_speak(first.earlier_subject):
        quote.speaker, quote.score = first.earlier_subject, SCORE_CONTEXT
    elif (
        (previous is not None and not between.strip(" \t\n\u00a0"))
        or (previous is not None and same_paragraph and first.gap_sentences <= 1)
        or (previous is not None and not first.narration_before and _only_attribution(between, previous))
    ):
        quote.speaker_of, quote.score = previous, SCORE_CONTEXT
    return quote


def _may_speak(phrase: Phrase) -> bool:
    if phrase.pronoun:
        return phrase.head_word in cues.PRONOUNS
    return phrase.head_is_name or phrase.head_word in cues.PEOPLE or phrase.head_word in cues.BODIES


def _only_attribution(between: str, previous: Found) -> bool:
    """Between two quoted paragraphs there is no more than the first one's "he said"."""
    rest = between.partition("\n")
    return not rest[2].strip() and previous.cue_side == "after" and len(rest[0].split()) <= 25


def _continued(previous: Found, passage: Passage) -> Found:
    previous.pieces += passage.pieces
    return previous
