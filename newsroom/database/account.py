"""Which user the server runs as, and where its files are kept when that user cannot reach ours.

PostgreSQL refuses to run as root. Started by root, it runs as an unprivileged user, and no folder that was there
before is opened for that user: data and programs are put where it can reach them instead.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from newsroom.database.home import ServerError

FALLBACK = Path(os.environ.get("EMBEDDED_POSTGRES_DIR", "/var/lib/newsroom-annotator"))


@dataclass(frozen=True)
class Account:
    """The server's user. ``switch`` says that it is not the user we are."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_options(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def can(self, test: str, path: Path) -> bool:
        """Ask the system itself, as that user: ``-r``, ``-x`` and so on, as in the shell's ``test``."""
        command = ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.popen_options()).returncode == 0


def server_account() -> Account:
    if os.geteuid() != 0:
        try:
            us = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise ServerError(
                f"The user id {os.geteuid()} has no name on this system, and PostgreSQL needs one. "
                "Add the user, or set DATABASE_URL to a PostgreSQL server."
            ) from None
        return Account(us.pw_name, us.pw_uid, us.pw_gid, switch=False)
    wanted = os.environ.get("EMBEDDED_POSTGRES_USER")
    for name in [wanted] if wanted else ["postgres", "nobody"]:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise ServerError(
        "PostgreSQL does not run as root, and there is no user to run it as. Run the app as another user, or name "
        "an unprivileged one in EMBEDDED_POSTGRES_USER."
    )


def place_for(root: Path, account: Account) -> Path:
    """Where data and socket go: ``root``, or a folder of its own below /var/lib when root keeps ``root`` closed.

    A file in ``root`` names that folder, so it is found when the project is moved, and not by another clone that is
    later made at the same path.
    """
    named = root / "elsewhere"
    if named.exists():
        return _elsewhere(Path(named.read_text().strip()), root)
    if not account.switch or account.can("-x", root):
        return root
    if (root / "data").exists():
        raise ServerError(
            f"The database is in {root / 'data'}, but the server's user “{account.name}” can no longer pass through "
            "the folders above it. Give them back the permissions that they had."
        )
    try:
        if not FALLBACK.exists():
            FALLBACK.mkdir(parents=True)
            FALLBACK.chmod(0o711)
        place = Path(tempfile.mkdtemp(prefix=f"{root.parent.parent.name}-", dir=FALLBACK))
        place.chmod(0o711)
        if not account.can("-x", place):
            place.rmdir()
            raise PermissionError(f"{FALLBACK} is closed too")
    except OSError as error:
        raise ServerError(
            f"Root's folders are closed to the server's user “{account.name}”, and nothing can be made in {FALLBACK} "
            f"({error}). Set NEWSROOM_VAR to a folder that everybody may pass through, run the app as an ordinary "
            "user, or set DATABASE_URL."
        ) from error
    (place / "belongs-to").write_text(f"{root}\n")
    named.write_text(f"{place}\n")
    return place


def _elsewhere(place: Path, root: Path) -> Path:
    """The folder that was made for ``root``, which may have been moved since, but not copied."""
    if not place.exists():
        raise ServerError(
            f"The database of this installation was in {place}, and is gone. Restore it, or remove {root} to start "
            "with an empty database."
        )
    owner = Path((place / "belongs-to").read_text().strip())
    if owner != root:
        if (owner / "elsewhere").exists() and (owner / "elsewhere").read_text().strip() == str(place):
            raise ServerError(
                f"{root} is a copy, and the database in {place} belongs to {owner}. Remove {root} to start with an "
                "empty database."
            )
        (place / "belongs-to").write_text(f"{root}\n")
    return place


def programs_for(programs: Path, place: Path, account: Account) -> Path:
    """The folder of PostgreSQL's programs, copied below ``place`` when the server's user cannot reach the wheel's."""
    if not account.switch or (
        account.can("-x", programs / "postgres") and account.can("-r", programs.parent / "share" / "postgresql")
    ):
        return programs
    made = (programs / "postgres").stat()
    copy = place / f"programs-{made.st_size:x}-{made.st_mtime_ns:x}"
    # The same shape as the wheel's: the programs find their libraries by relative paths.
    package = programs.parent.parent
    result = copy / package.name / programs.parent.name / "bin"
    if copy.exists():
        return result
    scratch = Path(tempfile.mkdtemp(prefix=".programs-", dir=place))
    for part in ("bin", "lib", "share"):
        shutil.copytree(programs.parent / part, scratch / package.name / programs.parent.name / part)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, scratch / libraries.name)
    for folder, _, files in os.walk(scratch):
        os.chmod(folder, 0o755)
        for file in files:
            path = os.path.join(folder, file)
            os.chmod(path, 0o755 if os.stat(path).st_mode & stat.S_IXUSR else 0o644)
    scratch.rename(copy)
    return result
