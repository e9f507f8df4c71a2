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


def hold(publics: Iterable[int]) -> None:
    """Wait until nobody else judges these publics (primary keys); keep others waiting until the transaction ends."""
    ids = list(publics)
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [KIND, ids])
