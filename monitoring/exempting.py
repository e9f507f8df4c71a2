"""Which exemptions bind which public, as the rules see them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from registry.models import Public

from . import clock, facts
from .models import Exemption

Scope = Exemption.Scope


def of_publics(publics: Iterable[Public]) -> dict[int, list[facts.Exemption]]:
    """Return the standing exemptions of each public, with its institution read. One query."""
    return among(list(standing()), publics)


def standing() -> QuerySet[Exemption]:
    return Exemption.objects.standing().order_by("first_day", "pk")


def among(rows: Iterable[Exemption], publics: Iterable[Public]) -> dict[int, list[facts.Exemption]]:
    """Return which of the exemptions bind each public."""
    return {public.pk: [_fact(one) for one in rows if binds(one, public)] for public in publics}


def binds(exemption: Exemption, public: Public) -> bool:
    """Tell whether the public is in the exemption's scope."""
    match exemption.scope:
        case Scope.DISTRICTS:
            return public.institution.district_id in exemption.districts
        case Scope.TYPES:
            return public.institution.type in exemption.types
        case Scope.PUBLICS:
            return public.pk in exemption.publics
    return exemption.scope == Scope.ALL


def in_scope(exemption: Exemption) -> QuerySet[Public]:
    """Return the publics in the exemption's scope, as ``binds`` tells them."""
    conditions = {
        Scope.ALL: Q(),
        Scope.DISTRICTS: Q(institution__district__in=exemption.districts),
        Scope.TYPES: Q(institution__type__in=exemption.types),
        Scope.PUBLICS: Q(pk__in=exemption.publics),
    }
    return Public.objects.filter(conditions[Scope(exemption.scope)])


def seen_by(exemptions: Iterable[facts.Exemption], known: facts.WeekFacts) -> tuple[facts.Exemption, ...]:
    """Return the exemptions that a week's rules may look at: a silence may have begun with the oldest post known."""
    since = min([known.starts, *(post.date for post in known.posts)])
    return tuple(one for one in exemptions if one.starts < known.ends and one.ends > since)


def _fact(row: Exemption) -> facts.Exemption:
    ends = _midnight(row.last_day + timedelta(days=1))
    return facts.Exemption(_midnight(row.first_day), ends, row.reason, tuple(row.rules))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.zone())
