import pytest

from articles.hooks import articles_imported


@pytest.fixture(autouse=True)
def heard(monkeypatch):
    """Who hears of new articles, in place of the other rooms: a list of the ids of each call."""
    calls: list[list[int]] = []
    monkeypatch.setattr(articles_imported, "_functions", [lambda ids: calls.append(list(ids))])
    return calls
