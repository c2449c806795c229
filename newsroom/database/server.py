"""PostgreSQL itself: making the data folder, starting, adopting a running server, stopping."""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from newsroom.database import processes
from newsroom.database.account import place_for, programs_for, server_account
from newsroom.database.explain import explain
from newsroom.database.home import Home, ServerError, last_lines

MAJOR_VERSION = "18"
DATABASE = ROLE = "newsroom"
PORT = "5432"  # only part of the socket's name
SOCKET_PATH_LIMIT = 103  # macOS; Linux allows four more
START_TIMEOUT = 100
# How hard to ask, and how long to wait each time. Fast shutdown writes everything out.
STOP_STEPS = ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 5))
TICK = 0.02
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # People write little and all over the place: the first change of a page after a checkpoint logs the whole page, so
    # checkpoints are rare and such pages are compressed. Nothing is written later than before.
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    # Compiling costs more than it saves in queries as short as ours.
    "jit": "off",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
}


class Server:
    """One data folder and, when it runs, the server on it: a child of ours, or one that an earlier keeper left."""

    def __init__(self, home: Home, programs: Path, options: dict[str, str]) -> None:
        self.home = home
        self.options = options
        self.account = server_account()
        self.place = place_for(home.root, self.account)
        self.programs = programs_for(programs, self.place, self.account)
        self.data = self.place / "data"
        self.socket_dir = ""
        self.cluster_name = "newsroom-" + hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        self._child: subprocess.Popen | None = None
        self.pid = 0

    # --- Making it ---------------------------------------------------------------------------------------------------

    def initialise(self) -> None:
        """Make the data folder, with the app's role and database, in one step: a crash leaves none or a whole one."""
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            version = ""
        if version == MAJOR_VERSION:
            return
        if version:
            raise ServerError(
                f"The data in {self.data} were made by PostgreSQL {version}, and this version of the app brings "
                f"PostgreSQL {MAJOR_VERSION}. Go back to the version that made them and take a backup there, or move "
                f"{self.data} away to start with an empty database."
            )
        if self.data.exists():
            raise ServerError(
                f"{self.data} is there but holds no whole database (no PG_VERSION file). Restore it from a backup, "
                "or move it away to start with an empty database."
            )
        for unfinished in self.place.glob("data.new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix="data.new-", dir=self.place))
        self._give_away(fresh)
        try:
            self._fill(fresh)
            fresh.rename(self.data)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise

    def _fill(self, fresh: Path) -> None:
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["--username=postgres", "--auth-local=peer", "--auth-host=reject"]
        self._run("initdb", ["-D", str(fresh), "--no-sync", "--no-instructions", *access, *locale])
        statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
        careless = ["-c", "fsync=off", "-c", "exit_on_error=on"]
        self._run("postgres", ["--single", "-D", str(fresh), *careless, "postgres"], statements)
        if self.options.get("fsync") != "off":
            # To the disk once, when all is made: a thousand small files take a while.
            self._run("initdb", ["-D", str(fresh), "--sync-only"])

    def _run(self, program: str, arguments: list[str], text: str = "") -> None:
        mark = self._log_size()
        with self.home.server_log.open("ab") as log:
            try:
                result = subprocess.run(
                    [self.programs / program, *arguments],
                    input=text.encode(),
                    stdout=log,
                    stderr=log,
                    check=False,
                    **self._surroundings(),
                )
            except OSError as error:
                raise ServerError(explain(str(error), self.place, self.account.name)) from error
        if result.returncode != 0:
            raise self._failure(mark)

    def _surroundings(self) -> dict:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
        return {"cwd": "/", "env": environment, "start_new_session": True, **self.account.popen_options()}

    def _give_away(self, folder: Path) -> None:
        """Make a folder that we just made the server's own. Never one that somebody else could have put there."""
        if self.account.switch:
            os.chown(folder, self.account.uid, self.account.gid, follow_symlinks=False)

    # --- Starting, adopting, stopping --------------------------------------------------------------------------------

    def adopt(self) -> bool:
        """Take over a server that runs on our data already; false when there is none."""
        pid, lines = self._postmaster()
        if not pid or not processes.is_ours(pid, self.data, self.account.uid):
            return False
        while processes.is_ours(pid, self.data, self.account.uid):
            pid, lines = self._postmaster()
            if len(lines) >= 8 and lines[7].strip() == "ready":
                self.pid, self.socket_dir = pid, lines[4]
                return True
            time.sleep(TICK)
        return False

    def start(self) -> None:
        """Start the server and wait until it takes connections; raise with the end of its log if it does not."""
        processes.end_orphans(self.cluster_name, self.account.uid)
        self.socket_dir = str(self._make_socket_dir())
        self._remove_stale_lock_files()
        us = pwd.getpwuid(os.geteuid()).pw_name
        (self.place / "pg_hba.conf").write_text(f"local all {ROLE},postgres peer map=newsroom\n")
        (self.place / "pg_ident.conf").write_text("".join(f'newsroom "{us}" {role}\n' for role in (ROLE, "postgres")))
        settings = {
            **SETTINGS,
            **self.options,
            "cluster_name": self.cluster_name,
            "hba_file": str(self.place / "pg_hba.conf"),
            "ident_file": str(self.place / "pg_ident.conf"),
            "unix_socket_directories": '"' + self.socket_dir.replace('"', '""') + '"',
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        mark = self._log_size()
        with self.home.server_log.open("ab") as log:
            try:
                self._child = subprocess.Popen(
                    [self.programs / "postgres", "-D", str(self.data), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    **self._surroundings(),
                )
            except OSError as error:
                raise ServerError(explain(str(error), self.place, self.account.name)) from error
        self.pid = self._child.pid
        deadline = time.monotonic() + START_TIMEOUT
        while self._child.poll() is None:
            pid, lines = self._postmaster()
            if pid == self.pid and len(lines) >= 8 and lines[7].strip() == "ready":
                return
            if time.monotonic() > deadline:
                self.stop()
                break
            time.sleep(TICK)
        self._child = None
        raise self._failure(mark)

    def is_running(self) -> bool:
        if self._child:
            return self._child.poll() is None
        return processes.is_ours(self.pid, self.data, self.account.uid)

    def stop(self) -> None:
        for how, patience in STOP_STEPS:
            deadline = time.monotonic() + patience
            if self.is_running():
                processes.send(self.pid, how)
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(TICK)
        if Path(self.socket_dir) != self.place / "run":
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    # --- Files -------------------------------------------------------------------------------------------------------

    def _make_socket_dir(self) -> Path:
        """``run`` beside the data, or a private folder in the system's temporary one when that path is too long."""
        name = f".s.PGSQL.{PORT}"
        near = self.place / "run"
        if len(os.fsencode(near / name)) <= SOCKET_PATH_LIMIT:
            near.mkdir(mode=0o700, exist_ok=True)
            if near.stat().st_uid == os.geteuid():
                self._give_away(near)
            return near
        # The same one again where possible: programs that are running remember it.
        before = self.home.read_state().get("socket_dir", "")
        if before and Path(before) != near:
            try:
                os.mkdir(before, 0o700)
                self._give_away(Path(before))
            except OSError:
                pass
            if self._is_private(before):
                return Path(before)
        for parent in (tempfile.gettempdir(), "/tmp"):
            if len(os.fsencode(os.path.join(parent, "newsroom-12345678", name))) <= SOCKET_PATH_LIMIT:
                # mkdtemp: a name that nobody can foresee, and 0700.
                fresh = Path(tempfile.mkdtemp(prefix="newsroom-", dir=parent))
                self._give_away(fresh)
                return fresh
        raise ServerError(f"No folder with a short enough path for the server's socket; {near} is too long.")

    def _is_private(self, folder: str) -> bool:
        try:
            found = os.lstat(folder)
        except OSError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == self.account.uid and not found.st_mode & 0o077

    def _postmaster(self) -> tuple[int, list[str]]:
        try:
            lines = (self.data / "postmaster.pid").read_text(errors="replace").splitlines()
            return int(lines[0]), lines
        except (OSError, ValueError, IndexError):
            return 0, []

    def _remove_stale_lock_files(self) -> None:
        """Lock files of a killed server whose number another program has by now: PostgreSQL would not dare.

        Safe, for no server of ours runs at this point, and PostgreSQL checks for itself, by its shared memory,
        that nobody else is at work on the data.
        """
        for path in (self.data / "postmaster.pid", Path(self.socket_dir) / f".s.PGSQL.{PORT}.lock"):
            path.unlink(missing_ok=True)

    def _log_size(self) -> int:
        try:
            return self.home.server_log.stat().st_size
        except FileNotFoundError:
            return 0

    def _failure(self, mark: int) -> ServerError:
        said = last_lines(self.home.server_log, start=mark)
        reason = explain(said, self.place, self.account.name)
        return ServerError(f"{reason}\nThe end of {self.home.server_log}:\n{said}")
