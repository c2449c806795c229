"""Pre-tagging by language: every article goes to the pipeline for it, or to the rules, and the page says so."""

import pytest
import spacy
from django.urls import reverse

from annotations.models import Reading
from annotations.services import pretag
from annotations.services.pretag_drain import drain
from annotations.services.pretag_process import PipelineBroken
from tests import factories
from tests.annotations.articles import make_article

BODY = "Mira Okonjo went to Halcyon and then to Iran. “Wir gehen heute nach Hause.”"


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, str]:
    """One pipeline for English, which knows the person, and one for German, which knows the place."""
    made = {}
    for lang, label, words in (("en", "PERSON", "Mira Okonjo"), ("de", "LOC", "Halcyon")):
        nlp = spacy.blank(lang, meta={"name": "ruled", "version": "1.0"})
        nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": words}])
        made[lang] = str(tmp_path_factory.mktemp(lang))
        nlp.to_disk(made[lang])
    return made


def queued(*languages: str) -> list[Reading]:
    articles = [make_article(BODY, language=language) for language in languages]
    pretag.queue_articles([article.pk for article in articles])
    return list(Reading.objects.filter(article__in=articles).order_by("pk"))


def surfaces(reading: Reading) -> set[str]:
    return set(reading.tags.values_list("surface", flat=True))


@pytest.mark.django_db
def test_every_language_is_read_by_its_pipeline_and_the_rest_by_the_rules(folders, settings):
    settings.PIPELINE, settings.PIPELINES = folders["en"], {"de": folders["de"]}
    readings = queued("en-GB", "de", "tr", "", "DE-at")
    assert drain().readings == 5
    readings = list(Reading.objects.order_by("pk").select_related("source"))
    assert [reading.source.name for reading in readings] == ["en_ruled", "de_ruled", "rules", "en_ruled", "de_ruled"]
    assert {reading.state for reading in readings} == {"closed"}
    assert [surfaces(reading) for reading in readings] == [
        {"Mira Okonjo", "Iran"}, {"Halcyon", "Iran"}, {"Iran"}, {"Mira Okonjo", "Iran"}, {"Halcyon", "Iran"},
    ]  # fmt: skip
    assert [reading.quotes.count() for reading in readings] == [1] * 5


@pytest.mark.django_db
def test_a_broken_pipeline_keeps_no_other_language_from_being_read(folders, settings):
    settings.PIPELINE, settings.PIPELINES = folders["en"], {"de": "no_such_pipeline"}
    queued("de", "en")
    with pytest.raises(PipelineBroken, match="no_such_pipeline"):
        drain()
    assert list(Reading.objects.order_by("pk").values_list("state", "attempts")) == [("pending", 0), ("closed", 1)]
    assert "no_such_pipeline" in pretag.pretag_status().problem


@pytest.mark.django_db
def test_queueing_an_article_again_after_another_pipeline_read_it_makes_no_second_reading(folders, settings):
    settings.PIPELINE, settings.PIPELINES = folders["en"], {"de": folders["de"]}
    (reading,) = queued("de")
    drain()
    pretag.queue_articles([reading.article_id])
    drain()
    assert [again.pk for again in Reading.objects.all()] == [reading.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "told"), [("tr", True), ("en", False)])
def test_the_workspace_says_when_only_the_rules_read_an_article(language, told, folders, settings, client):
    settings.PIPELINE, settings.PIPELINES = folders["en"], {}
    (reading,) = queued(language)
    drain()
    client.force_login(factories.eda())
    page = client.get(reverse("annotations:reading", args=[reading.pk]), follow=True).content.decode()
    assert ("No pipeline is set up for this article’s language (tr)" in page) is told
