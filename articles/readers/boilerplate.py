"""What a web page puts around a story, told from the story itself.

Two kinds of rules. *Lines* ("Comments", "Share this article: ...") are whole paragraphs of a known shape; some are
trusted anywhere, some only beside other boilerplate or at the top or the end. *Appeals* for money
are runs of prose: they need somebody asking the reader, and the outlet speaking of itself or of its work. Words inside
quotation marks and sentences with a verb of saying never count, so a story about donations stays whole. When in doubt
the words stay: an appeal left in is an eyesore, a sentence of the story left out is a fault.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from articles.readers import boilerplate_rules as rules

_NEAR = 400
_PLACES = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of one whose sentences were glued together without a space."""

    paragraph: int
    text: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The story's paragraphs, and what was left out, each with how many kept paragraphs stand before it."""

    kept: list[str]
    left_out: list[tuple[int, str, str]]


def sort_out(paragraphs: Iterable[str]) -> Sorted:
    """Part the story from its boilerplate. Joined in order, the two give back every paragraph to the letter."""
    pieces = _pieces(list(paragraphs))
    pieces = _mark_lines(pieces)
    pieces = _mark_appeals(pieces)
    pieces = _mark_edges(pieces)
    if all(piece.rule for piece in pieces):
        pieces = [replace(piece, rule="") for piece in pieces]
    return _collect(pieces)


def line_rule(line: str) -> str:
    """The rule for a line that is boilerplate wherever it stands, or an empty string."""
    if len(line) > rules.LONGEST_LINE or not rules.ANY_OF_THEM.match(line):
        return ""
    for rule, pattern in rules.ANYWHERE:
        if pattern.match(line):
            bare = rules.without_quoted(line)
            return rule if pattern.match(bare) and not rules.SAYING.search(bare) else ""
    return ""


def _edge_rule(line: str) -> str:
    if len(line) > rules.LONGEST_LINE:
        return ""
    return next((rule for rule, pattern in rules.AT_THE_EDGE if pattern.match(line)), "")


