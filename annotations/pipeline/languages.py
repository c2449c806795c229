"""Which pipeline reads an article: its language says.

One pipeline is for English, or whatever language it was made for, and for articles whose language nobody knows; others
are named language by language. For a language without any there are the rules alone: quotation marks and known names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.pipeline.identity import DEFAULT, RULES, PipelineNotFound, pipeline_identity

UNKNOWN = ""
ANY_LANGUAGE = ("", "xx")  # what a pipeline for all languages calls its own


def primary(language: str) -> str:
    """The language itself: "en" of "en-GB" and of "EN_us"."""
    return language.strip().lower().replace("_", "-").split("-")[0]


def reads(pipeline_language: str, article_language: str) -> bool:
    """Whether a pipeline for one language says anything useful about an article; an unknown language is tried.

    An English pipeline on a Turkish text finds hundreds of names that are none, each to be rejected by hand.
    """
    if not article_language or pipeline_language in ANY_LANGUAGE:
        return True
    return primary(article_language) == pipeline_language.lower()


@dataclass(frozen=True, slots=True)
class Share:
    """What one pipeline reads: articles in these languages, or in any but these. Without a word: everything."""

    languages: tuple[str, ...] = ()
    but: bool = True

    def holds(self, language: str) -> bool:
        return (primary(language) in self.languages) != self.but


def shares(main: str = DEFAULT, others: Mapping[str, str] | None = None) -> dict[str, Share]:
    """Every pipeline that is set up, with its share; together they take every article once."""
    named = {primary(language): pipeline.strip() for language, pipeline in (others or {}).items()}
    try:
        own = pipeline_identity(main).language
    except PipelineNotFound:
        own = UNKNOWN  # whoever loads it will say that it is not there
    found: dict[str, Share] = {}
    taken = set(named)
    if own in ANY_LANGUAGE:
        found[main] = Share(tuple(sorted(taken)))
    else:
        mine = {UNKNOWN, own} - taken
        found[main] = Share(tuple(sorted(mine)), but=False)
        taken |= mine
        found[RULES] = Share(tuple(sorted(taken)))
    for pipeline in sorted(set(named.values())):
        theirs = {language for language, name in named.items() if name == pipeline}
        share = found.get(pipeline)
        if share is None or not share.but:
            found[pipeline] = Share(tuple(sorted(theirs | set(share.languages if share else ()))), but=False)
        else:  # it reads all that is left, and these too
            found[pipeline] = Share(tuple(sorted(set(share.languages) - theirs)))
    return found


def pipeline_for(language: str, main: str = DEFAULT, others: Mapping[str, str] | None = None) -> str:
    """The name of the pipeline that reads articles in a language."""
    return next(name for name, share in shares(main, others).items() if share.holds(language))


def note_on(pipeline: str, language: str) -> str:
    """What a reader should know about an article that no pipeline could read; empty when one could."""
    if pipeline != RULES:
        return ""
    return f"No pipeline is set up for “{primary(language)}”: only quotation marks and known names were looked for."
