"""spaCy in a process of its own, so that neither its GIL, its memory nor its crashes are the worker's.

``Analyst`` is the worker's end; ``pretag_child`` is the program at the other. They talk pickles over a socket pair,
which closes whichever of them dies.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from annotations.pipeline.analysis import Analysis

logger = logging.getLogger(__name__)

CHILD = "annotations.services.pretag_child"
ROOT = Path(__file__).resolve().parents[2]
LOADER = "annotations.pipeline.loader:load_pipeline"
START_SECONDS = 300
# A text that takes longer than this has hung: ten times what the slowest pipeline needs on a slow machine.
LONGEST_SECONDS = 120
CHARACTERS_A_SECOND = 500
MEGABYTE = 1024 * 1024
# Matrices are small: a second thread wins nothing, and its stack counts against the limit. More workers use more cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class PipelineBroken(Exception):
    """The pipeline cannot be loaded; the message is the loader's own."""


class AnalystDied(Exception):
    """The process ended, or was ended because it hung, while it had texts in hand."""


class Stopped(Exception):
    """The worker is asked to stop; the texts in hand were not analysed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The pipeline raised on one text."""

    message: str


Outcome = Analysis | Failure


class Analyst:
    """A running pipeline: ``send`` texts, then ``receive`` their analyses in the same order. One chunk at a time."""

    def __init__(
        self, pipeline: str, *, loader: str = LOADER, memory_mb: int = 4096, afresh_mb: int | None = None
    ) -> None:
        """The process may never hold more than ``memory_mb``, and is started afresh beyond ``afresh_mb`` (half)."""
        self._arguments = (_absolute(pipeline), loader, str(memory_mb))
        self._afresh_mb = memory_mb // 2 if afresh_mb is None else afresh_mb
        self._process: subprocess.Popen | None = None
        self._connection: Connection | None = None
        self._deadline = 0.0
        self.name = self.version = self.language = ""

    def start(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Start the process and wait until its pipeline is loaded; does nothing when it runs."""
        if self._process:
            return
        ours, theirs = socket.socketpair()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", CHILD, str(theirs.fileno()), *self._arguments],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            # Out of reach of the terminal's Ctrl-C: the worker decides when it ends.
            start_new_session=True,
            env=ONE_THREAD | os.environ | {"PYTHONPATH": path},
        )
        theirs.close()
        self._connection = Connection(ours.detach())
        self._deadline = time.monotonic() + START_SECONDS
        try:
            answer = self._wait(stop)
        except AnalystDied as died:
            raise PipelineBroken(f"The pipeline's process ended while it was loading: {died}") from died
        if "broken" in answer:
            self.close()
            raise PipelineBroken(answer["broken"])
        self.name, self.version, self.language = answer["name"], answer["version"], answer["language"]

    def send(self, texts: list[str]) -> None:
        """Hand over a chunk; the process must be idle. If it is gone, ``receive`` will tell."""
        self._deadline = time.monotonic() + LONGEST_SECONDS + sum(map(len, texts)) / CHARACTERS_A_SECOND
        with suppress(OSError):
            self._connection.send(texts)

    def receive(self, stop: Callable[[], bool] = lambda: False) -> list[Outcome]:
        """The outcomes of the chunk sent last. Ends the process when it has grown too large; ``start`` again."""
        answer = self._wait(stop)
        if answer["memory"] > self._afresh_mb * MEGABYTE:
            logger.info("The pipeline's process holds %d MB and is started afresh", answer["memory"] / MEGABYTE)
            self.close()
        return answer["outcomes"]

    def __enter__(self) -> "Analyst":
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._connection = self._process = None

    def _wait(self, stop: Callable[[], bool]) -> dict:
        try:
            while not self._connection.poll(0.5):
                if stop():
                    self.close()
                    raise Stopped
                if time.monotonic() > self._deadline:
                    self.close()
                    raise AnalystDied("it did not answer in time and was ended")
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise AnalystDied(self._last_words()) from error

    def _last_words(self) -> str:
        """How the process ended, for people."""
        process = self._process
        try:
            code = process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = None
        self.close()
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return f"it was killed ({name}{', usually for want of memory' if name == 'SIGKILL' else ''})"
        return f"it ended with status {code}"


def _absolute(pipeline: str) -> str:
    return str(Path(pipeline).resolve()) if os.sep in pipeline else pipeline
