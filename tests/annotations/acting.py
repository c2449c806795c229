"""Send acts as the browser does, and look at what came of them."""

import json
from html.parser import HTMLParser
from uuid import uuid4

from django.urls import reverse

from annotations.models import Act, ClaimUse, Decision, Event, EventArgument, MentionGroup, Quote, Reading, Tag
from annotations.services.envelope import TYPE_OF, Envelope


def seen(*objects) -> dict[str, int]:
    """The versions of these objects as a page that is up to date shows them."""
    return {f"{TYPE_OF[type(obj)]}:{obj.pk}": type(obj).objects.get(pk=obj.pk).version for obj in objects}


def envelope(*objects, act_id=None) -> Envelope:
    return Envelope(act_id=act_id or uuid4(), seen=seen(*objects))


def send(client, reading: Reading, verb: str, *objects, act=None, versions=None, htmx: bool = True, **fields):
    """POST one act; ``objects`` are those whose versions go along, ``versions`` stands in for them."""
    data = {
        "act": str(act or uuid4()),
        "verb": verb,
        "seen": json.dumps(seen(*objects) if versions is None else versions),
        **fields,
    }
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("annotations:act", args=[reading.pk]), data, headers=headers)


def everything() -> list:
    """All that an act could change; equal before and after a refusal."""
    models = (Tag, Quote, MentionGroup, ClaimUse, Event, EventArgument, Reading, Act, Decision)
    return [list(model.objects.order_by("pk").values()) for model in models]


class Fragments(HTMLParser):
    """The out-of-band elements of an answer: ids of those swapped, targets of those inserted."""

    def __init__(self, response) -> None:
        super().__init__()
        self.swapped: list[str] = []
        self.inserted: list[str] = []
        self.ids: list[str] = []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        oob = attrs.get("hx-swap-oob")
        if oob == "true":
            self.swapped.append(attrs["id"])
        elif oob:
            self.inserted.append(oob)


def acted(response) -> dict:
    return json.loads(response.headers["HX-Trigger"])["acted"]
