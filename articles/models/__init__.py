"""Outlets, articles and how they came in. The invariants are in PostgreSQL; see the migrations for the triggers."""

from articles.models.article import Article, Block, Original, Outlet
from articles.models.batch import Batch, BatchFile, BatchRow
from articles.models.feed import Feed, FeedEntry
from articles.models.gathering import BatchPath, HostTurn

__all__ = [
    "Article", "Batch", "BatchFile", "BatchPath", "BatchRow", "Block", "Feed", "FeedEntry", "HostTurn", "Original",
    "Outlet",
]  # fmt: skip
