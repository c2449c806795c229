"""Which articles make a story, settled one article after the other. Pure.

An article joins the story of the one that it is most like, and brings together all the stories that it has links to.
Two articles of which somebody said that they are not the same text are never in one story, whatever lies between them.
Whoever settles the same articles in the same order gets the same stories, in however many goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tie:
    """A link to an earlier article. A ``revision`` is the same outlet's changed text."""

    other: int
    share: float
    revision: bool = False


class Stories:
    """Stories that are known, kept up to date as articles join. New ones have negative ids, to be replaced."""

    def __init__(self, known: Mapping[int, Pair] | None = None, refused: Iterable[Pair] = ()) -> None:
        """``known`` gives each article its story and its text; ``refused`` are pairs that must stay apart."""
        known = known or {}
        self._story = {article: story for article, (story, _) in known.items()}
        self._text = {article: text for article, (_, text) in known.items()}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for left, right in refused:
            self._apart[left].add(right)
            self._apart[right].add(left)
        self.joined: set[int] = set()  # articles that were not known before
        self.merged: dict[int, int] = {}  # story → the one that it became a part of
        self._new = 0

    def join(self, article: int, ties: Sequence[Tie]) -> None:
        """Settle one article by its links to earlier ones. Without a link that holds, it is in no story."""
        ties = sorted(ties, key=lambda tie: (-tie.share, tie.other))
        story: int | None = None
        for tie in ties:
            theirs = self._story_of(tie.other)
            if tie.other in self._apart[article] or self._holds_foe(theirs, article):
                continue
            if story is None:
                story = theirs or self._begin()
            elif theirs == story or self._holds_foe(story, tie.other) or self._conflict(story, theirs):
                continue
            if theirs is None:
                self._add(tie.other, story, text=tie.other)
            elif theirs != story:
                story = self._merge(story, theirs)
        if story is not None:
            self._add(article, story, text=self._text_among(article, story, ties))

    def stories(self) -> dict[int, Pair]:
        """Every article that is in a story, with the story's id and its text's label."""
        return {article: (self.root(story), self._text[article]) for article, story in self._story.items()}

    def _begin(self) -> int:
        self._new -= 1
        return self._new

    def _add(self, article: int, story: int, *, text: int) -> None:
        self._story[article], self._text[article] = story, text
        self.joined.add(article)

    def _merge(self, one: int, other: int) -> int:
        """The older one stays: the lower id of those that have one already, else the one begun first."""
        stays, goes = sorted((one, other), key=lambda story: (story < 0, abs(story)))
        self.merged[goes] = stays
        return stays

    def _text_among(self, article: int, story: int, ties: Sequence[Tie]) -> int:
        """The text of the version before it, else of the one that it is most like.

        So two texts that were apart stay two, also when a third holds them both.
        """
        here = [tie for tie in ties if self._story_of(tie.other) == story and tie.other not in self._apart[article]]
        return self._text[next((tie for tie in here if tie.revision), here[0]).other]

    def _story_of(self, article: int) -> int | None:
        story = self._story.get(article)
        return None if story is None else self.root(story)

    def root(self, story: int) -> int:
        """The story that this one has become a part of, or itself."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def _holds_foe(self, story: int | None, article: int) -> bool:
        """Whether the story holds one that this article must stay apart from."""
        return story is not None and any(self._story_of(foe) == story for foe in self._apart.get(article, ()))

    def _conflict(self, one: int, other: int | None) -> bool:
        return other is not None and any(
            self._story_of(left) == one and self._story_of(right) == other
            for left, rights in self._apart.items()
            for right in rights
        )
