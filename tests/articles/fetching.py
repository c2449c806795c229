"""Fetching from loopback, for tests of what the worker gathers."""

from contextlib import contextmanager

from articles.fetching import Fetcher
from articles.models import Batch
from articles.services import polling, web_files
from articles.services.drafts import begin_import
from articles.services.gathering import gather_batch
from articles.services.importing import run_batch
from articles.services.previewing import make_preview
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
    import_gathered(batch)
    return batch


def import_gathered(batch: Batch) -> None:
    """Import what was gathered; what a person asked for is looked at first."""
    batch.refresh_from_db()
    if batch.state == Batch.State.DRAFT:
        assert make_preview(batch.pk)
        begin_import(batch.created_by, batch_id=batch.pk)
    assert run_batch(batch.pk)
    batch.refresh_from_db()


def outcomes(batch: Batch) -> dict[str, str]:
    return dict(batch.rows.order_by("pk").values_list("where", "outcome"))
