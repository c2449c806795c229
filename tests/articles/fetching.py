"""Fetching from loopback, for tests of what the worker gathers."""

from contextlib import contextmanager

from articles.fetching import Fetcher
from articles.models import Batch
from articles.services import polling, web_files
from articles.services.gathering import gather_batch
from articles.services.importing import run_batch
from articles.services.turns import TurnsInDatabase
from tests.pure.webserver import Server, policy_for, serving

HTML = """<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>Three fishing boats were lost off Port Merrow on Tuesday night, the harbour office said on Wednesday.</p>
<p>Nobody has been found, says the report about {title}, and the search goes on until the weekend at least.</p>
</article></body></html>"""


def page(title: str) -> bytes:
    return HTML.format(title=title).encode()


@contextmanager
def site(monkeypatch, settings, pages: dict, **options):
    """One server on loopback that answers for every name, and fetching switched on for it and nothing else."""
    with serving(pages) as server:
        settings.FETCHING, settings.FETCH_CONTACT = True, "desk@example.org"
        settings.FETCH_PORTS = frozenset((server.port,))
        use(monkeypatch, server, **options)
        yield server


def use(monkeypatch, server: Server, **options) -> None:
    fetcher = Fetcher(policy_for(server, **options), turns=TurnsInDatabase())
    monkeypatch.setattr(web_files, "the_fetcher", lambda: fetcher)
    monkeypatch.setattr(polling, "the_fetcher", lambda: fetcher)


def run(batch: Batch) -> Batch:
    """Gather and import a batch to its end."""
    assert gather_batch(batch.pk)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def outcomes(batch: Batch) -> dict[str, str]:
    return dict(batch.rows.order_by("pk").values_list("where", "outcome"))
