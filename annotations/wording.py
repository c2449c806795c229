"""How a claim is worded: what its sentence begins as, which words in it are not clear alone, which are contested. Pure.

The same two searches run in the browser while somebody types: ``static/js/claim-words.js``.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import regex

Pieces = Iterable[tuple[int, int]]

GLOSS = re.compile(r"\s*(?:\[[^\[\]]{0,120}\]|\([^()]{0,120}\))")
# A vowel sign or an accent of its own belongs to the word, which \w does not say.
_BEFORE, _AFTER = r"(?<![\p{L}\p{M}\p{N}_])", r"(?![\p{L}\p{M}\p{N}_])"
QUOTED = regex.compile(rf"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]|{_BEFORE}‘.*?’{_AFTER}", regex.DOTALL)
PAIRS = {"“": "”", '"': '"', "«": "»", "„": "“”", "‘": "’"}
_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[]*[^\W_a-zß-öø-ÿ])|\n")
_STOPPED = re.compile(r"[.!?…][\"”’»)\]]*\s*$")
_GAP_ENDS = re.compile(r"[.!?…][\"”’»)\]]*(?:\s|$)|\n")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|St|No|vs)|\b[A-Z](?:\.[A-Z])*)\.$")
_LONGEST_SHORT = 12  # characters, more than any of these: "Prof."

# English only: other languages have their own, and a wrong list would be noise.
UNRESOLVED = (
    "I", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours", "he", "him", "his", "she", "her",
    "hers", "it", "its", "they", "them", "their", "theirs", "this", "these", "those", "here", "there", "today",
    "yesterday", "tomorrow", "tonight", "now", "recently", "ago", "Monday", "Tuesday", "Wednesday", "Thursday",
    "Friday", "Saturday", "Sunday", "last night", "last week", "last month", "last year", "next week", "next month",
    "next year",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def prefill(text: str, pieces: Pieces, at: int | None = None) -> str:
    """The sentence of a quote at an offset, or its first: glosses dropped, and whole in itself.

    A sentence goes on in the next piece ("We found," he said, "people in the water") unless it ended before.
    """
    found = _sentences(text, list(pieces))
    if not found:
        return ""
    here = found[0]
    if at is not None:
        here = min(found, key=lambda parts: min(_distance(at, part) for part in parts))
    words = " ".join(_bare(text[start:end]) for start, end in here)
    return _finished(without_glosses(words))


def without_glosses(words: str) -> str:
    """Drop what was put between brackets by somebody else than the speaker, and spaces that say nothing."""
    return " ".join(GLOSS.sub("", words).split())


def contested_in(wording: str, listed: Collection[str]) -> list[str]:
    """Which of the listed words stand in a wording outside of quotation marks; a plain plural counts too."""
    masked = QUOTED.sub(lambda match: " " * len(match.group()), wording)
    return [word for word in listed if _found(word, masked)]


def clearer(published: date | None, speaker: str) -> dict[str, str]:
    """Each word that is not clear alone, with what may stand for it: what is known of it from the article, or ''."""
    meant = dict.fromkeys(UNRESOLVED, "")
    if speaker:
        meant |= {"I": speaker, "me": speaker}
    if published:
        meant |= _dates(published)
    return meant


def _dates(day: date) -> dict[str, str]:
    first = day.replace(day=1)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    known = {
        "today": f"on {_written(day)}",
        "tonight": f"on the evening of {_written(day)}",
        "yesterday": f"on {_written(day - timedelta(days=1))}",
        "tomorrow": f"on {_written(day + timedelta(days=1))}",
        "last night": f"in the night to {_written(day)}",
        "last month": f"in {before:%B %Y}",
        "next month": f"in {after:%B %Y}",
        "last year": f"in {day.year - 1}",
        "next year": f"in {day.year + 1}",
    }
    for ago in range(7):  # the last one, the day itself included: that is what a report mostly means
        past = day - timedelta(days=ago)
        known[WEEKDAYS[past.weekday()]] = f"{WEEKDAYS[past.weekday()]} {_written(past)}"
    return known


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _found(word: str, masked: str) -> bool:
    return regex.search(rf"{_BEFORE}{regex.escape(word)}(?:s|es)?{_AFTER}", masked, regex.IGNORECASE) is not None


def _sentences(text: str, pieces: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Sentences, each as the parts of pieces that it is made of."""
    found: list[list[tuple[int, int]]] = []
    goes_on = False
    for n, (start, end) in enumerate(pieces):
        for part in _parts(text, start, end):
            if goes_on:
                found[-1].append(part)
            else:
                found.append([part])
            goes_on = False
        gap = text[end : pieces[n + 1][0]] if n + 1 < len(pieces) else ""
        goes_on = bool(found) and not _STOPPED.search(text[start:end]) and not _GAP_ENDS.search(gap)
    return found


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, begin = [], start
    for match in _END.finditer(text, start, end):
        if _SHORT.search(text[max(begin, match.end() - _LONGEST_SHORT) : match.end()]):
            continue
        parts.append((begin, match.end()))
        begin = match.end()
    parts.append((begin, end))
    return [part for part in parts if any(map(str.isalnum, text[slice(*part)]))]


def _bare(words: str) -> str:
    """Words without the quotation marks around all of them; marks inside stay."""
    words = words.strip()
    if words[:1] in PAIRS:
        closing = PAIRS[words[0]]
        if not any(mark in words[1:-1] for mark in closing):
            words = words[1:]
    if words[-1:] and any(words[-1] in closing for closing in PAIRS.values()):
        opening = [mark for mark, closing in PAIRS.items() if words[-1] in closing]
        if not any(mark in words[:-1] for mark in opening):
            words = words[:-1]
    return words.strip()


def _finished(words: str) -> str:
    words = words.strip().rstrip(" ,;:–—-")
    if words[:5].lower() == "that ":
        words = words[5:]
    if not words:
        return ""
    ended = words[-1] in ".!?…" or words[-1] in '”"»’)'
    return words[0].upper() + words[1:] + ("" if ended else ".")


def _distance(at: int, part: tuple[int, int]) -> int:
    start, end = part
    return 0 if start <= at < end else min(abs(at - start), abs(at - end) + 1)
