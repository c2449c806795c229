"""Whose turn it is to ask a host, for all processes of the installation: see ``articles/fetching/turns.py``."""

import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from articles.models import HostTurn

# Longer than any request may take: whoever holds a host past this is dead.
HELD_SECONDS = 180

# One statement: it is either given, or what is left of the other's time comes back.
_TAKE = """
    INSERT INTO articles_hostturn (host, free_at) VALUES (%s, now() + %s * interval '1 second')
    ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at WHERE articles_hostturn.free_at <= now()
    RETURNING host
"""
_LEFT = "SELECT extract(epoch FROM free_at - now()) FROM articles_hostturn WHERE host = %s"
_GIVE_BACK = "UPDATE articles_hostturn SET free_at = now() + %s * interval '1 second' WHERE host = %s"


class TurnsInDatabase:
    """Kept in PostgreSQL. Every statement is committed by itself."""

    def take(self, host: str, *, wait: float) -> float:
        until = time.monotonic() + wait
        while left := self._try(host):
            if time.monotonic() + min(left, 0.2) > until:
                return left
            time.sleep(min(left, 0.2))
        return 0.0

    @staticmethod
    def _try(host: str) -> float:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [host, HELD_SECONDS])
            if cursor.fetchone():
                return 0.0
            cursor.execute(_LEFT, [host])
            found = cursor.fetchone()
        return max(float(found[0]), 0.05) if found else 0.05

    @staticmethod
    def give_back(host: str, *, pause: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [pause, host])


def forget_hosts() -> None:
    """Remove hosts that nobody asked for a day."""
    HostTurn.objects.filter(free_at__lt=timezone.now() - timedelta(days=1)).delete()
