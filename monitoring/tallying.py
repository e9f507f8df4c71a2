"""The counts that dashboards read, kept by triggers of PostgreSQL: the SQL that keeps, merges and rebuilds them.

Facts and summaries are the truth. Whoever writes them – an audit, a recount, an import, a hand in the database – the
triggers add the difference in the same transaction, grouped, as rows of their own. Nothing is updated in place:
workers that judge at the same time would wait for one another, or for ever. Two people's changes to one public at the
same moment may leave a count off by one: the nightly recount mends it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# So that merging and rebuilding never meet: each deletes what it has summed up.
LOCK = 7_182_301
PRESENT = "p.archived_at IS NULL AND i.archived_at IS NULL"
WEEK_KEY = "week, district_id, listed, category, status, pace, closed, quota"
RULE_KEY = "week, district_id, category, rule, verdict"
PLACE_KEY = "district_id, type, category, cabinet"
FOUND_KEY = "mandatory_id, district_id, type, category"
WEEK_COLUMNS = f"({WEEK_KEY}, publics, seen_at)"
RULE_COLUMNS = f"({RULE_KEY}, publics)"
PLACE_COLUMNS = f"({PLACE_KEY}, publics)"
FOUND_COLUMNS = f"({FOUND_KEY}, publics)"
BROKEN = """CROSS JOIN LATERAL (
  SELECT unnest(w.failed) AS rule, 'fail' AS verdict UNION ALL SELECT unnest(w.warned), 'warn') b"""
# A public's week, as a row of a count; {sign} tells how many publics the row adds.
WEEK_ROW = "w.week, i.district_id, p.category, w.category, w.status, w.pace, w.closed, w.quota"
RULE_ROW = "w.week, i.district_id, w.category, b.rule, b.verdict"
PLACE_ROW = "i.district_id, i.type, p.category, p.cabinet"
# An institution without a public of its own, or with another one's.
BARE = "CASE WHEN i.shares_id IS NULL THEN '' ELSE 'shared' END"
BARE_ROW = f"i.district_id, i.type, {BARE}, NULL::boolean"
FOUND_ROW = "f.mandatory_id, i.district_id, i.type, p.category"
FOUND = """CROSS JOIN LATERAL (
  SELECT DISTINCT mandatory_id FROM monitoring_publication o WHERE o.public_id = p.id) f"""
OWING = f"WHERE p.cabinet AND {PRESENT}"

MOVED = """CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT 1 AS sign, r.* FROM new_rows r'
    WHEN 'DELETE' THEN 'SELECT -1 AS sign, r.* FROM old_rows r'
    ELSE {update} END"""
ANY_UPDATE = "'SELECT 1 AS sign, r.* FROM new_rows r UNION ALL SELECT -1, r.* FROM old_rows r'"


def _changed(*columns: str) -> str:
    """Return the rows of an update whose columns have changed, as they are now and as they were."""
    now, was = (", ".join(f"{row}.{column}" for column in columns) for row in "no")
    both = f"new_rows n JOIN old_rows o USING (id) WHERE ({now}) IS DISTINCT FROM ({was})"
    return f"'SELECT 1 AS sign, n.* FROM {both} UNION ALL SELECT -1, o.* FROM {both}'"


def _function(name: str, moved: str, *statements: str) -> str:
    """Return a trigger's function. In the statements ``{moved}`` stands for the rows with the sign of each."""
    body = "\n".join(
        "  EXECUTE $sql$" + statement.replace("{moved}", "($sql$ || moved || $sql$)") + "$sql$;"
        for statement in statements
    )
    head = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nDECLARE moved text := "
    return f"{head}{MOVED.format(update=moved)};\nBEGIN\n{body}\n  RETURN NULL;\nEND $$;"


def _triggers(table: str, function: str) -> str:
    rows = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    rows["UPDATE"] = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
    return "\n".join(
        f"CREATE TRIGGER {function}_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {told} FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
        for event, told in rows.items()
    )


def _add(table: str, columns: str, row: str, source: str, extra: str = "", having: str = "") -> str:
    keys = ", ".join(str(place) for place in range(1, row.count(",") + 2))
    return (
        f"INSERT INTO {table} {columns} SELECT {row}, sum(m.sign){extra} FROM {source} "
        f"GROUP BY {keys} HAVING sum(m.sign) <> 0{having}"
    )


