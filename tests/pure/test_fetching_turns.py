"""One request at a time for each host, with a pause between."""

import threading

import pytest

from articles.fetching import Failure, TurnsOfThisProcess
from articles.fetching.fetcher import Fetcher
from tests.pure.webserver import policy_for, reply, serving


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def turns_of(clock: Time) -> TurnsOfThisProcess:
    return TurnsOfThisProcess(clock=clock, sleep=clock.sleep)


def test_a_host_is_given_to_one_and_then_rests():
    clock = Time()
    turns = turns_of(clock)
    assert turns.take("one.test", wait=0) == 0
    assert turns.take("one.test", wait=0) > 0
    assert turns.take("two.test", wait=0) == 0
    turns.give_back("one.test", pause=5)
    assert turns.take("one.test", wait=1) == 5
    assert turns.take("one.test", wait=10) == 0
    assert sum(clock.slept) == 5


def test_who_waits_too_long_is_sent_away():
    clock = Time()
    turns = turns_of(clock)
    turns.take("one.test", wait=0)
    assert turns.take("one.test", wait=3) > 0
    assert 3 <= sum(clock.slept) < 4


def test_the_pause_is_the_longer_of_ours_and_theirs_within_reason():
    given: list[tuple[str, float]] = []

    class Turns:
        def take(self, host, *, wait):
            return 0.0

        def give_back(self, host, *, pause):
            given.append((host, pause))

    for delay, expected in [(0, 2), (7, 7), (9999, 30)]:
        given.clear()
        with serving(
            {"/page": reply(b"A page."), "/robots.txt": reply(f"User-agent: *\nCrawl-delay: {delay}".encode())}
        ) as server:
            Fetcher(policy_for(server, pause=2.0, longest_pause=30.0), turns=Turns()).fetch(server.url("/page"))
        assert given == [("one.test", 2.0), ("one.test", expected)]


def test_two_threads_never_ask_one_host_at_once():
    inside, most = [0], [0]
    lock = threading.Lock()

    def page(request):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.05)
        with lock:
            inside[0] -= 1
        return reply(b"A page.")

    with serving({"/page": page}) as server:
        fetcher = Fetcher(policy_for(server))
        threads = [threading.Thread(target=fetcher.fetch, args=[server.url("/page")]) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.paths.count("/page") == 5
    assert most == [1]


def test_who_does_not_wait_is_told_when_to_come_again():
    with serving({"/page": reply(b"A page.")}) as server:
        fetcher = Fetcher(policy_for(server, pause=60.0))
        fetcher._turns.take("one.test", wait=0)
        fetcher._turns.give_back("one.test", pause=60.0)
        with pytest.raises(Failure) as failure:
            fetcher.fetch(server.url("/page"), wait=0)
    assert (failure.value.reason, failure.value.passing) == ("turn", True)
    assert 50 < failure.value.retry_after <= 60
    assert server.asked == []


def test_who_does_not_wait_still_follows_a_site_that_sends_on_within_itself():
    pages = {
        "/robots.txt": reply(b"", "301 Moved", location="/robots-2.txt"),
        "/robots-2.txt": reply(b"User-agent: *\nAllow: /"),
        "/old": reply(b"", "301 Moved", location="/new"),
        "/new": reply(b"A page."),
    }
    with serving(pages) as server:
        fetcher = Fetcher(policy_for(server, pause=0.2, longest_pause=0.2))
        with pytest.raises(Failure) as failure:
            fetcher.fetch(server.url("/old"), wait=0)  # The pause after robots.txt is others' time.
        assert failure.value.reason == "turn"
        threading.Event().wait(failure.value.retry_after)
        assert fetcher.fetch(server.url("/old"), wait=0).url.endswith("/new")
    assert server.paths == ["/robots.txt", "/robots-2.txt", "/old", "/new"]
