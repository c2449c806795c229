"""Two people on one article, at random, for 500 acts: what the database holds is what a model of it holds.

The model (walking.py) knows the rules in a few lines and nothing of the services: what each act changes, who is too
late, what an undo puts back and when it must refuse. Both people see the page as they last loaded it, so that many of
their acts come too late.
"""

import pytest

from annotations.models import Act, Decision
from tests.annotations.walking import OF_QUOTE, OF_TAG, Walk, stored

pytestmark = pytest.mark.django_db

ACTS = 500


def test_the_database_is_what_the_model_says_after_500_acts_of_two_people():
    walk = Walk(seed=4)
    began = stored(walk.reading)
    while walk.done() < ACTS:
        walk.step()
        if walk.random.random() < 0.03:
            assert stored(walk.reading) == walk.model.rows
    assert stored(walk.reading) == walk.model.rows
    # It was a walk worth taking: every kind of act was done, and many came too late.
    assert {name for name, how in walk.told if how == "done"} == {name for name, _ in walk.told}
    assert sum(count for (_, how), count in walk.told.items() if how == "late") > 20
    # And the record of it is whole: the decisions, one after the other, lead from how it began to how it is.
    assert Act.objects.filter(reading=walk.reading).count() == walk.done() == ACTS
    assert replayed(began, walk.reading) == {
        key: {name: value for name, value in row.items() if name != "version"} for key, row in walk.model.rows.items()
    }


def replayed(rows: dict, reading) -> dict:
    rows = {key: {name: value for name, value in row.items() if name != "version"} for key, row in rows.items()}
    decisions = Decision.objects.filter(act__reading=reading, object_type__in=["tag", "quote"]).order_by(
        "act__seq", "pk"
    )
    for decision in decisions.order_by("act__seq", "pk"):
        fields = OF_TAG if decision.object_type == "tag" else OF_QUOTE
        row = rows.setdefault((decision.object_type, decision.object_id), {"p_start": None})
        row.update({name: value for name, value in decision.after.items() if name in fields})
    return rows
