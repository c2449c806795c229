"""What other rooms may hang on to, so that this room need not know them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from articles.models import Article
from articles.readers import Layer

ArticlesImported = Callable[[Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class ImportedLayers:
    """What another tool's readers marked in one article, in the article's own offsets."""

    article_id: int
    layers: tuple[Layer, ...]


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
# Removing articles, some at a time and in one transaction: first whoever could come to annotate them is held off, then
# ``undo_asked`` decides, and what other rooms keep about those that go is removed before they are.
articles_held = Hook()
articles_leaving = Hook()
