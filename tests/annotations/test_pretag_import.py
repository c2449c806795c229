"""From an import to pre-tagged articles, through the rooms' own doors."""

import json

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations.models import Assignment, Reading
from annotations.pipeline.identity import PipelineNotFound, pipeline_identity
from annotations.services.pretag import TASK
from articles.models import Article, Batch
from articles.services.batches import create_batch
from articles.services.importing import run_batch

ROWS = [
    {"headline": f"Number {number}", "text": "Mira Okonjo went to Halcyon on Monday and stayed.", "outlet": "A"}
    for number in range(3)
]


def import_rows(rows: list[dict]) -> Batch:
    content = "\n".join(json.dumps(row) for row in rows).encode()
    batch = create_batch(None, name="test", source="command", files=[("rows.jsonl", content)], in_this_process=True)
    assert run_batch(batch.pk)
    return batch


@pytest.mark.django_db
def test_an_import_queues_its_new_articles_and_only_those():
    jobs = ProcrastinateJob.objects.filter(task_name=TASK)
    before = jobs.count()
    import_rows(ROWS)
    import_rows([*ROWS, {**ROWS[0], "headline": "Number 4"}])
    assert Article.objects.count() == 4
    assert Reading.objects.pending().count() == 4
    assert Assignment.objects.filter(state="open").count() == 4
    assert jobs.count() == before + 2


@pytest.mark.django_db
def test_an_import_of_nothing_new_wakes_nobody():
    import_rows(ROWS)
    before = ProcrastinateJob.objects.count()
    import_rows(ROWS)
    assert ProcrastinateJob.objects.count() == before


@pytest.mark.django_db
def test_the_import_names_the_pipeline_that_will_read(settings):
    import_rows(ROWS)
    identity = pipeline_identity(settings.PIPELINE)
    assert {str(reading.source) for reading in Reading.objects.all()} == {f"{identity.name} {identity.version}"}


@pytest.mark.django_db
def test_an_import_goes_through_where_the_pipeline_is_on_the_workers_machine_only(settings):
    settings.PIPELINE = "some_other_pipeline"
    import_rows(ROWS)
    assert {str(reading.source) for reading in Reading.objects.all()} == {"some_other_pipeline unknown"}


# --- What a pipeline is called, without loading it -------------------------------------------------------------------
def test_the_identity_is_the_one_that_loading_gives(tmp_path):
    import spacy

    from annotations.pipeline.loader import load_pipeline

    nlp = spacy.blank("en", meta={"name": "ruled", "version": "3.1"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Mira Okonjo"}])
    nlp.to_disk(tmp_path)
    for name in ("default", str(tmp_path)):
        loaded, identity = load_pipeline(name), pipeline_identity(name)
        assert (identity.name, identity.version) == (loaded.name, loaded.version)
        assert identity.language == loaded.nlp.lang


@pytest.mark.parametrize("name", ["no_such_package", "/no/such/folder", "annotations", "..", "a b"])
def test_a_pipeline_that_is_not_there_has_no_identity(name):
    with pytest.raises(PipelineNotFound):
        pipeline_identity(name)
