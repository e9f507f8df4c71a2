"""What the pages read."""

from django.db.models import Q, QuerySet

from qrcodes.models import PlacementQuota
from qrcodes.quotas import Standing
from registry.models import Institution, Public


def publics_of(user, search: str = "") -> QuerySet[Public]:
    """Return the watched publics that a person may print sheets for, by name."""
    found = Public.objects.visible_to(user).present().select_related("institution__district")
    for word in search.split():
        found = found.filter(
            Q(institution__short_name__icontains=word)
            | Q(institution__full_name__icontains=word)
            | Q(screen_name__icontains=word)
        )
    return found.order_by("institution__sort_key", "pk")


def publics_of_region(district: str | None = None, institution: int | None = None) -> QuerySet[Public]:
    """Return the watched publics of the region, of one district or institution, in the order of a book."""
    found = Public.objects.present().select_related("institution__district")
    if district:
        found = found.filter(institution__district__name__iexact=district)
    if institution:
        found = found.filter(institution=institution)
    return found.order_by("institution__district__sort_key", "institution__sort_key", "pk")


def quota_of(institution: Institution) -> PlacementQuota | None:
    """Return the quota of the institution's type; None if its type has no quota row."""
    return PlacementQuota.objects.filter(type=institution.type).first()


def standing_of(institution: Institution) -> Standing | None:
    """Return the institution against its type's quota; None if its type has no quota row."""
    quota = quota_of(institution)
    return quota.standing(institution) if quota else None
