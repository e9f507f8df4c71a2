"""History stands: the database itself refuses to change, delete or empty what triggers wrote down.

Seen to after every ``migrate`` for all event tables there are, so that a new tracked model is covered without a
migration of its own. It binds the application's role too, whoever runs the server. One narrow way out: rows about
persons may be deleted, never changed, by a transaction that names their table (``purging``). Of who did it more may
be told while it is done (an import adds its list), and nothing may be taken back. Tests empty their
database by TRUNCATE: that is let through where a database of tests says so in its connection, and nowhere else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from pghistory.models import Context, Event

# Event tables whose rows tell of persons, and may be deleted when their time is over.
PERSONAL = ("registry_userevent", "registry_invitationevent", "monitoring_appealevent")
GUARD = f"""
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = ANY ('{{{",".join(PERSONAL)}}}')
      AND current_setting('portal.purging', true) = TG_TABLE_NAME THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'pghistory_context' THEN
    IF NEW.id = OLD.id AND NEW.created_at = OLD.created_at AND NEW.metadata @> jsonb_strip_nulls(OLD.metadata) THEN
      RETURN NEW;
    END IF;
  END IF;
  IF TG_OP = 'TRUNCATE' AND left(current_database(), 5) = 'test_'
      AND current_setting('portal.flushing', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'history stands: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END """
FUNCTION = f"CREATE OR REPLACE FUNCTION history_stands() RETURNS trigger AS $${GUARD}$$ LANGUAGE plpgsql"
# Name of the trigger → what it refuses.
TRIGGERS = {
    "history_stands": "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW",
    "history_stands_whole": "BEFORE TRUNCATE ON {} FOR EACH STATEMENT",
}
STANDING = """
SELECT p.prosrc, c.relname, t.tgname FROM pg_proc p
LEFT JOIN pg_trigger t ON t.tgfoid = p.oid LEFT JOIN pg_class c ON c.oid = t.tgrelid
WHERE p.proname = 'history_stands'
"""


def event_models() -> list[type[Model]]:
    """Return the models of all rows that triggers write."""
    return [model for model in apps.get_models() if issubclass(model, Event) and model._meta.managed]


def tables() -> set[str]:
    """Return the tables that stand: of all events, and of who made them."""
    return {model._meta.db_table for model in event_models()} | {Context._meta.db_table}


def protect(using: str = DEFAULT_DB_ALIAS, **kwargs) -> int:
    """Set the guard on every event table that lacks it; return how many triggers were set. All there: one query."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        rows = cursor.fetchall()
        if {source for source, _table, _name in rows} != {GUARD}:
            cursor.execute(FUNCTION)
        lacking = _lacking(connection, {(table, name) for _source, table, name in rows})
        for table, name in lacking:
            what = TRIGGERS[name].format(connection.ops.quote_name(table))
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {what} EXECUTE FUNCTION history_stands()")
    return len(lacking)


def _lacking(connection, standing: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return tables and triggers that are to be set; a table that is not there yet waits for its own migration."""
    wanted = {(table, name) for table in tables() for name in TRIGGERS} - standing
    there = set(connection.introspection.table_names()) if wanted else set()
    return sorted((table, name) for table, name in wanted if table in there)


@contextmanager
def purging(model: type[Model]) -> Iterator[None]:
    """Let rows of one event table about persons be deleted inside; nothing else, and only in this transaction."""
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT set_config('portal.purging', %s, true)", [model._meta.db_table])
        yield
        cursor.execute("SELECT set_config('portal.purging', '', true)")
