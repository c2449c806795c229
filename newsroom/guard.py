"""Ends the programs of a supervisor that was killed: their numbers come by a pipe, and its end is the sign.

Standard library only, run with ``python -S -m newsroom.guard``; it works the same on every Unix.
"""

import os
import signal
import sys
import time

PATIENCE = 20


def main() -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        change, group = line[0], int(line[1:])
        (groups.add if change == "+" else groups.discard)(group)
    deadline = time.monotonic() + PATIENCE
    _send(groups, signal.SIGTERM)
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = _send(groups, 0)
    _send(groups, signal.SIGKILL)


def _send(groups: set[int], sign: int) -> set[int]:
    """Signal process groups and return those that are still there."""
    there = set()
    for group in groups:
        try:
            os.killpg(group, sign)
            there.add(group)
        except (ProcessLookupError, PermissionError):
            continue
    return there


if __name__ == "__main__":
    main()
