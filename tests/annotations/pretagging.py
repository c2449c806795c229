"""Articles that wait for a pipeline of the tests' own, and what became of them."""

from annotations.models import Reading
from annotations.services import pretag
from annotations.services.pretag_process import Analyst
from tests.annotations.articles import make_article

LOADER = "tests.annotations.pipelines:load"
BODY = "Mira Okonjo saw the attack in Halcyon. “We ran,” Okonjo said."


def make_analyst(version: str = "1.0", **more) -> Analyst:
    return Analyst(version, loader=LOADER, **more)


def queued(*bodies: str, **fields) -> list[Reading]:
    """Articles with these bodies, waiting for pre-tagging."""
    articles = [make_article(body, **fields) for body in bodies]
    pretag.queue_articles([article.pk for article in articles])
    return list(Reading.objects.filter(article__in=articles).order_by("pk"))


def states(readings: list[Reading]) -> list[str]:
    found = Reading.objects.filter(pk__in=[reading.pk for reading in readings])
    return list(found.order_by("pk").values_list("state", flat=True))
