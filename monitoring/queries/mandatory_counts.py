"""How many publics a mandatory post concerns, how many of them owe it, and how many have published it.

Read from kept counts, which know no single institutions: who sees such has few, and theirs are counted as they are.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from monitoring.mandating import in_scope
from monitoring.models import MandatoryPost, PlaceTally, Publication, PublishedTally
from registry.models import Public

from .shares import by_single_institutions, places_of

Counts = dict[int, tuple[int, int]]
"""{mandatory post: (how many publics of the reader's published it, how many owe it)}"""


def tally(rows: Sequence[MandatoryPost], user, publics: QuerySet[Public], categories: Collection[str]) -> Counts:
    """Return how many of these publics owe and have published each. Two queries at most.

    ``publics``: those that the user sees, of these ``categories``.
    """
    if not rows:
        return {}
    if by_single_institutions(user):
        return _counted(rows, publics)
    kept = {"category__in": categories}
    places = places_of(user)
    owing = _sums(PlaceTally.objects.of_places(places).filter(cabinet=True, **kept), {row: Q() for row in rows})
    own = {row: Q(mandatory=row) for row in rows}
    done = _sums(PublishedTally.objects.of_places(places).filter(mandatory__in=rows, **kept), own)
    return {row.pk: (done[row.pk], owing[row.pk]) for row in rows}


def concerned_by(
    columns: Sequence[MandatoryPost], user, categories: Collection[str], district: int | None
) -> int | None:
    """Return how many publics any of the mandatory posts concerns; None where nobody keeps count."""
    if by_single_institutions(user):
        return None
    scope = reduce(or_, (in_scope(one, "") for one in columns), Q(pk=None))
    rows = PlaceTally.objects.of_places(places_of(user)).filter(scope, category__in=categories)
    rows = rows.filter(district=district) if district else rows
    return rows.aggregate(publics=Sum("publics", default=0))["publics"]


def published(row: MandatoryPost) -> Exists:
    """Return the condition that a public has published it."""
    return Exists(Publication.objects.filter(mandatory=row, public=OuterRef("pk")))


def _sums(kept: QuerySet, conditions: dict[MandatoryPost, Q]) -> dict[int, int]:
    sums = {
        f"of{row.pk}": Sum("publics", filter=more & in_scope(row, ""), default=0) for row, more in conditions.items()
    }
    found = kept.aggregate(**sums)
    return {row.pk: found[f"of{row.pk}"] for row in conditions}


def _counted(rows: Sequence[MandatoryPost], publics: QuerySet[Public]) -> Counts:
    counts = {}
    for row in rows:
        owing = in_scope(row) & Q(cabinet=True)
        counts[f"owing{row.pk}"] = Count("pk", filter=owing)
        counts[f"done{row.pk}"] = Count("pk", filter=owing & Q(published(row)))
    found = publics.aggregate(**counts)
    return {row.pk: (found[f"done{row.pk}"], found[f"owing{row.pk}"]) for row in rows}
