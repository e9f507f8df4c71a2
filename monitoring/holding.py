"""One writer at a time for a public's verdicts: an audit, a person's decision and a recount may come at once.

Who judges publics holds them from before anything is read that verdicts rest on until the transaction ends: so who
writes last has read what all others before it decided. A lock of its own and not the registry's rows, or a long import
would keep every audit waiting.
"""

from collections.abc import Iterable

from django.db import connection

# Tells these locks from any others that may be taken in this database: «verdicts».
KIND = 1871
# In one order everywhere, so that two who want the same publics do not wait for each other.
HOLD = "SELECT pg_advisory_xact_lock(%s, one) FROM (SELECT DISTINCT unnest(%s::int[]) AS one ORDER BY one) AS publics"


# No public has these keys: they stand for the list of mandatory posts, and for the exemptions.
MANDATORY = 0
EXEMPTIONS = -1


def read_mandatory() -> None:
    """Keep the list of mandatory posts as it is until the transaction ends; others may read it too.

    Posts that are being stored are held against the list as it was: whoever changes it waits for them, so that the
    search among stored posts which follows misses none.
    """
    _lock("pg_advisory_xact_lock_shared", MANDATORY)


def change_mandatory() -> None:
    """Wait until nobody stores posts by the list of mandatory posts, and keep others from it as long."""
    _lock("pg_advisory_xact_lock", MANDATORY)


def change_exemptions() -> None:
    """Wait until nobody judges anybody, and keep others from it until the transaction ends.

    An exemption may reach every public there is, more than a transaction can hold one by one.
    """
    _lock("pg_advisory_xact_lock", EXEMPTIONS)


def _lock(function: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [KIND, key])


def hold(publics: Iterable[int]) -> None:
    """Wait until nobody else judges these publics (primary keys); keep others waiting until the transaction ends."""
    ids = list(publics)
    if ids:
        _lock("pg_advisory_xact_lock_shared", EXEMPTIONS)
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [KIND, ids])
