"""What the pages of exemptions read: the list by time, whom each concerns in words, its orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from monitoring import clock, exempting, wording
from monitoring.models import Exemption, Reassessment
from monitoring.weeks import Week
from registry.models import District, InstitutionType, Public
from registry.templatetags.portal import publics as so_many_publics

Scope = Exemption.Scope
# More names than these would hide the rest of the row.
MOST_NAMES = 3


@dataclass(frozen=True)
class Listed:
    """An exemption in words."""

    row: Exemption
    concerns: str
    rules: str


@dataclass(frozen=True)
class Binding:
    """An exemption as the people of a public that it binds are told of it: whom else it concerns is not theirs."""

    row: Exemption
    rules: str


@dataclass(frozen=True)
class Names:
    """Names of districts and publics, by primary key; read once for a page."""

    districts: Mapping[int, str]
    publics: Mapping[int, str]


def current() -> QuerySet[Exemption]:
    today = clock.today()
    return Exemption.objects.standing().filter(first_day__lte=today, last_day__gte=today).select_related("created_by")


def future() -> QuerySet[Exemption]:
    rows = Exemption.objects.standing().filter(first_day__gt=clock.today()).select_related("created_by")
    return rows.order_by("first_day", "pk")


def past() -> QuerySet[Exemption]:
    """Return what is over, and what was taken back whenever it was to be."""
    rows = Exemption.objects.select_related("created_by")
    return (rows.filter(last_day__lt=clock.today()) | rows.exclude(withdrawn_at=None)).order_by("-first_day", "-pk")


def around(week: Week) -> QuerySet[Exemption]:
    """Return what runs now, what is to come, and what touches the week, by its first day."""
    touching = Q(first_day__lte=week.sunday, last_day__gte=week.monday)
    return exempting.standing().filter(touching | Q(last_day__gte=clock.today()))


def binding(rows: Iterable[Exemption], public: Public) -> list[Binding]:
    """Return those that bind the public, with its institution read."""
    return [Binding(row, rules(row.rules)) for row in rows if exempting.binds(row, public)]


def listed(rows: Iterable[Exemption]) -> list[Listed]:
    """Return exemptions in words. Two queries, whatever their number."""
    rows = list(rows)
    names = names_of(rows)
    return [Listed(row, concerns(row, names), rules(row.rules)) for row in rows]


def all_names() -> Names:
    """Read the names that a history may need: a scope may have named what the row no longer does."""
    return Names(dict(District.objects.values_list("pk", "name")), {})


def names_of(rows: Sequence[Exemption]) -> Names:
    """Read the names that the rows may need; of many publics only those that will be shown."""
    districts = District.objects.filter(pk__in={pk for row in rows for pk in row.districts})
    shown = {pk for row in rows for pk in row.publics[:MOST_NAMES]}
    publics = Public.objects.filter(pk__in=shown).values_list("pk", "institution__short_name")
    return Names(dict(districts.values_list("pk", "name")), dict(publics))


def concerns(row: Exemption, names: Names) -> str:
    """Say whom an exemption concerns."""
    match row.scope:
        case Scope.DISTRICTS:
            return _listed([names.districts.get(pk, str(pk)) for pk in row.districts])
        case Scope.TYPES:
            return _listed([str(InstitutionType(one).label) for one in row.types])
        case Scope.PUBLICS:
            return _publics(row.publics, names)
    return str(Scope.ALL.label)


def rules(ids: Sequence[str]) -> str:
    return ", ".join(wording.rule_name(rule) for rule in ids) if ids else _("все правила")


def orders(row: Exemption) -> list[Reassessment]:
    """Return the orders to judge weeks again, the latest first."""
    return list(row.reassessments.select_related("started_by").order_by("-started_at", "-pk"))


def told(field: str, value: Any, names: Names) -> str:
    """Write a field of an exemption as its history tells it."""
    match field:
        case "scope":
            return str(Scope(value).label)
        case "districts":
            return _listed([names.districts.get(pk, str(pk)) for pk in value])
        case "types":
            return _listed([str(InstitutionType(one).label) for one in value])
        case "publics":
            return so_many_publics(len(value)) if value else "—"
        case "rules":
            return rules(value)
    return str(value)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "—"


def _publics(ids: Sequence[int], names: Names) -> str:
    shown = [names.publics.get(pk, str(pk)) for pk in ids[:MOST_NAMES]]
    rest = len(ids) - len(shown)
    return _listed(shown) + (" " + _("и ещё %(n)s") % {"n": rest} if rest else "")


def days(row: Exemption) -> int:
    return (row.last_day - row.first_day).days + 1


def ends_today(row: Exemption) -> bool:
    """Tell whether the exemption can be ended now: it holds today and would hold tomorrow."""
    today: date = clock.today()
    return row.withdrawn_at is None and row.first_day <= today < row.last_day
