"""Keeps a few programs running: restarts the one that ends, stops all of them together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TICK = 0.2
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY_AFTER = 20.0  # seconds of life after which the next end counts as the first
STOP_PATIENCE = 30.0


@dataclass
class Program:
    """One program to keep running, and what is known about the process that runs it."""

    name: str
    command: list[str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Call ``run``. Children live in sessions of their own, so Ctrl+C reaches us alone and we stop them in order."""

    programs: list[Program]
    say: Callable[[str], None]
    on_tick: Callable[[], None] = lambda: None
    _guard: subprocess.Popen | None = None
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        before = {sign: signal.signal(sign, self._stop) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            while not self._stopping:
                self._look_after_guard()
                for program in self.programs:
                    self._look_after(program)
                self.on_tick()
                time.sleep(TICK)
        finally:
            self._end()
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _stop(self, *_) -> None:
        self._stopping = True

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if program.process:
            code = program.process.poll()
            if code is None:
                return
            if now - program.started > STEADY_AFTER:
                program.delay = FIRST_DELAY
            how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
            self.say(f"The {program.name} {how}; starting it again in {program.delay:g} s.")
            self._tell_guard("-", program)
            program.process = None
            program.not_before = now + program.delay
            program.delay = min(program.delay * 2, LONGEST_DELAY)
        elif now >= program.not_before:
            program.started = now
            program.process = subprocess.Popen(
                program.command,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=program.pass_fds,
            )
            self._tell_guard("+", program)

    def _look_after_guard(self) -> None:
        if self._guard and self._guard.poll() is None:
            return
        if self._guard:
            self._hang_up()
        self._guard = subprocess.Popen(
            [sys.executable, "-S", "-m", "newsroom.guard"],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        for program in self.programs:
            if program.process:
                self._tell_guard("+", program)

    def _tell_guard(self, change: str, program: Program) -> None:
        try:
            self._guard.stdin.write(f"{change}{program.process.pid}\n")
            self._guard.stdin.flush()
        except BrokenPipeError:
            pass  # It was killed; the next look starts another and tells it everything.

    def _hang_up(self) -> None:
        try:
            self._guard.stdin.close()
        except BrokenPipeError:
            pass  # What a killed one was not told any more is still in the buffer.

    def _end(self) -> None:
        """Ask all to stop, wait, and insist; a second Ctrl+C insists at once."""
        running = [program for program in self.programs if program.process and program.process.poll() is None]
        self._stopping = False
        for program in running:
            program.process.terminate()
        deadline = time.monotonic() + STOP_PATIENCE
        while any(program.process.poll() is None for program in running):
            if time.monotonic() > deadline or self._stopping:
                for program in running:
                    _kill_group(program.process.pid)
                self._stopping = False
            time.sleep(0.05)
        for program in running:
            _kill_group(program.process.pid)
            self._tell_guard("-", program)
        if self._guard:
            self._hang_up()
            self._guard.wait()


def _kill_group(group: int) -> None:
    """Whatever a program left behind ends with it."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
