"""Sheets that hang, of those that should: kept with institutions, so that any room may sum them up.

No sheet beyond an institution's own norm counts; where the norm leaves the number to the institution, none is asked.
"""

from django.db.models import Q, Sum
from django.db.models.functions import Least

from .models import Institution

WITH_NORM = Q(qr_places__isnull=False)
HUNG = Sum(Least("qr_placed", "qr_places"), filter=WITH_NORM, default=0)
PLACES = Sum("qr_places", filter=WITH_NORM, default=0)


def percent(hung: int, places: int) -> int | None:
    """Return the share of places where a sheet hangs, rounded down; None where none is asked."""
    return 100 * hung // places if places else None


def percent_by_district(user) -> dict[int, int | None]:
    """Return {district: per cent of the places of its institutions, as far as the person sees them}. One query."""
    rows = Institution.objects.visible_to(user).present().order_by().values_list("district")
    return {district: percent(hung, places) for district, hung, places in rows.annotate(hung=HUNG, places=PLACES)}
