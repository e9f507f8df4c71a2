"""The category of a public and its history: a past week is held against the category of its own time."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from registry.models import CategoryPeriod, Public, User

ROWS_A_QUERY = 500


@transaction.atomic
def set_category(
    publics: Iterable[Public], category: str, when: datetime, by: User | None = None, reason: str = ""
) -> list[Public]:
    """Give the publics a category from this moment on; return those that had another one."""
    changed = [public for public in publics if public.category != category]
    for public in changed:
        public.category = category
    Public.objects.bulk_update(changed, ["category"], ROWS_A_QUERY)
    record(changed, when, by, reason)
    return changed


def record(publics: Iterable[Public], when: datetime, by: User | None = None, reason: str = "") -> None:
    """Write the beginning of a period for publics whose category has just been set."""
    periods = [
        CategoryPeriod(public=public, category=public.category, valid_from=when, decided_by=by, reason=reason)
        for public in publics
    ]
    CategoryPeriod.objects.bulk_create(periods, ROWS_A_QUERY)