# --- a public's week was judged ---------------------------------------------------------------------
_JUDGED = """{moved} m JOIN LATERAL (SELECT m.*) w ON true
  JOIN registry_public p ON p.id = m.public_id JOIN registry_institution i ON i.id = p.institution_id"""
_LATEST = "max(m.seen_at) FILTER (WHERE m.sign > 0)"
_NEWS = f" OR {_LATEST} IS DISTINCT FROM max(m.seen_at) FILTER (WHERE m.sign < 0)"
JUDGED = _function(
    "monitoring_tally_judged",
    ANY_UPDATE,
    _add("monitoring_weektally", WEEK_COLUMNS, WEEK_ROW, f"{_JUDGED} WHERE {PRESENT}", f", {_LATEST}", _NEWS),
    _add("monitoring_ruletally", RULE_COLUMNS, RULE_ROW, f"{_JUDGED} {BROKEN} WHERE {PRESENT}"),
)

# --- a public came, went, or has another category or institution --------------------------------------
_LISTED = "{moved} p JOIN LATERAL (SELECT p.sign) m ON true JOIN registry_institution i ON i.id = p.institution_id"
_WEEKS = "JOIN monitoring_weeksummary w ON w.public_id = p.id"
_SEEN = ", max(w.seen_at) FILTER (WHERE m.sign > 0)"
# Institutions that have lost their last public or got their first one.
_BARE = f"""INSERT INTO monitoring_placetally (district_id, type, category, publics)
  SELECT i.district_id, i.type, {BARE}, sum((c.now = 0)::int - (c.now = a.came)::int)
  FROM (SELECT institution_id, sum(sign) AS came FROM {{moved}} r WHERE archived_at IS NULL GROUP BY 1) a
  JOIN registry_institution i ON i.id = a.institution_id AND i.archived_at IS NULL
  CROSS JOIN LATERAL (
    SELECT count(*) AS now FROM registry_public p WHERE p.institution_id = i.id AND p.archived_at IS NULL) c
  WHERE a.came <> 0 GROUP BY 1, 2, 3 HAVING sum((c.now = 0)::int - (c.now = a.came)::int) <> 0"""
LISTED = _function(
    "monitoring_tally_listed",
    _changed("archived_at", "institution_id", "category", "cabinet"),
    _add("monitoring_weektally", WEEK_COLUMNS, WEEK_ROW, f"{_LISTED} {_WEEKS} WHERE {PRESENT}", _SEEN),
    _add("monitoring_ruletally", RULE_COLUMNS, RULE_ROW, f"{_LISTED} {_WEEKS} {BROKEN} WHERE {PRESENT}"),
    _add("monitoring_placetally", PLACE_COLUMNS, PLACE_ROW, f"{_LISTED} WHERE {PRESENT}"),
    _BARE,
    _add("monitoring_publishedtally", FOUND_COLUMNS, FOUND_ROW, f"{_LISTED} {FOUND} {OWING}"),
)

# --- an institution came, went, shares a public, or belongs to another district -----------------------
_HOUSED = "{moved} i JOIN LATERAL (SELECT i.sign) m ON true JOIN registry_public p ON p.institution_id = i.id"
_ALONE = """{moved} i JOIN LATERAL (SELECT i.sign) m ON true WHERE i.archived_at IS NULL AND NOT EXISTS (
    SELECT FROM registry_public p WHERE p.institution_id = i.id AND p.archived_at IS NULL)"""
HOUSED = _function(
    "monitoring_tally_housed",
    _changed("archived_at", "district_id", "type", "shares_id"),
    _add("monitoring_weektally", WEEK_COLUMNS, WEEK_ROW, f"{_HOUSED} {_WEEKS} WHERE {PRESENT}", _SEEN),
    _add("monitoring_ruletally", RULE_COLUMNS, RULE_ROW, f"{_HOUSED} {_WEEKS} {BROKEN} WHERE {PRESENT}"),
    _add("monitoring_placetally", PLACE_COLUMNS, PLACE_ROW, f"{_HOUSED} WHERE {PRESENT}"),
    _add("monitoring_placetally", PLACE_COLUMNS, BARE_ROW, _ALONE),
    _add("monitoring_publishedtally", FOUND_COLUMNS, FOUND_ROW, f"{_HOUSED} {FOUND} {OWING}"),
)

