"""Figures and how they are printed."""

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import django
import spacy
from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured line. ``held`` is None where there is no budget."""

    what: str
    value: str
    budget: str = ""
    held: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: f"budget {self.budget}: held", False: f"budget {self.budget}: MISSED"}[self.held]
        return f"  {self.what:<44} {self.value:<40} {verdict}".rstrip()


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def times(what: str, seconds: Sequence[float], *, budget_ms: float | None = None) -> Figure:
    """Median and 95th percentile of a page's server time."""
    p50, p95 = percentile(seconds, 0.5) * 1000, percentile(seconds, 0.95) * 1000
    return Figure(
        what=what,
        value=f"p50 {p50:.1f} ms   p95 {p95:.1f} ms   (n={len(seconds)})",
        budget="" if budget_ms is None else f"p95 <= {budget_ms:g} ms",
        held=None if budget_ms is None else p95 <= budget_ms,
    )


def machine() -> list[str]:
    """What the figures were measured on; without it they mean nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()[0]
    return [
        f"  {_processor()}, {_cores()} cores, {_memory_gb():.0f} GB of memory",
        f"  {platform.system()} {platform.release()}",
        f"  Python {platform.python_version()}, Django {django.get_version()}, spaCy {spacy.__version__}",
        f"  PostgreSQL {server}, shared_buffers {buffers}, fsync {fsync}",
    ]


def busy() -> str:
    """A warning when other programs are at work here; what is measured beside them says little."""
    load, cores = os.getloadavg()[0], _cores()
    if load < cores / 2:
        return ""
    return (
        f"Other programs keep this machine busy (load {load:.1f} on {cores} cores): times are longer than they need be."
    )


def _processor() -> str:
    lines = _lines("/proc/cpuinfo")
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory_gb() -> float:
    lines = _lines("/proc/meminfo")
    return next((int(line.split()[1]) / 1024**2 for line in lines if line.startswith("MemTotal")), 0.0)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
