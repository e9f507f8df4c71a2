"""Sheets that hang: told, taken down, counted; what a visit saw. The count stands in the registry for every room."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from qrcodes import shelf
from qrcodes.models import Inspection, Placement, PlacementQuota
from registry.models import Institution


def place(
    institution: Institution, user, key: UUID, *, zone: str, words: str, on: date, photo: bytes | None
) -> Placement:
    """Write down a sheet that hangs; `key`: the form's own, sent again it changes nothing."""
    values = {
        "institution": institution,
        "zone": zone,
        "place": words,
        "placed_on": on,
        # Asked for only if the row is a new one: a form sent again leaves no picture that nothing names.
        "photo": lambda: shelf.keep(photo, shelf.JPEG) if photo else "",
        "added_by": user,
        "added_at": timezone.now(),
    }
    with transaction.atomic():
        _lock(institution)
        placement, _ = Placement.objects.get_or_create(key=key, defaults=values)
        _count(institution)
    return placement


def withdraw(placement: Placement, user, reason: str) -> bool:
    """Let a sheet hang no more; it stays in the history. False: it was taken down before."""
    with transaction.atomic():
        _lock(placement.institution)
        taken = {"withdrawn_by": user, "withdrawn_at": timezone.now(), "reason": reason}
        changed = Placement.objects.hanging().filter(pk=placement.pk).update(**taken)
        _count(placement.institution)
    return bool(changed)


def inspect(
    institution: Institution,
    user,
    key: UUID,
    *,
    zones: Sequence[str],
    seen: Sequence[str],
    photos: list[bytes],
    note: str,
) -> Inspection:
    """Write down what a visit saw; `key`: the form's own, sent again it changes nothing."""
    values = {
        "institution": institution,
        "inspected_by": user,
        "inspected_at": timezone.now(),
        "zones": list(zones),
        "seen": [zone for zone in zones if zone in seen],
        "photos": lambda: [shelf.keep(photo, shelf.JPEG) for photo in photos],
        "note": note,
    }
    return Inspection.objects.get_or_create(key=key, defaults=values)[0]


def spread_quotas() -> int:
    """Write each type's norm into the registry's rows that do not hold it yet; return how many there were."""
    return sum(map(_spread, PlacementQuota.objects.all()))


def _spread(quota: PlacementQuota) -> int:
    norm = {"qr_places": quota.places, "qr_at_discretion": quota.places is None}
    other = ~Q(qr_at_discretion=norm["qr_at_discretion"])
    other |= Q(qr_places__isnull=False) if quota.places is None else Q(qr_places=None) | ~Q(qr_places=quota.places)
    return Institution.objects.filter(other, type=quota.type).update(**norm)


def _lock(institution: Institution) -> None:
    # One after another: two counts at a time would each miss what the other has written.
    Institution.objects.select_for_update().get(pk=institution.pk)


def _count(institution: Institution) -> None:
    hanging = institution.placements.hanging().count()
    Institution.objects.filter(pk=institution.pk).update(qr_placed=hanging)
