"""Figures as people read them, for sentences about verdicts."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

from django.utils.translation import ngettext

from monitoring.facts import Verdict
from monitoring.facts_json import verdict_from_json
from registry.templatetags.portal import days, moment, number, percent

Told = Verdict | Mapping[str, Any]


def as_verdict(told: Told) -> Verdict:
    """Take a verdict, or its JSON as a summary row keeps it."""
    return told if isinstance(told, Verdict) else verdict_from_json(dict(told))


def hours(count: int) -> str:
    return ngettext("%(n)s час", "%(n)s часов", count) % {"n": number(count)}


def in_hours(count: int) -> str:
    """Write a time for doing something: «в течение 24 часов»."""
    return ngettext("в течение %(n)s часа", "в течение %(n)s часов", count) % {"n": number(count)}


def length(in_hours: float) -> str:
    """Write a length of time in full: «8 дней 20 часов», «7 дней», «5 часов»."""
    full_days, rest = divmod(int(in_hours), 24)
    return " ".join([days(full_days)] * bool(full_days) + [hours(rest)] * bool(rest or not full_days))


def when(figures: Mapping, name: str) -> str:
    """Write a moment kept in ISO 8601: «4 ноября, 12:30», in the region's time."""
    return moment(datetime.fromisoformat(figures[name]))


def share(value: float, threshold: float) -> str:
    """Write a share of 1 as a percentage. What lies below the threshold is never rounded up to it."""
    rounded = round(value * 100)
    return percent(rounded if value >= threshold else min(rounded, ceil(threshold * 100) - 1))


def wanted(threshold: float) -> str:
    """Write a threshold that is a share of 1: «80 %»."""
    return percent(round(threshold * 100))
