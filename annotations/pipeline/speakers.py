"""Who speaks: the noun phrase that belongs to a verb of speech, by the parse and by what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from annotations.pipeline import cues
from annotations.pipeline.line import Line
from annotations.pipeline.wordlist import word_set
from articles.text import Span

SUBJECTS = frozenset(("nsubj", "nsubj:outer", "csubj"))
PASSIVE_SUBJECTS = frozenset(("nsubj:pass", "nsubjpass"))
_ANY_SUBJECT = SUBJECTS | PASSIVE_SUBJECTS
_AGENTS = frozenset(("obl:agent", "agent"))
_CLAUSES = frozenset(("advcl", "xcomp", "conj", "parataxis", "ccomp"))
_OF_NOUN = frozenset(("acl", "acl:relcl", "relcl"))
_NOUNISH = ("NN", "DT", "JJ", "PRP", "CD", "FW", "POS", "HYPH", "PDT", "WP")
_JOINING = word_set("of in at for from to with on & and - – al")
_STOP = frozenset(("who", "which", "that", "whose", "where", "when", ",", ";", ":", "(", ")", "—", "–", "--"))
_QUOTE_MARKS = frozenset('"“”‘«»„')
_LONGEST = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase: where it is, where its head word is, and what kind of word that is."""

    start: int
    end: int
    head: Span
    head_word: str
    pronoun: bool
    head_is_name: bool = False  # by its tag: a proper noun

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def subject_of(line: Line, verb: int) -> Phrase | None:
    """The one who does what the verb says, by the parse; None without a parse or where it has no doer."""
    if not line.parsed:
        return None
    subject = _subject_token(line.token(verb), 0)
    return None if subject is None else phrase_around(line, subject, verb)


def _subject_token(verb: Token, depth: int) -> Token | None:
    passive = False
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.lower_ in cues.RELATIVE and verb.dep_ in _OF_NOUN:
                return verb.head
            return child
        if child.dep_ in PASSIVE_SUBJECTS and verb.lower_ in ("quoted", "cited"):
            return child
        if child.dep_ in _AGENTS:
            objects = [c for c in child.children if c.dep_ == "pobj"]
            return objects[0] if objects else child
        passive = passive or child.dep_ in PASSIVE_SUBJECTS
    if passive or depth > 3 or verb.head is verb:
        return None
    if verb.dep_ in _OF_NOUN:
        return verb.head if verb.head.tag_[:2] in ("NN", "PR") else None
    if verb.dep_ in _CLAUSES and verb.head.i < verb.i and verb.head.tag_[:2] in ("VB", "MD", "JJ", "NN"):
        if verb.dep_ == "ccomp" and verb.tag_ != "VBG":
            return None
        return _subject_token(verb.head, depth + 1)
    return None


def sentence_subjects(line: Line) -> list[Phrase]:
    """The noun phrases that pronouns may look back to: the grammatical subjects, or else what opens a sentence."""
    found = []
    if line.parsed:
        for token in line.doc:
            if token.dep_ in _ANY_SUBJECT and token.tag_[:2] in ("NN", "PR"):
                phrase = phrase_around(line, token, token.head.i)
                if phrase is not None and phrase.head_word not in cues.RELATIVE:
                    found.append(phrase)
        return found + _missed_subjects(line, found)
    for start, end in line.sentences:
        phrase = phrase_after(line, start, end)
        if phrase is not None:
            found.append(phrase)
    return found


def _missed_subjects(line: Line, found: list[Phrase]) -> list[Phrase]:
    """What stands before the first verb of a sentence that the parse gives no subject before it."""
    missed = []
    starts = [phrase.start for phrase in found]
    for start, end in line.sentences:
        verbs = [
            i
            for i in range(start + 1, end)
            if line.tags[i] in ("VBD", "VBZ", "VBP", "VBN", "MD") and line.lower[i - 1] not in cues.RELATIVE
        ]
        border = line.starts[verbs[0]] if verbs else line.ends[end - 1]
        if any(line.starts[start] <= at < border for at in starts):
            continue
        before_verbs = (phrase_before(line, verb, start) for verb in verbs[:3])
        phrase = next((phrase for phrase in before_verbs if phrase is not None), None)
        if phrase is None or phrase.head_word in cues.RELATIVE:
            opening = start + (line.tags[start] == "CC")
            phrase = phrase_after(line, opening, end) if line.tags[opening : opening + 1] != ["IN"] else None
        if phrase is not None and not phrase.pronoun and can_speak(phrase):
            missed.append(phrase)
    return missed


_NO_ONE = word_set("nobody none no-one nothing neither everything something")


def can_speak(phrase: Phrase) -> bool:
    """A name, somebody's office, a body, he, she, they or it; not "we", and not a thing."""
    if phrase.pronoun:
        return phrase.head_word in cues.PRONOUNS
    word = phrase.head_word
    if word in _NO_ONE:
        return False
    return phrase.head_is_name or word in cues.PEOPLE or word in cues.BODIES or word in cues.TITLES


def phrase_around(line: Line, head: Token, verb: int) -> Phrase | None:
    """The noun phrase of a head: its left part, and to the right up to a comma, a clause or the verb."""
    at = head.i
    if not _can_stand(line, at):
        return None
    first = at
    left_edge = head.left_edge.i
    while first > left_edge and _in_phrase(line, first - 1) and at - first < _LONGEST:
        first -= 1
    last = at
    right_edge = head.right_edge.i
    while last < right_edge and last + 1 != verb and _in_phrase(line, last + 1) and last - at < _LONGEST:
        last += 1
    return _phrase(line, first, last, at)


