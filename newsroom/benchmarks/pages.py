"""Server time of the pages that people wait for, in this process, through the whole stack of middleware; and decisions
in a browser on the same readings.
"""

import gc
import json
import os
import time
import uuid
from collections.abc import Callable
from itertools import cycle

from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Assignment, Reading, State, Tag
from annotations.services.queue import take_next
from articles.models import Article
from newsroom.benchmarks.browser import Kind, browser_figures
from newsroom.benchmarks.figures import Figure, percentile, times
from newsroom.models import User
from newsroom.roles import Role

READERS = 40
SAMPLES = 200
WARM_UP = 20
WORKSPACE_MS = 40
LONG_MS = 300
SHOWN_MS, LONG_SHOWN_MS = 50, 100
IN_BROWSER = 100  # decisions
AT_A_TIME = 34  # of them on one article of 60 names
DECISION_MS = 15
DECISION_BYTES = 4096


class Browser:
    """A signed-in person's requests, timed from the request to the last byte of the answer."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(user)

    def get(self, path: str) -> tuple[float, int]:
        return self._timed(lambda: self.client.get(path, secure=True))

    def act(self, path: str, **fields) -> tuple[float, int]:
        headers = {"HX-Request": "true", "X-Signed-In-As": str(self.user.pk)}
        values = {"act": str(_act_id()), **fields}
        return self._timed(lambda: self.client.post(path, values, headers=headers, secure=True))

    @staticmethod
    def _timed(request: Callable) -> tuple[float, int]:
        # As between two real requests: the connection comes from the pool, and goes back to it.
        connection.close()
        began = time.perf_counter()
        response = request()
        size = len(response.content)
        connection.close()
        seconds = time.perf_counter() - began
        if response.status_code != 200:
            raise RuntimeError(
                f"{response.request['PATH_INFO']} answered {response.status_code}: {response.content[:300]}"
            )
        return seconds, size


def page_figures(report: Callable[[str], None], samples: int = SAMPLES) -> list[Figure]:
    """Workspace, one decision, desk and review at the database's present size."""
    long = _taken_long()
    readings = _taken_readings(min(READERS, samples), but=long)
    tags = [reading.tag_count for reading in readings]
    words = sum(reading.article.word_count for reading in readings) // len(readings)
    report(f"opening and deciding on {len(readings)} readings of {words} words and {sum(tags) // len(tags)} tags")
    browsers = {reading.pk: Browser(reading.reader) for reading in readings}
    # As in the web server (newsroom/wsgi.py); what this process holds besides is the benchmark's own.
    gc.collect()
    gc.freeze()
    figures = _workspace(readings, browsers, samples)
    figures += _decision(readings, browsers, samples)
    analyst, editor = next(iter(browsers.values())), Browser(person("bench-editor", Role.EDITOR))
    figures.append(_page("Desk of an analyst", analyst, reverse("annotations:desk"), samples))
    figures.append(_page("Review page of an editor", editor, reverse("annotations:review"), samples))
    return figures + _long_and_in_browser(long, readings, browsers, samples, report)


