"""What keeps the programs running when the guard that would end them is killed."""

import sys

from newsroom.supervisor import Program, Supervisor


def test_a_guard_that_dies_before_it_is_told_something_brings_nobody_down():
    guards: list[int] = []

    def say(line: str) -> None:
        """Said just before the guard is told that a program ended."""
        guards.append(supervisor._guard.pid)
        supervisor._guard.kill()
        supervisor._guard.wait()

    def tick() -> None:
        if len(guards) == 2:
            supervisor._stop()

    supervisor = Supervisor([Program("clock", [sys.executable, "-S", "-c", ""])], say=say, on_tick=tick)
    supervisor.run()
    assert len(set(guards)) == 2