def phrase_before(line: Line, end: int, floor: int) -> Phrase | None:
    """The noun phrase that ends just before token `end`, adverbs and auxiliaries left out; not below `floor`."""
    last = end - 1
    while last >= floor and (line.tags[last][:2] in ("RB", "MD") or line.lower[last] in _AUXILIARIES):
        last -= 1
    if last >= floor and line.lower[last] in (",", "—", "–"):
        # "Gen Votel, commander of the force, said": step over what stands between the commas
        opening = last - 1
        while opening >= floor and line.lower[opening] != line.lower[last] and last - opening < 25:
            opening -= 1
        if opening > floor and line.lower[opening] == line.lower[last]:
            last = opening - 1
    first = last
    while first >= floor and _in_phrase(line, first) and last - first < _LONGEST:
        first -= 1
    first += 1
    if first > last:
        return None
    return _phrase(line, first, last, None)


def phrase_after(line: Line, start: int, ceiling: int) -> Phrase | None:
    """The noun phrase that begins at token `start`; not past `ceiling`."""
    while start < ceiling and line.tags[start][:2] == "RB":
        start += 1
    last = start
    while last < ceiling and _in_phrase(line, last) and last - start < _LONGEST:
        last += 1
    if last == start:
        return None
    return _phrase(line, start, last - 1, None)


_AUXILIARIES = word_set("has have had was were is are be been also later then 's")


def _in_phrase(line: Line, index: int) -> bool:
    word, tag = line.lower[index], line.tags[index]
    if word in _STOP or word[0] in _QUOTE_MARKS or word.isspace():
        return False
    return tag.startswith(_NOUNISH) or word in _JOINING or word in cues.TITLES or tag in ("VBN", "VBG", "AFX", "NFP")


def _can_stand(line: Line, index: int) -> bool:
    return line.tags[index].startswith(("NN", "PRP", "JJ", "CD", "DT", "FW", "WP", "VBG", "VBN"))


def _phrase(line: Line, first: int, last: int, head: int | None) -> Phrase | None:
    """Trim joining words and stray tokens off both ends, settle the head, and turn it into places in the text."""
    while first <= last and (
        line.lower[first] in _JOINING or line.tags[first] in ("POS", "VBN", "VBG", "HYPH") or is_time(line, first)
    ):
        first += 1
    while last >= first and (
        line.lower[last] in _JOINING
        or (line.tags[last] in ("POS", "VBN", "VBG", "DT", "HYPH") and line.lower[last] not in ("this", "that"))
        or is_time(line, last)
    ):
        last -= 1
    last = _without_place_of_speech(line, first, last)
    if head is None:
        first = _last_of_two(line, first, last)
    if first > last:
        return None
    if line.tags[first] == "PRP" and first != last:
        if line.lower[last] in cues.PRONOUNS:
            first = last
        else:
            last = first
    if head is None or not first <= head <= last:
        head = _head(line, first, last)
    word = line.lower[head]
    if line.tags[head] in ("JJ", "VBN", "VBG") and not (
        line.words[head][0].isupper() or word in cues.PEOPLE or word in cues.BODIES
    ):
        return None  # "responsible": no noun at all
    return Phrase(
        start=line.starts[first],
        end=line.ends[last],
        head=line.span(head, head + 1),
        head_word=word,
        pronoun=line.tags[head] == "PRP" or word in cues.PRONOUNS,
        head_is_name=line.tags[head].startswith("NNP")
        or (line.words[head][0].isupper() and head != line.sentences[line.sentence[head]][0]),
    )


def _last_of_two(line: Line, first: int, last: int) -> int:
    """ "In a written answer | the press service said": a determiner right after a noun begins another phrase."""
    for index in range(last, first, -1):
        if line.tags[index] == "DT" and line.tags[index - 1][:2] == "NN" and line.lower[index] in ("the", "a", "an"):
            return index
    return first


def _without_place_of_speech(line: Line, first: int, last: int) -> int:
    """ "the minister in a statement" ends at "minister"; "the ministry in Ankara" goes on to the name."""
    for index in range(first + 1, last + 1):
        if line.lower[index] in ("in", "at", "on", "with", "to", "from") and line.tags[index] in ("IN", "TO", ""):
            follows = index + 1
            if follows <= last and line.lower[follows] == "the":
                follows += 1
            if follows > last or not line.words[follows][0].isupper() or is_time(line, follows):
                return index - 1
    return last


_TIMES = word_set(
    """
    today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday earlier later
    """
)


def is_time(line: Line, index: int) -> bool:
    """A day of the week or a word like "today"."""
    return line.lower[index] in _TIMES


def _head(line: Line, first: int, last: int) -> int:
    """Without a parse: the last noun before the first preposition."""
    head = first
    for index in range(first, last + 1):
        if line.tags[index] in ("IN", "TO") or (line.lower[index] in _JOINING and index > first):
            break
        if line.tags[index][:2] in ("NN", "PR", "CD", "FW") or line.lower[index] in cues.PEOPLE:
            head = index
    return head
