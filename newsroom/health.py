"""``/healthz``: for whatever restarts the app when it is ill. No login, no detail."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger("newsroom.health")

_migrated = False


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration is applied, otherwise 503 and which of them it is."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database, migrations = True, is_migrated()
    except DatabaseError as error:
        logger.error("The database does not answer: %s", error)
        database = migrations = False
    ok = database and migrations
    return JsonResponse({"ok": ok, "database": database, "migrations": migrations}, status=200 if ok else 503)


def is_migrated() -> bool:
    """Whether every migration of this version is applied. Once true, it stays true for this process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
