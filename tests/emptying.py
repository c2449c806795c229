"""Empty the database after a test that commits. Django's own way writes every table and index anew, and then its
permissions and content types: a second for what is mostly empty. Here only rows that are there are deleted.
"""

from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# What migrating leaves behind in each database, by table: names of kinds, permissions and roles.
_standing: dict[str, dict[str, str]] = {}

_GUARDED = """
    SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relname = ANY(%s)
"""


def empty(alias: str) -> None:
    """Delete all that tests put into the tables of the models; what migrating makes stays, or is made again."""
    connection = connections[alias]
    known = _standing.get(alias)
    if known is None or not _emptied(connection, known):
        call_command("flush", verbosity=0, interactive=False, database=alias)
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        _standing[alias] = _digests(connection, _filled(connection, tables))


def _emptied(connection: BaseDatabaseWrapper, known: dict[str, str]) -> bool:
    """False if what migrating made is no longer as it was; nothing is deleted then."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = {table: connection.ops.quote_name(table) for table in tables}
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # Whoever still writes, such as a request that a browser gave up, is waited for: its rows go, too.
        cursor.execute(f"LOCK TABLE {', '.join(sorted(names.values()))} IN ACCESS EXCLUSIVE MODE")
        if _digests(connection, list(known)) != known:
            return False
        filled = [table for table in _filled(connection, tables) if table not in known]
        cursor.execute(_GUARDED, [filled])
        guarded = [table for (table,) in cursor.fetchall()]
        for table in guarded:
            cursor.execute(f"ALTER TABLE {names[table]} DISABLE TRIGGER USER")
        for table in filled:
            cursor.execute(f"DELETE FROM {names[table]}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {names[table]} ENABLE TRIGGER USER")
    return True


def _filled(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    quoted = ((table, connection.ops.quote_name(table)) for table in tables)
    asked = " UNION ALL ".join(f"(SELECT '{table}' FROM {name} LIMIT 1)" for table, name in quoted)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]


def _digests(connection: BaseDatabaseWrapper, tables: list[str]) -> dict[str, str]:
    quoted = ((table, connection.ops.quote_name(table)) for table in tables)
    asked = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(row::text, ' ' ORDER BY row::text)) FROM {name} AS row"
        for table, name in quoted
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())
