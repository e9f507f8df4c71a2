"""History stands: the database itself refuses to change or delete what triggers wrote down.

Installed after every ``migrate`` for all event tables there are, so that a new tracked model is covered without a
migration of its own. It binds the application's role too, whoever runs the server. One narrow way out: rows about
persons may be deleted, never changed, by a transaction that names their table (``purging``).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from pghistory.models import Event

GUARD = """
CREATE OR REPLACE FUNCTION history_stands() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_ARGV[0] = 'personal' AND current_setting('portal.purging', true) = TG_TABLE_NAME THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'history stands: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$ LANGUAGE plpgsql;
"""
# Event tables whose rows tell of persons, and may be deleted when their time is over.
PERSONAL = ("registry_userevent", "registry_invitationevent")


def event_models() -> list[type[Model]]:
    """Return the models of all rows that triggers write."""
    return [model for model in apps.get_models() if issubclass(model, Event) and model._meta.managed]


def protect(using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Set the guard on every event table that exists."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(GUARD)
        for model in event_models():
            if model._meta.db_table in tables:
                cursor.execute(_trigger(connection.ops.quote_name(model._meta.db_table), model._meta.db_table))


def _trigger(quoted: str, table: str) -> str:
    kind = "personal" if table in PERSONAL else "kept"
    return (
        f"CREATE OR REPLACE TRIGGER history_stands BEFORE UPDATE OR DELETE ON {quoted}"
        f" FOR EACH ROW EXECUTE FUNCTION history_stands('{kind}')"
    )


@contextmanager
def purging(model: type[Model]) -> Iterator[None]:
    """Let rows of one event table about persons be deleted inside; nothing else, and only in this transaction."""
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT set_config('portal.purging', %s, true)", [model._meta.db_table])
        yield
        cursor.execute("SELECT set_config('portal.purging', '', true)")
