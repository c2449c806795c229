"""What other rooms may hang on to, so that this room need not know them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from articles.models import Article
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


@dataclass(frozen=True, slots=True)
class Objection:
    """Why articles have to stay: what there is about them that people made, and which of them it is about."""

    what: str
    articles: QuerySet[Article]


UndoAsked = Callable[[QuerySet[Article]], Sequence[Objection]]
ArticlesLeaving = Callable[[Sequence[int]], None]


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

    def send(self, argument: Any) -> list:
        """Call them all; returns what each of them answered."""
        return [function(argument) for function in list(self._functions)]


# Called with the ids of articles that an import has just made, in the import's own transaction.
articles_imported = Hook()
# Called with the annotations that came with articles, new or known already, in the same transaction.
annotations_imported = Hook()
# Asked with articles that may be removed: what speaks against it? Costs the same for any number of them.
undo_asked = Hook()
# Asked with ids of articles: in which of them has somebody done work that would be lost with the article?
articles_in_use = Hook()
# Asked with ids of articles: which have annotations of another tool, which count on the text as it is?
articles_annotated = Hook()
# Removing or replacing articles, some at a time and in one transaction: first whoever could come to annotate them is
# held off until it ends, then the above decides, and what other rooms keep about those that go is removed before they
# are, or, where another article takes the place of one, moves to that.
articles_held = Hook()
articles_leaving = Hook()
articles_replaced = Hook()
