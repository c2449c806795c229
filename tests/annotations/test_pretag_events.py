"""What a pipeline says of an event becomes suggestions in its slots."""

from datetime import UTC, date, datetime

import pytest

from annotations.models import Event, EventArgument, Reading, State
from annotations.pipeline.analysis import Analysis, EventProposal, GroupProposal, TagProposal
from annotations.services.pretag import source_of
from annotations.services.pretag_check import checked
from annotations.services.pretag_claims import claim
from annotations.services.pretag_store import Finished, store
from tests.factories_readings import machine_reading, make_article, place_of

pytestmark = pytest.mark.django_db

BODY = ["Rebels attacked the school in Gersk on Monday, killing 31 people and injuring dozens."]


def analysed(text: str, **slots) -> Analysis:
    words = [("Rebels", "group"), ("attacked", "event"), ("Gersk", "place")]
    tags = [
        TagProposal(start=start, end=end, kind=kind, group=n)
        for n, (word, kind) in enumerate(words)
        for start, end in [place_of(text, word)]
    ]
    groups = tuple(GroupProposal(kind=kind, name=word) for word, kind in words)
    event = EventProposal(
        group=1,
        type="violence_against_civilians",
        status="alleged",
        participants=((0, "actor"), (0, "actor"), (2, "target")),
        place=2,
        when=place_of(text, "Monday"),
        dead=31,
        dead_at=place_of(text, "31 people"),
        injured_at=place_of(text, "dozens"),
    )
    return Analysis(tags=tuple(tags), groups=groups, events=(event,), pipeline_name="p", pipeline_version="1")


@pytest.mark.parametrize(
    ("published", "day", "precision"),
    [(datetime(2016, 5, 27, tzinfo=UTC), date(2016, 5, 23), "day"), (None, None, "")],
)
def test_every_slot_is_proposed_and_none_is_decided(published, day, precision):
    article = make_article(headline="Gersk", standfirst="", body=BODY, published_at=published)
    reading = machine_reading(article, state=Reading.State.PENDING)
    Reading.objects.update(source=source_of("p", "1"))
    (mine,) = claim(Reading.objects.get().source_id)
    analysis = checked(analysed(article.text), article.text).analysis
    assert store([Finished(claim=mine, analysis=analysis)], source_id=Reading.objects.get().source_id) == 1
    event = Event.objects.get(group__reading=reading)
    text = article.text
    assert (event.type, event.status, event.place.name) == ("violence_against_civilians", "alleged", "Gersk")
    assert (event.date, event.precision, text[event.date_start : event.date_end]) == (day, precision, "Monday")
    assert (event.dead, text[event.dead_start : event.dead_end]) == (31, "31 people")
    assert (event.injured, text[event.injured_start : event.injured_end]) == (None, "dozens")
    assert (event.decided, event.version) == ([], 1)
    parts = EventArgument.objects.filter(event=event).values_list("group__name", "role", "p_role", "state", "version")
    assert sorted(parts) == [
        ("Gersk", "target", "target", State.SUGGESTED, 1),
        ("Rebels", "actor", "actor", State.SUGGESTED, 1),
    ]
