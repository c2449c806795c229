"""``manage.py up`` and ``demo`` as real programs, for tests that kill parts of them."""

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request

from tests.newsroom.embedded import PROJECT, Place, wait_for

PATIENCE = 90


class Site:
    """One running command with its own data, and everything that it has said so far."""

    def __init__(self, *arguments: str, place: Place) -> None:
        self.place = place
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=PROJECT,
            env=environment
            | {
                "NEWSROOM_VAR": str(place.parent),
                "EMBEDDED_POSTGRES_GRACE": "0.4",
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "PYTHONUNBUFFERED": "1",
            },
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said += line

    def says(self, pattern: str) -> re.Match:
        assert wait_for(lambda: re.search(pattern, self.said) or self.process.poll() is not None, seconds=PATIENCE), (
            self.said
        )
        found = re.search(pattern, self.said)
        assert found, self.said
        return found

    @property
    def url(self) -> str:
        return self.says(r"http://localhost:\d+/")[0]

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}healthz", timeout=20) as response:
                return response.status == 200
        except OSError:
            return False

    def pids(self, words: str) -> list[int]:
        """Processes below the supervisor whose command has these words in it; of its children, not of theirs."""
        shown = subprocess.run(
            ["ps", "-ww", "-o", "pid=,command=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        ).stdout.splitlines()
        return [int(line.split()[0]) for line in shown if words in line]

    def end(self, sign: signal.Signals | None = signal.SIGTERM) -> int:
        """Stop it, or with ``None`` wait until it ends by itself; return its exit code."""
        if sign and self.process.poll() is None:
            self.process.send_signal(sign)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        return code
