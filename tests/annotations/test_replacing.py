"""An article cut anew, through the rooms' own doors: what a machine read is read again, what a person read stays."""

import pytest

from annotations.models import Assignment, Reading, Source
from annotations.services import replacing
from annotations.services.queue import take_next
from articles.models import Article
from articles.services.cutting import CannotCut, put_block_back, take_paragraphs_out
from tests.factories import ada, adam
from tests.factories_articles import imported, record
from tests.factories_readings import human_reading, machine_reading, make_article, make_tag
from tests.factories_readings import record as make_record

pytestmark = pytest.mark.django_db
TEXT = "Three boats were lost off Port Merrow.\nSign up to our newsletter\nNobody was found."


def one() -> Article:
    imported(record(text=TEXT))
    return Article.objects.latest("pk")


def test_the_machine_reads_the_new_text_and_the_place_in_the_queue_is_kept():
    old = one()
    make_tag(Reading.objects.get(), "Port Merrow", "place", group="Port Merrow")
    Assignment.objects.update(priority=7, assigned_to=ada())
    made = put_block_back(adam(), article_id=old.pk, number=1)
    assert list(Reading.objects.values_list("article", "role", "state")) == [(made, "machine", "pending")]
    assert list(Assignment.objects.values_list("article", "priority", "assigned_to")) == [(made, 7, ada().pk)]


@pytest.mark.parametrize("how", ["taken", "skipped"])
def test_what_somebody_has_begun_to_read_stays_as_it_is(how):
    old = one()
    Reading.objects.update(state="closed")
    assert take_next(ada()).article_id == old.pk
    if how == "skipped":
        Assignment.objects.update(state="skipped", skip_reason="Not news.", lease_until=None, reading=None)
        Reading.objects.filter(role="human").delete()
    with pytest.raises(CannotCut, match="begun to read"):
        put_block_back(adam(), article_id=old.pk, number=1)
    with pytest.raises(CannotCut, match="begun to read"):
        take_paragraphs_out(adam(), article_id=old.pk, starts=[old.text.index("Nobody")])
    assert Article.objects.get().text == old.text


def test_annotations_of_another_tool_count_on_the_text():
    old = one()
    source = Source.objects.create(name="doccano", version="ada")
    Reading.objects.create(article=old, role="imported", state="closed", source=source)
    with pytest.raises(CannotCut, match="another tool"):
        put_block_back(adam(), article_id=old.pk, number=1)


def test_what_is_in_use_and_what_is_not(django_assert_num_queries):
    machine, human, approved = (make_article() for _ in range(3))
    machine_reading(machine)
    human_reading(article=human, filled=False)
    make_record(article=approved)
    with django_assert_num_queries(2):
        assert replacing.articles_in_use([machine.pk, human.pk, approved.pk]) == {human.pk, approved.pk}
    with django_assert_num_queries(1):
        assert replacing.articles_annotated([machine.pk, human.pk]) == set()
