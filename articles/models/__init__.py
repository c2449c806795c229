"""Outlets, articles and how they came in. The invariants are in PostgreSQL; see the migrations for the triggers."""

from articles.models.article import Article, Block, Original, Outlet
from articles.models.batch import Batch, BatchFile, BatchRow
from articles.models.boilerplate import Learning, OutletRule, PinnedRules, Recut, Repetition, RuleCarrier
from articles.models.feed import Feed, FeedEntry
from articles.models.gathering import BatchPath, HostTurn
from articles.models.preview import Preview
from articles.models.story import PrintBand, Story, StoryMember, TextDecision, TextLink, TextPrint

__all__ = [
    "Article", "Batch", "BatchFile", "BatchPath", "BatchRow", "Block", "Feed", "FeedEntry", "HostTurn", "Learning",
    "Original", "Outlet", "OutletRule", "PinnedRules", "Preview", "PrintBand", "Recut", "Repetition", "RuleCarrier",
    "Story", "StoryMember", "TextDecision", "TextLink", "TextPrint",
]  # fmt: skip
