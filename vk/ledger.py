"""The ledger of calls: what each token has used of its day, booked before the call, given back if not made."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from .models import Usage

# Other methods have quotas that VK does not publish; it says so with error 29.
LIMITED = {"wall.get"}
# Near the end of a day each booking takes a part only, so that no process sits on what another one could use.
SHARE = 4


def reserve(token: str, method: str, wanted: int, day: date) -> int:
    """Book up to ``wanted`` calls for the day; return how many may be made, 0 only if nothing is left."""
    with transaction.atomic():
        Usage.objects.get_or_create(token=token, method=method, day=day)
        usage = Usage.objects.select_for_update().get(token=token, method=method, day=day)
        granted = min(wanted, -(-_left(usage) // SHARE))
        usage.calls += granted
        usage.save(update_fields=["calls"])
    return granted


def give_back(token: str, method: str, calls: int, day: date) -> None:
    """Return calls that were booked and not made."""
    rows = Usage.objects.filter(token=token, method=method, day=day)
    rows.update(calls=Greatest(F("calls") - calls, 0))


def left(token: str, method: str, day: date) -> int:
    """Return how many calls of the method the token may still make on the day."""
    usage = Usage.objects.filter(token=token, method=method, day=day).first()
    return _left(usage or Usage(token=token, method=method, day=day))


def _left(usage: Usage) -> int:
    return max(0, settings.VK_DAILY_WALL_GET - usage.calls) if usage.method in LIMITED else 2**31
