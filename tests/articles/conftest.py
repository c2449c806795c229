import pytest

from articles.hooks import articles_imported
from articles.services import chunks
from tests.factories import adam


@pytest.fixture(autouse=True)
def heard(monkeypatch):
    """Who hears of new articles, in place of the other rooms: a list of the ids of each call."""
    calls: list[list[int]] = []
    monkeypatch.setattr(articles_imported, "_functions", [lambda ids: calls.append(list(ids))])
    return calls


@pytest.fixture
def admin(client):
    client.force_login(adam())
    return client


@pytest.fixture
def chunks_of_four(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)
