"""The ledger of calls: what each token has used of its day, reserved before the call, overruled by VK's error 29."""

from datetime import date

from django.conf import settings
from django.db import transaction

from .models import Usage

# Other methods have quotas that VK does not publish; it says so with error 29.
LIMITED = {"wall.get"}


def reserve(token: str, method: str, wanted: int, day: date) -> int:
    """Book up to ``wanted`` calls for the day; return how many may be made."""
    with transaction.atomic():
        Usage.objects.get_or_create(token=token, method=method, day=day)
        usage = Usage.objects.select_for_update().get(token=token, method=method, day=day)
        granted = min(wanted, _left(usage))
        usage.calls += granted
        usage.save(update_fields=["calls"])
    return granted


def exhaust(token: str, method: str, day: date) -> None:
    """Note that VK has refused further calls of the method today."""
    Usage.objects.update_or_create(token=token, method=method, day=day, defaults={"exhausted": True})


def left(token: str, method: str, day: date) -> int:
    """Return how many calls of the method the token may still make on the day."""
    usage = Usage.objects.filter(token=token, method=method, day=day).first()
    return _left(usage or Usage(token=token, method=method, day=day))


def _left(usage: Usage) -> int:
    if usage.exhausted:
        return 0
    return max(0, settings.VK_DAILY_WALL_GET - usage.calls) if usage.method in LIMITED else 2**31
