"""What other rooms may hang on to, so that this room need not know them."""

from collections.abc import Callable, Sequence

ArticlesImported = Callable[[Sequence[int]], None]


class Hook:
    """Functions called in the order in which they were registered, in the caller's transaction.

    What one of them raises undoes the whole transaction.
    """

    def __init__(self) -> None:
        self._functions: list[ArticlesImported] = []

    def register(self, function: ArticlesImported) -> ArticlesImported:
        """Also a decorator. Registering the same function again changes nothing."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def unregister(self, function: ArticlesImported) -> None:
        self._functions.remove(function)

    def send(self, article_ids: Sequence[int]) -> None:
        for function in list(self._functions):
            function(article_ids)


# Called with the ids of articles that an import has just made, in the import's own transaction.
articles_imported = Hook()
