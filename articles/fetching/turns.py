"""One request at a time for each host, with a pause between. Here for one process; services have one for them all."""

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Turns(Protocol):
    """Who asks a host next."""

    def take(self, host: str, *, wait: float) -> float:
        """Take the host for oneself: 0 when it was given, else about how many seconds it is still taken."""

    def give_back(self, host: str, *, pause: float) -> None:
        """Let others ask the host, after a pause."""


class TurnsOfThisProcess:
    """Kept in memory."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def take(self, host: str, *, wait: float) -> float:
        until = self._clock() + wait
        while left := self._try(host):
            if left == float("inf"):
                left = 0.1
            elif self._clock() + left > until:
                return left
            if self._clock() >= until:
                return 1.0
            self._sleep(min(left, 1.0))
        return 0.0

    def _try(self, host: str) -> float:
        with self._lock:
            left = self._free_at.get(host, 0.0) - self._clock()
            if left <= 0:
                self._free_at[host] = float("inf")
                return 0.0
            return left

    def give_back(self, host: str, *, pause: float) -> None:
        with self._lock:
            now = self._clock()
            self._free_at = {one: free for one, free in self._free_at.items() if free > now}
            self._free_at[host] = now + pause
