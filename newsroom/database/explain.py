"""From what PostgreSQL says when it does not start to what a person can do about it."""

import re
from pathlib import Path

DAMAGED = "the data in {place} are damaged. Move the folder away and restore a backup."

#: Looked for in this order; the first that fits is told.
ADVICE = [
    (r"No space left on device|Disk quota exceeded", "the disk is full. Free some space, then start again."),
    (
        r"pre-existing shared memory block|is another postmaster|is another server",
        "processes of an earlier server are still at work on {place}. Wait a moment, then start again; if it stays, "
        "end the processes named “postgres” that belong to “{user}”.",
    ),
    (r"PG_CONTROL_VERSION 0,", DAMAGED),
    (
        r"database files are incompatible|initialized by PostgreSQL version|is not compatible with this version",
        "the data in {place} belong to another version of PostgreSQL. Go back to the version of the app that made "
        "them and take a backup there.",
    ),
    (
        r"Cannot allocate memory|could not create shared memory|could not map anonymous shared memory",
        "there is not enough memory. Close other programs, then start again.",
    ),
    (
        r"error while loading shared libraries|GLIBC|Exec format error|cannot execute binary|Bad CPU type"
        r"|No such file or directory: '.*/(postgres|initdb)'",
        "the bundled programs do not run on this system. Set DATABASE_URL to a PostgreSQL server, for example "
        "postgres://user:password@host/newsroom",
    ),
    (
        r"Permission denied|has wrong ownership|has invalid permissions|Read-only file system|Operation not permitted",
        "the server's user “{user}” may not use its files in {place}. The folder must belong to that user and be "
        "writable.",
    ),
    (
        r"PANIC|checkpoint record|pg_control|is not a valid data|invalid data in file|could not open file"
        r"|could not read file|incorrect checksum|global/pg_filenode",
        DAMAGED,
    ),
    (r"invalid value for parameter|unrecognized configuration parameter", "one of its settings is wrong."),
]


def explain(said: str, place: Path, user: str) -> str:
    """One sentence: that it did not start, why, and what to do."""
    for pattern, advice in ADVICE:
        if re.search(pattern, said):
            return "The bundled PostgreSQL did not start: " + advice.format(place=place, user=user)
    return "The bundled PostgreSQL did not start."


def may_pass(message: str) -> bool:
    """Whether the reason goes away by itself: processes of a killed server end when they notice."""
    return "processes of an earlier server" in message