# --- a mandatory post was found on a wall, or is gone -------------------------------------------------
# A public counts once, in however many posts it is found.
_NEWLY = """(SELECT a.mandatory_id, a.public_id, (c.now = a.came)::int - (c.now = 0)::int AS sign
  FROM (SELECT mandatory_id, public_id, sum(sign) AS came FROM {moved} r GROUP BY 1, 2) a
  CROSS JOIN LATERAL (SELECT count(*) AS now FROM monitoring_publication o
    WHERE o.mandatory_id = a.mandatory_id AND o.public_id = a.public_id) c
  WHERE a.came <> 0) m JOIN registry_public p ON p.id = m.public_id
  JOIN registry_institution i ON i.id = p.institution_id"""
PUBLISHED = _function(
    "monitoring_tally_published",
    ANY_UPDATE,
    _add(
        "monitoring_publishedtally",
        FOUND_COLUMNS,
        "m.mandatory_id, i.district_id, i.type, p.category",
        f"{_NEWLY} {OWING}",
    ),
)

TABLES = {
    "monitoring_weeksummary": "monitoring_tally_judged",
    "registry_public": "monitoring_tally_listed",
    "registry_institution": "monitoring_tally_housed",
    "monitoring_publication": "monitoring_tally_published",
}
TRIGGERS = "\n".join(
    [JUDGED, LISTED, HOUSED, PUBLISHED, *(_triggers(table, function) for table, function in TABLES.items())]
)
NO_TRIGGERS = "\n".join(f"DROP FUNCTION {function} CASCADE;" for function in TABLES.values())

# --- all of it anew -----------------------------------------------------------------------------------
_ALL = f"""(SELECT 1 AS sign) m, registry_public p JOIN registry_institution i ON i.id = p.institution_id
  {_WEEKS}"""
_LISTED_NOW = "(SELECT 1 AS sign) m, registry_public p JOIN registry_institution i ON i.id = p.institution_id"
REBUILD = (
    "DELETE FROM monitoring_weektally",
    "DELETE FROM monitoring_ruletally",
    "DELETE FROM monitoring_placetally",
    "DELETE FROM monitoring_publishedtally",
    _add("monitoring_weektally", WEEK_COLUMNS, WEEK_ROW, f"{_ALL} WHERE {PRESENT}", ", max(w.seen_at)"),
    _add("monitoring_ruletally", RULE_COLUMNS, RULE_ROW, f"{_ALL} {BROKEN} WHERE {PRESENT}"),
    _add("monitoring_placetally", PLACE_COLUMNS, PLACE_ROW, f"{_LISTED_NOW} WHERE {PRESENT}"),
    _add(
        "monitoring_placetally",
        PLACE_COLUMNS,
        BARE_ROW,
        _ALONE.replace("{moved} i", "(SELECT 1 AS sign, r.* FROM registry_institution r) i"),
    ),
    _add("monitoring_publishedtally", FOUND_COLUMNS, FOUND_ROW, f"{_LISTED_NOW} {FOUND} {OWING}"),
)


def _merge(table: str, key: str, *latest: str) -> str:
    """Put rows of one key together, and drop those that come to nothing: one statement, one moment."""
    more = "".join(f", max({name}) AS {name}" for name in latest)
    names = ", ".join([key, "publics", *latest])
    return (
        f"WITH gone AS (DELETE FROM {table} RETURNING *) INSERT INTO {table} ({names}) "
        f"SELECT {key}, sum(publics){more} FROM gone GROUP BY {key} HAVING sum(publics) <> 0"
    )


MERGE = (
    _merge("monitoring_weektally", WEEK_KEY, "seen_at"),
    _merge("monitoring_ruletally", RULE_KEY),
    _merge("monitoring_placetally", PLACE_KEY),
    _merge("monitoring_publishedtally", FOUND_KEY),
)


def rebuild() -> None:
    """Count everything anew. What is written meanwhile is added on top: all is read as of one moment."""
    with _alone() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for statement in REBUILD:
            cursor.execute(statement)


def merge() -> None:
    """Put the rows that triggers have added together: the figures stay as they are."""
    with _alone() as cursor:
        for statement in MERGE:
            cursor.execute(statement)


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    """Give a transaction in which nobody else deletes counts. The lock comes first, then the moment of reading."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with transaction.atomic():
                yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
