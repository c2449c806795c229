"""An analyst with a reading of her own, and an event in it."""

import pytest

from annotations.models import Event
from tests import factories
from tests.annotations.event_verbs import make_event
from tests.factories_readings import human_reading


@pytest.fixture
def reading():
    return human_reading()


@pytest.fixture
def ada(client):
    client.force_login(factories.ada())
    return client


@pytest.fixture
def event(reading) -> Event:
    return make_event(reading)
