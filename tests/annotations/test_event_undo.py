"""Two editors on one record: each takes back their own slot of an event, whatever became of the others."""

from datetime import date

import pytest

from annotations.errors import Stale
from annotations.models import Event
from annotations.services import event_parts, events, undo
from newsroom.roles import Role
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.annotations.event_verbs import make_event, second_event
from tests.factories_readings import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def eda():
    return factories.eda()


@pytest.fixture
def otto():
    return factories.make_person("otto", Role.EDITOR)


@pytest.fixture
def event(eda) -> Event:
    return make_event(record(eda), date="2016-05-24", precision="day")


def by(actor, event, *objects) -> dict:
    return {"actor": actor, "reading_id": event.group.reading_id, "envelope": envelope(*objects)}


def on(actor, event) -> dict:
    return by(actor, event, event) | {"group_id": event.pk}


def test_one_slot_is_taken_back_and_done_again_after_another_was_changed(eda, otto, event):
    events.set_status(**on(eda, event), status="alleged")
    events.set_type(**on(otto, event), type="battles")
    events.confirm_slot(**on(otto, event), slot="place")
    undo.undo(**by(eda, event))
    event.refresh_from_db()
    assert (event.status, event.type, event.decided) == ("happened", "battles", ["place", "type"])
    undo.redo(**by(eda, event))
    event.refresh_from_db()
    assert (event.status, event.type, event.decided) == ("alleged", "battles", ["place", "status", "type"])
    undo.undo(**by(otto, event))
    undo.undo(**by(otto, event))
    event.refresh_from_db()
    assert (event.type, event.decided) == ("violence_against_civilians", ["status"])


def test_the_same_slot_changed_again_is_not_taken_back(eda, otto, event):
    events.set_status(**on(eda, event), status="alleged")
    events.set_status(**on(otto, event), status="planned")
    before = everything()
    with pytest.raises(Stale):
        undo.undo(**by(eda, event))
    assert everything() == before


def test_a_confirmed_slot_that_was_corrected_since_stays_decided(eda, otto, event):
    events.confirm_slot(**on(eda, event), slot="date")
    events.set_date(**on(otto, event), date="25 May 2016")
    before = everything()
    with pytest.raises(Stale):
        undo.undo(**by(eda, event))
    assert everything() == before
    # Once the correction is taken back, the confirmation can be.
    undo.undo(**by(otto, event))
    undo.undo(**by(eda, event))
    event.refresh_from_db()
    assert (event.date, event.decided) == (date(2016, 5, 24), [])


def test_joining_is_taken_back_though_another_slot_was_filled_since(eda, otto, event):
    other = second_event(event.group.reading)
    events.set_toll(**on(eda, other), slot="dead", number=3)
    event_parts.join(**by(eda, event, event, other), group_id=other.pk, into_id=event.pk)
    events.set_status(**on(otto, event), status="alleged")
    event.refresh_from_db()
    assert (event.dead, event.decided) == (3, ["dead", "status"])
    undo.undo(**by(eda, event))
    event.refresh_from_db()
    assert (event.dead, event.status, event.decided) == (None, "alleged", ["status"])
