"""One small process that starts the server, restarts it when it is killed, and stops it after the last user.

Started by ``client.py``, which hands over the keeper's lock. It may be killed itself at any moment: the next
process of the app that wants a connection starts another one, which adopts the running server.
"""

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from newsroom.database.explain import may_pass
from newsroom.database.home import Home, ServerError, is_file_at, open_lock, try_lock, unlock
from newsroom.database.server import Server

TICK = 0.2
# Seconds without any user before the server stops: commands run one after the other share one.
GRACE = float(os.environ.get("EMBEDDED_POSTGRES_GRACE", "2"))
PATIENCE = 60  # seconds to retry a start that fails for a reason that passes
LOG_LIMIT = 5_000_000


class Keeper:
    def __init__(self, home: Home, lock: int) -> None:
        self.home = home
        self.lock = lock
        self.clients = open_lock(home.clients_lock)
        self.alone_since = 0.0
        self.asked_to_stop = False

    def keep(self, programs: Path, options: dict[str, str]) -> None:
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for log in (self.home.server_log, self.home.keeper_log):
            if log.exists() and log.stat().st_size > LOG_LIMIT:
                log.replace(log.with_suffix(".log.1"))
        server = Server(self.home, programs, options)
        server.initialise()
        if server.adopt():
            say("adopted the running server")
        else:
            self._start(server)
        self._announce(server)
        while not self._should_stop():
            time.sleep(TICK)
            if not server.is_running():
                say("the server is gone; starting it again")
                self.home.write_state(status="starting")
                self._start(server)
                self._announce(server)
        say("stopping the server")
        if is_file_at(self.lock, self.home.keeper_lock):
            self.home.write_state(status="stopping")
        server.stop()
        if is_file_at(self.lock, self.home.keeper_lock):
            self.home.write_state(status="stopped")
        say("stopped")

    def _start(self, server: Server) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                server.start()
                say("started the server")
                return
            except ServerError as error:
                if not may_pass(str(error)) or time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def _announce(self, server: Server) -> None:
        self.home.write_state(
            status="ready",
            keeper=str(os.getpid()),
            socket_dir=server.socket_dir,
            data=str(server.data),
            server=str(server.pid),
            message="",
        )

    def _should_stop(self) -> bool:
        """True when nobody holds the shared lock for a while; from then on nobody gets it until we are done."""
        if self.asked_to_stop or not is_file_at(self.lock, self.home.keeper_lock):
            return True
        if not try_lock(self.clients, exclusive=True):
            self.alone_since = 0.0
            return False
        self.alone_since = self.alone_since or time.monotonic()
        if time.monotonic() - self.alone_since >= GRACE:
            return True
        unlock(self.clients)
        return False

    def _ask_to_stop(self, *_) -> None:
        self.asked_to_stop = True


def say(text: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), f"[{os.getpid()}]", text, flush=True)


def main() -> None:
    given = json.loads(sys.argv[1])
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    os.set_inheritable(given["lock"], False)
    home = Home(Path(given["root"]))
    try:
        Keeper(home, given["lock"]).keep(Path(given["programs"]), given["options"])
    except ServerError as error:
        say(str(error))
        home.write_state(status="failed", message=str(error))
    except Exception as error:
        say(traceback.format_exc())
        home.write_state(
            status="failed", message=f"The bundled PostgreSQL did not start: {error}. More in {home.keeper_log}"
        )


if __name__ == "__main__":
    main()