def _pieces(paragraphs: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for number, paragraph in enumerate(paragraphs):
        pieces += [Piece(number, text) for text in _unglued(paragraph)]
    return pieces


def _unglued(paragraph: str) -> list[str]:
    """Cut where two sentences were glued together and one side is boilerplate, or asks like an appeal.

    Only the first and the last such places of a paragraph are looked at, and only so much around each, so that a whole
    page glued into one paragraph is no burden. A cut too many does no harm: what stays in the story is joined again.
    """
    parts, start = [], 0
    places = list(rules.GLUE.finditer(paragraph))
    for glue in places if len(places) <= 2 * _PLACES else places[:_PLACES] + places[-_PLACES:]:
        cut = glue.end()
        near = (paragraph[max(start, cut - _NEAR) : cut], paragraph[cut : cut + _NEAR])
        whole = (cut - start <= _NEAR, len(paragraph) - cut <= _NEAR)
        if any(rules.asks(side) or (is_whole and line_rule(side)) for side, is_whole in zip(near, whole, strict=True)):
            parts.append(paragraph[start:cut])
            start = cut
    return [*parts, paragraph[start:]]


def _mark_lines(pieces: list[Piece]) -> list[Piece]:
    return [replace(piece, rule=rule) if (rule := line_rule(piece.text)) else piece for piece in pieces]


def _mark_appeals(pieces: list[Piece]) -> list[Piece]:
    """Find runs that begin and end with somebody asking; what lies between speaks of the outlet and its work."""
    asking = [number for number, piece in enumerate(pieces) if not piece.rule and rules.asks(piece.text)]
    runs: list[list[int]] = []
    for number in asking:
        if runs and _bridged(pieces, runs[-1][-1], number):
            runs[-1] += range(runs[-1][-1] + 1, number + 1)
        else:
            runs.append([number])
    for run in runs:
        together = "\n".join(pieces[number].text for number in run)
        if not rules.is_appeal(together):
            continue
        run = _with_introduction(pieces, run)
        for number in run:
            pieces[number] = replace(pieces[number], rule=rules.APPEAL)
        _give_back_the_tail(pieces, run[-1])
    return pieces


def _bridged(pieces: list[Piece], before: int, after: int) -> bool:
    between = pieces[before + 1 : after]
    if pieces[after].paragraph == pieces[after - 1].paragraph:
        return False  # What was glued to an appeal is what came after it: it must be an appeal by itself.
    return len(between) <= 3 and all(not piece.rule and rules.speaks_of_itself(piece.text) for piece in between)


def _with_introduction(pieces: list[Piece], run: list[int]) -> list[int]:
    """Take in the neighbours that can only belong to the run, such as "Before you read on"."""
    while run[0] > 0 and not pieces[run[0] - 1].rule and rules.belongs_to_appeal(pieces[run[0] - 1].text):
        run = [run[0] - 1, *run]
    while run[-1] + 1 < len(pieces) and not pieces[run[-1] + 1].rule:
        if not rules.belongs_to_appeal(pieces[run[-1] + 1].text):
            break
        run = [*run, run[-1] + 1]
    return run


def _give_back_the_tail(pieces: list[Piece], number: int) -> None:
    """When the story's first sentences follow the last appeal in the same paragraph, cut between them."""
    cut = rules.story_after_appeal(pieces[number].text)
    if cut:
        piece = pieces[number]
        pieces[number] = replace(piece, text=piece.text[:cut])
        pieces.insert(number + 1, Piece(piece.paragraph, piece.text[cut:]))


def _mark_edges(pieces: list[Piece]) -> list[Piece]:
    """Lines such as "Comments", and lists of links, as long as nothing of the story lies beyond them."""
    pieces = list(pieces)
    for number, piece in enumerate(pieces):
        rule = piece.rule or _edge_rule(piece.text)
        if not rule:
            break
        pieces[number] = replace(piece, rule=rule)
    pieces = _mark_beside(_mark_beside(pieces)[::-1])[::-1]
    links: list[int] = []
    between: list[tuple[int, str]] = []
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if rules.LINKS_HEADING.match(piece.text):
            for listed, rule in [(number, rules.LINKS), *((link, rules.LINKS) for link in links), *between]:
                pieces[listed] = replace(pieces[listed], rule=pieces[listed].rule or rule)
            links, between = [], []
        elif piece.rule:
            continue
        elif rule := _edge_rule(piece.text):
            if links:
                between.append((number, rule))
            else:
                pieces[number] = replace(piece, rule=rule)
        elif rules.looks_like_a_link(piece.text) and len(links) < 12:
            links.append(number)
        else:
            break
    return pieces


def _mark_beside(pieces: list[Piece]) -> list[Piece]:
    """Lines such as "Sign up" that follow what is boilerplate already."""
    marked: list[Piece] = []
    for piece in pieces:
        if not piece.rule and marked and marked[-1].rule and (rule := _edge_rule(piece.text)):
            piece = replace(piece, rule=rule)
        marked.append(piece)
    return marked


def _collect(pieces: list[Piece]) -> Sorted:
    kept: list[str] = []
    left_out: list[tuple[int, str, str]] = []
    last_kept = -1
    for piece in pieces:
        if not piece.rule:
            if piece.paragraph == last_kept and not (left_out and left_out[-1][0] == len(kept)):
                kept[-1] += piece.text
            else:
                kept.append(piece.text.strip())
            last_kept = piece.paragraph
        elif left_out and left_out[-1][:2] == (len(kept), piece.rule):
            left_out[-1] = (*left_out[-1][:2], f"{left_out[-1][2]}\n{piece.text.strip()}")
        else:
            left_out.append((len(kept), piece.rule, piece.text.strip()))
    return Sorted(kept=kept, left_out=left_out)
