"""The region's clock: the only place where monitoring asks what time it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from .weeks import Week


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def now() -> datetime:
    return timezone.now()


def week_of(moment: datetime) -> Week:
    return Week.of(moment, zone())


def day_of(moment: datetime) -> date:
    """Return the region's day that holds the moment."""
    return moment.astimezone(zone()).date()


def today() -> date:
    return timezone.localdate()


def next_monday() -> date:
    """Return today if it is a Monday, else the next one."""
    return today() + timedelta(days=-today().weekday() % 7)
