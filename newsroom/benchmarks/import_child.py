"""The one process that imports, for ``manage.py bench_import``. Run as a program: database, mode, batches or files.

``import`` runs batches, each until it is over, and prints the seconds that took. ``parse`` reads files from a folder
with the same readers and does nothing with what it reads: the bare parse.
"""

import os
import sys
import time
from pathlib import Path

import django


def main(database: str, mode: str, *given: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    began = time.perf_counter()
    if mode == "import":
        from articles.services.importing import run_batch
        from newsroom.management.commands.worker import NICE

        os.nice(NICE)  # As the worker does.

        for batch in given:
            run_batch(int(batch))
    else:
        from articles import readers

        for path in sorted(Path(given[0]).iterdir()):
            for item in readers.items(path.name, path.read_bytes()):
                item.parse("")
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
