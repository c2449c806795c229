"""The web server's entry point during a benchmark: the same app on the benchmark's own database."""

import os

from django.db import connections

from newsroom.wsgi import application

__all__ = ["application"]

connections.settings["default"]["NAME"] = os.environ["BENCH_DATABASE"]
