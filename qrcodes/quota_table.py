"""The quota table: read with its history, changed by one specialist at a time."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from qrcodes.models import PlacementQuota
from qrcodes.placing import spread_quotas
from registry.history import Step, history_rows, steps

CHANGEABLE = ("places", "zones", "paragraph")


@dataclass(frozen=True)
class Difference:
    """One field of one change."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class QuotaStep:
    """A change of a quota; without differences it is the row's beginning."""

    step: Step
    differences: tuple[Difference, ...]


def history_of(quota: PlacementQuota) -> list[QuotaStep]:
    """Return the changes of a quota, the latest first."""
    return [QuotaStep(step, _differences(step)) for step in steps(_events(quota))]


def latest_change(quota: PlacementQuota) -> int:
    """Return the number of the latest change in the history; 0 if there is none."""
    return _events(quota).aggregate(latest=Max("pgh_id"))["latest"] or 0


def change(quota: PlacementQuota, values: dict, seen: int) -> bool:
    """Write the values unless somebody changed the quota after ``seen``; False: somebody did, nothing is written."""
    with transaction.atomic():
        locked = PlacementQuota.objects.select_for_update().get(pk=quota.pk)
        if latest_change(locked) != seen:
            return False
        for field in CHANGEABLE:
            setattr(locked, field, values[field])
        locked.save(update_fields=CHANGEABLE)
        spread_quotas()
    return True


def _events(quota: PlacementQuota):
    return history_rows(PlacementQuota).filter(pgh_obj_id=quota.pk)


def _differences(step: Step) -> tuple[Difference, ...]:
    if step.before is None:
        return ()
    pairs = ((field, getattr(step.before, field), getattr(step.after, field)) for field in CHANGEABLE)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])
