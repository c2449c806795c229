"""From headline, standfirst and paragraphs to one article: the text, its parts, and what was left out and where."""

from articles.readers.boilerplate import sort_out
from articles.readers.cutting import label
from articles.readers.fields import one_line
from articles.readers.language import detect
from articles.readers.parsed import Item, LeftOut, ParsedArticle, Unreadable
from articles.text import canonical, compose

REPEATED = "Repeated headline"
_MAX_HEADLINE = 1000
# Shorter than this, a single run of letters is a word; longer, it may be a sentence in a script without spaces.
_LONGEST_WORD = 30


def article(
    item: Item,
    *,
    headline: str,
    standfirst: str,
    paragraphs: list[str],
    media_type: str,
    encoding: str,
    content: bytes,
    before: tuple[tuple[str, str], ...] = (),
    between: tuple[tuple[int, str, str], ...] = (),
    language: str = "",
    default_language: str = "",
    **fields,
) -> ParsedArticle:
    """Make the article, or raise ``Unreadable`` with the reason.

    ``before`` holds lines already left out above the story, as (rule, text); ``between`` those inside it, as (how many
    of the paragraphs stand before it, rule, text).
    A text without a headline gets its first words as a label, which are not part of the text twice.
    """
    headline, standfirst = one_line(headline), one_line(standfirst)
    if len(headline) > _MAX_HEADLINE:
        raise Unreadable(f"The headline has {len(headline):,} characters; {_MAX_HEADLINE:,} is the most.")
    given = len(paragraphs)
    repeated, paragraphs = _without_repetition(headline, standfirst, paragraphs)
    skipped = given - len(paragraphs)
    if not paragraphs:
        raise Unreadable("There is no text." if not headline else "There is only a headline and no text below it.")
    if len(paragraphs) == 1 and " " not in paragraphs[0] and len(paragraphs[0]) < _LONGEST_WORD:
        raise Unreadable(f"The text is one word (“{paragraphs[0]}”). An article needs at least a sentence.")
    story = sort_out(paragraphs)
    composed = compose(headline=headline, standfirst=standfirst, paragraphs=story.kept)
    starts = _starts(story.kept, composed.body_start, len(composed.text))
    blocks = [LeftOut(at=starts[0], rule=rule, text=canonical(text)) for rule, text in before]
    blocks += [LeftOut(at=starts[0], rule=REPEATED, text=text) for text in repeated]
    blocks += [LeftOut(at=starts[index], rule=rule, text=text) for index, rule, text in story.left_out]
    if between:
        kept_before = _kept_before(paragraphs, story.kept)
        for count, rule, text in between:
            place = starts[kept_before[min(max(0, count - skipped), len(paragraphs))]]
            blocks.append(LeftOut(at=place, rule=rule, text=canonical(text)))
        blocks.sort(key=lambda block: block.at)
    return ParsedArticle(
        number=item.number,
        where=item.where,
        content=content,
        media_type=media_type,
        encoding=encoding,
        headline=headline or label(story.kept[0]),
        text=composed.text,
        standfirst_start=composed.standfirst_start,
        body_start=composed.body_start,
        word_count=len(composed.text.split()),
        blocks=tuple(blocks),
        language=language or default_language or detect("\n".join(story.kept[:20])),
        **fields,
    )


def _starts(kept: list[str], body_start: int, length: int) -> list[int]:
    """Where each kept paragraph begins in the text, and the text's end."""
    starts, position = [], body_start
    for paragraph in kept:
        starts.append(position)
        position += len(paragraph) + 1
    return [*starts, length]


def _kept_before(paragraphs: list[str], kept: list[str]) -> list[int]:
    """For every number of paragraphs, how many of the kept ones stand in them."""
    counts = [0]
    for paragraph in paragraphs:
        count = counts[-1]
        while count < len(kept) and kept[count] in paragraph:
            count += 1
            if kept[count - 1] == paragraph:
                break
        counts.append(count)
    return counts


def _without_repetition(headline: str, standfirst: str, paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Part the first paragraphs that only say the headline or the standfirst again from the rest."""
    repeated = []
    for part in (headline, standfirst):
        if part and len(paragraphs) > 1 and one_line(paragraphs[0]) == part:
            repeated.append(paragraphs[0])
            paragraphs = paragraphs[1:]
    return repeated, paragraphs
