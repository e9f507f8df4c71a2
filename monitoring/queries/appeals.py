"""Appeals as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, Value, When
from django.db.models.functions import JSONObject

from monitoring import wording
from monitoring.models import Appeal, WeekSummary
from monitoring.rules import RULES
from registry.models import District, Public
from registry.parameters import primary_key

State = Appeal.State
KNOWN = {"state": set(State.values), "rule": {rule.id for rule in RULES}}

LATEST = 5
# What the list on a public's page tells of each.
SHOWN = ("pk", "rule", "week", "state", "reason")


@dataclass(frozen=True)
class AppealFilters:
    """Empty is «all». ``district``: its primary key as text."""

    state: str = ""
    rule: str = ""
    district: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of an address. What the portal does not know narrows nothing."""
        told = {name: query.get(name, "") for name in KNOWN}
        district = str(primary_key(query.get("district", "")) or "")
        return cls(**{name: value for name, value in told.items() if value in KNOWN[name]}, district=district)


def visible(user) -> QuerySet[Appeal]:
    """Return a person's appeals: what waits first, the oldest of it on top, then what was decided last."""
    waits = Case(When(state=State.WAITING, then=Value(0)), default=Value(1))
    rows = Appeal.objects.visible_to(user).select_related("public__institution__district")
    oldest_first = Case(When(state=State.WAITING, then="made_at"))
    return rows.order_by(waits, oldest_first, "-decided_at", "-pk")


def filtered(user, filters: AppealFilters) -> QuerySet[Appeal]:
    told = {"state": filters.state, "rule": filters.rule, "public__institution__district": filters.district}
    return visible(user).filter(**{name: value for name, value in told.items() if value})


def sentence(row: Appeal) -> str:
    """Return what the disputed verdict rests on; nothing once another stands in its place. One query."""
    rows = WeekSummary.objects.filter(public=row.public_id, week=row.week)
    told = (rows.values_list("verdicts", flat=True).first() or {}).get(row.rule)
    return wording.sentence(row.rule, told) if told and told["outcome"] == row.outcome else ""


def with_latest(rows: QuerySet[Public]) -> QuerySet[Public]:
    """Read the latest appeals with each public, for ``latest``: no query more. Who sees a public sees its appeals."""
    mine = Appeal.objects.filter(public=OuterRef("pk")).order_by("-made_at", "-pk")[:LATEST]
    return rows.annotate(told_appeals=ArraySubquery(mine.values(told=JSONObject(**{name: name for name in SHOWN}))))


def latest(public: Public) -> list[Appeal]:
    """Return the latest appeals of a public that ``with_latest`` has read."""
    told = public.told_appeals  # type: ignore[attr-defined]
    return [Appeal(**{**one, "week": date.fromisoformat(one["week"])}) for one in told]


def districts(user) -> list[District]:
    """Return the districts that a person's appeals come from."""
    return list(District.objects.filter(pk__in=visible(user).order_by().values("public__institution__district")))


def told(field: str, value) -> str:
    """Write a field of an appeal as its history tells it."""
    match field:
        case "state":
            return str(State(value).label)
        case "rule":
            return wording.rule_name(value)
        case "outcome":
            return wording.outcome_name(value)
    return str(value or "—")