def _long_and_in_browser(
    long: Reading,
    readings: list[Reading],
    browsers: dict[int, Browser],
    samples: int,
    report: Callable[[str], None],
) -> list[Figure]:
    reader = Browser(long.reader)
    size = f"{long.article.word_count:,} words, {long.tags.count()} tags"
    path = reverse("annotations:reading", args=[long.pk])
    first = _page(f"Open {size}", reader, path, samples, budget_ms=LONG_MS)
    decisions = min(IN_BROWSER, samples)
    # Most was decided on above, so that they begin again.
    fresh = readings[: -(-decisions // AT_A_TIME)]
    Tag.objects.filter(reading__in=fresh).update(state=State.SUGGESTED)
    report(f"deciding {decisions} times in a browser, on {size}, and on {len(fresh)} of the others")
    kinds = [
        Kind(what="850 words, 60 tags", budget_ms=SHOWN_MS, pages=[_open(one, browsers[one.pk]) for one in fresh]),
        Kind(what=size, budget_ms=LONG_SHOWN_MS, pages=[_open(long, reader)]),
    ]
    return [first, *browser_figures(kinds, decisions)]


def _open(reading: Reading, browser: Browser) -> tuple[str, str]:
    return reverse("annotations:reading", args=[reading.pk]), browser.client.cookies["sessionid"].value


def _taken_long() -> Reading:
    """The long article in the hands of a reader of its own."""
    reader = person("bench-long", Role.ANALYST)
    longest = Article.objects.order_by("-word_count").values("pk")[:1]
    Assignment.objects.filter(article__in=longest).update(assigned_to=reader, priority=1)
    reading = take_next(reader)
    return Reading.objects.select_related("article", "reader").get(pk=reading.pk)


def person(name: str, role: Role) -> User:
    """Somebody new with one role."""
    user = User.objects.create(username=name)
    user.groups.add(Group.objects.get(name=role))
    return user


def _taken_readings(count: int, *, but: Reading) -> list[Reading]:
    """A reading in the hands of an analyst of its own, several times."""
    for number in range(count):
        take_next(person(f"bench-{number}", Role.ANALYST))
    readings = Reading.objects.filter(role=Reading.Role.HUMAN).exclude(pk=but.pk).annotate(tag_count=Count("tags"))
    return list(readings.select_related("article", "reader").order_by("pk"))


def _workspace(readings: list[Reading], browsers: dict[int, Browser], samples: int) -> list[Figure]:
    paths = {reading.pk: reverse("annotations:reading", args=[reading.pk]) for reading in readings}
    for reading in readings[:WARM_UP]:
        browsers[reading.pk].get(paths[reading.pk])
    order = [readings[number % len(readings)].pk for number in range(samples)]
    measured = [browsers[pk].get(paths[pk]) for pk in order]
    with CaptureQueriesContext(connection) as queries:
        browsers[order[0]].get(paths[order[0]])
    size = percentile([size for _, size in measured], 0.5)
    return [
        times("Open an article for reading", [seconds for seconds, _ in measured], budget_ms=WORKSPACE_MS),
        Figure(what="", value=f"{size / 1024:.0f} KB, {len(queries)} queries"),
    ]


def _decision(readings: list[Reading], browsers: dict[int, Browser], samples: int) -> list[Figure]:
    """Confirm and reject suggestions in turn, a few in each reading."""
    each = -(-(samples + WARM_UP + 1) // len(readings))
    todo = [
        (reading.pk, tag)
        for reading in readings
        for tag in Tag.objects.filter(reading=reading).order_by("start").values_list("pk", flat=True)[:each]
    ]
    act = {reading.pk: reverse("annotations:act", args=[reading.pk]) for reading in readings}
    measured = [
        _decide(browsers[pk], act[pk], tag, verb)
        for (pk, tag), verb in zip(todo[1:], cycle(["confirm", "reject"]), strict=False)
    ][-samples:]
    with CaptureQueriesContext(connection) as queries:
        pk, tag = todo[0]
        _decide(browsers[pk], act[pk], tag, "confirm")
    p50, p95 = (percentile([size for _, size in measured], share) for share in (0.5, 0.95))
    return [
        times("One decision", [seconds for seconds, _ in measured], budget_ms=DECISION_MS),
        Figure(
            what="",
            value=f"p50 {p50:,} bytes   p95 {p95:,} bytes",
            budget=f"p95 <= {DECISION_BYTES:,} bytes",
            held=p95 <= DECISION_BYTES,
        ),
        Figure(what="", value=f"{len(queries)} queries, BEGIN and COMMIT among them"),
    ]


def _act_id() -> uuid.UUID:
    """As the browser makes them (static/js/act-id.js): they begin with the time."""
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    return uuid.UUID(int=number & ~(0xF << 76) & ~(3 << 62) | 7 << 76 | 2 << 62)


def _decide(browser: Browser, path: str, tag: int, verb: str) -> tuple[float, int]:
    return browser.act(path, verb=verb, tag=tag, seen=json.dumps({f"tag:{tag}": 1}))


def _page(what: str, browser: Browser, path: str, samples: int, *, budget_ms: float | None = None) -> Figure:
    for _ in range(5):
        browser.get(path)
    return times(what, [browser.get(path)[0] for _ in range(samples // 2)], budget_ms=budget_ms)
