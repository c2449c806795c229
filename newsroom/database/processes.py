"""Telling our server's processes from everything else that runs on the machine."""

import os
import signal
import subprocess
import time
from pathlib import Path

PROC = Path("/proc/self/cmdline").exists()


def is_ours(pid: int, data: Path, uid: int) -> bool:
    """Whether this process is the server on these data: numbers are used again, and files can lie."""
    if pid <= 1:
        return False
    if not PROC:
        return f"postgres -D {data} " in _ps("-o", "command=", "-p", str(pid)) + " "
    try:
        if os.stat(f"/proc/{pid}").st_uid != uid:
            return False
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[1:3] == [b"-D", os.fsencode(data)] and os.path.basename(words[0]) == b"postgres"


def end_orphans(cluster_name: str, uid: int, *, patience: float = 5) -> None:
    """End what a killed server left at work; they hold its memory, and a new one cannot start before they are gone."""
    deadline = time.monotonic() + patience
    orphans = _titled(f"postgres: {cluster_name}: ", uid)
    for pid in orphans:
        send(pid, signal.SIGQUIT)
    while orphans and time.monotonic() < deadline:
        time.sleep(0.02)
        orphans = _titled(f"postgres: {cluster_name}: ", uid)
    for pid in orphans:
        send(pid, signal.SIGKILL)


def send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        pass


def _titled(title: str, uid: int) -> list[int]:
    """Processes of this user that call themselves so, as PostgreSQL's do."""
    if not PROC:
        lines = subprocess.run(
            ["ps", "-ww", "-U", str(uid), "-o", "pid=,command="], capture_output=True, text=True
        ).stdout
        pairs = (line.strip().split(None, 1) for line in lines.splitlines())
        return [int(pair[0]) for pair in pairs if len(pair) == 2 and pair[1].startswith(title)]
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if folder.stat().st_uid == uid and (folder / "cmdline").read_bytes().startswith(title.encode()):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def _ps(*arguments: str) -> str:
    return subprocess.run(["ps", "-ww", *arguments], capture_output=True, text=True, check=False).stdout.strip()
