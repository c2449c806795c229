"""What other rooms may hang on to, so that this room need not know them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from articles.readers import Layer

ArticlesImported = Callable[[Sequence[int]], None]
# Answers with those of the ids that it knows something of.
ArticlesAsked = Callable[[Sequence[int]], Collection[int]]


@dataclass(frozen=True, slots=True)
class ImportedLayers:
    """What another tool's readers marked in one article, in the article's own offsets."""

    article_id: int
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """One article takes the place of another, which is about to go: another cut of the same original."""

    old: int
    new: int


ArticlesReplaced = Callable[[Sequence[Replaced]], None]

# Answers with a sentence for each article: what became of its annotations.
AnnotationsImported = Callable[[Sequence[ImportedLayers]], Sequence[str]]


class Hook:
    """Functions called in the order in which they were registered, in the caller's transaction.

    What one of them raises undoes the whole transaction.
    """

    def __init__(self) -> None:
        self._functions: list[Callable] = []

    def register(self, function: Callable) -> Callable:
        """Also a decorator. Registering the same function again changes nothing."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def unregister(self, function: Callable) -> None:
        self._functions.remove(function)

    def send(self, argument: Sequence) -> list:
        """Call them all; returns what each of them answered."""
        return [function(argument) for function in list(self._functions)]


# Called with the ids of articles that an import has just made, in the import's own transaction.
articles_imported = Hook()
# Called with the annotations that came with articles, new or known already, in the same transaction.
annotations_imported = Hook()
# Asked with ids of articles: in which of them has somebody done work that would be lost with the article?
articles_in_use = Hook()
# Asked with ids of articles: which have annotations of another tool, which count on the text as it is?
articles_annotated = Hook()
# Called before articles are replaced, in that transaction: nobody may begin work on them until it ends.
articles_held = Hook()
# Called with what was replaced, before the old articles go: what hung on them moves, or goes, too.
articles_replaced = Hook()
