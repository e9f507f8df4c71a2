"""The matrix: institutions × their publics × a week. Pages and exports read the same rows in the same order.

An institution without a public stands in it once, with two publics twice; a public that was not judged in the
week has the status «no data». One that keeps another institution's public has the status «shared»: that public is
judged, and counted, in the other's row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, DateField, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from monitoring.facts import Outcome
from monitoring.filters import Filters
from monitoring.models import Status
from monitoring.models.judged import BADNESS
from monitoring.rules import RULES
from monitoring.weeks import Week
from registry import searching
from registry.models import Institution

# Institutions with the joined columns, which their model does not know.
Rows = QuerySet[Any]
NOT_FULFILLED = [str(Outcome.FAIL), str(Outcome.WARN)]


@dataclass(frozen=True)
class Earlier:
    """What the same public came to in the week that its row is held against; see ``Row``."""

    status: str
    score: float | None
    verdicts: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """An institution's public in a week. Without a public, or not judged, the fields of that are None or empty.

    ``verdicts``: {rule id: JSON of a verdict}. ``counted`` of ``quota`` own posts. ``shared``: the screen name of
    another institution's public that this one keeps too. ``earlier``: None where it is held against no other week.
    """

    institution: int
    short_name: str
    full_name: str
    type: str
    district_name: str
    public: int | None
    vk_id: int | None
    screen_name: str
    category: str
    status: str
    pace: str
    score: float | None
    counted: int | None
    quota: int | None
    needs_check: bool
    # Judged after the week's end.
    closed: bool
    seen_at: datetime | None
    week: Week
    shared: str = ""
    qr_placed: int = 0
    verdicts: Mapping[str, Any] = field(default_factory=dict)
    earlier: Earlier | None = None

    @property
    def link(self) -> str:
        """Return the public's address as people write it, empty if there is none."""
        return f"vk.com/{self.screen_name}" if self.public else ""

    @property
    def url(self) -> str:
        return f"https://{self.link}" if self.public else ""

    @property
    def shared_link(self) -> str:
        """Return the address of the shared public; empty if there is none, or one of its own."""
        return f"vk.com/{self.shared}" if self.status == Status.SHARED else ""


OWN = ("short_name", "full_name", "type", "qr_placed")


def _status(summary: str) -> Case:
    """Return a public's status by a joined summary; without one it has no data."""
    return Case(
        When(watched__pk=None, shares=None, then=Value(str(Status.NO_PUBLIC))),
        When(watched__pk=None, then=Value(str(Status.SHARED))),
        When(**{f"{summary}__pk": None}, then=Value(str(Status.NO_DATA))),
        default=F(f"{summary}__status"),
        output_field=CharField(),
    )


JOINED = {
    "institution": F("pk"),
    "district_name": F("district__name"),
    "public": F("watched__pk"),
    "vk_id": F("watched__vk_id"),
    "screen_name": Coalesce("watched__screen_name", Value("")),
    "shared": Coalesce("shares__screen_name", Value("")),
    "category": Coalesce("summary__category", "watched__category", Value("")),
    "status": _status("summary"),
    "pace": Coalesce("summary__pace", Value("")),
    "score": F("summary__score"),
    "counted": F("summary__counted"),
    "quota": F("summary__quota"),
    "needs_check": Coalesce("summary__needs_check", Value(False)),
    "closed": Coalesce("summary__closed", Value(False)),
    "seen_at": F("summary__seen_at"),
    "failed": F("summary__failed"),
    "warned": F("summary__warned"),
    # Named here, so that a filter by verdict uses the joined row instead of joining again.
    "verdicts": F("summary__verdicts"),
}

EARLIER = {
    "was_status": _status("before"),
    "was_score": F("before__score"),
    "was_verdicts": F("before__verdicts"),
}
SHOWN = [name for name in JOINED if name not in ("failed", "warned")]


def matrix(institutions: QuerySet[Institution], week: Week, against: Week | None = None) -> Rows:
    """Join the institutions with their watched publics and those with summaries of the week, and of another."""
    watched = FilteredRelation("publics", condition=Q(publics__archived_at=None))
    rows = institutions.alias(watched=watched).alias(summary=_of(week))
    rows = rows.annotate(**JOINED, week=Value(week.monday, DateField()))
    return rows.alias(before=_of(against)).annotate(**EARLIER) if against else rows


def _of(week: Week) -> FilteredRelation:
    return FilteredRelation("watched__weeks", condition=Q(watched__weeks__week=week.monday))


def narrowed(rows: Rows, filters: Filters) -> Rows:
    """Leave the rows that the reader asked for."""
    asked: dict[str, Any] = {
        name: getattr(filters, name) for name in ("category", "type", "status", "pace", "district")
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value not in ("", None)})
    if filters.check:
        rows = rows.filter(needs_check=True)
    if filters.rule or filters.verdict:
        rows = rows.filter(judged_so(filters))
    return rows.filter(searching.condition(filters.q)) if filters.q else rows


def ordered(rows: Rows, sort: str) -> Rows:
    """Order by a name of monitoring.filters.SORTS; equals by name, so that pages never share a row."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    keys = [_directed(key, descending) for key in _keys(name)]
    return rows.order_by(*keys, "sort_key", "pk", "public")


def read(rows: Rows) -> Iterator[Row]:
    """Read the rows: one query, in portions if they are many."""
    more = [name for name in EARLIER if name in rows.query.annotations]
    for values in rows.values(*OWN, *SHOWN, *more, "week").iterator(chunk_size=1000):
        told = {name: values.pop(name) for name in more}
        earlier = Earlier(told["was_status"], told["was_score"], told["was_verdicts"] or {}) if told else None
        week, verdicts = Week(values["week"]), values["verdicts"] or {}
        yield Row(**{**values, "week": week, "verdicts": verdicts, "earlier": earlier})


def in_order(verdicts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return (rule id, verdict) in the order of the rule book; the database keeps none."""
    return [(rule.id, verdicts[rule.id]) for rule in RULES if rule.id in verdicts]


def judged_so(filters: Filters) -> Q:
    """Return the condition on a row's verdicts: fields ``failed``, ``warned``, ``verdicts``."""
    rules = [filters.rule] if filters.rule else [rule.id for rule in RULES]
    outcomes = [filters.verdict] if filters.verdict else NOT_FULFILLED
    # Of what is not fulfilled the indexes tell; the verdicts themselves are read for other outcomes alone.
    if set(outcomes) <= set(NOT_FULFILLED):
        lists = [name for name, outcome in (("failed", Outcome.FAIL), ("warned", Outcome.WARN)) if outcome in outcomes]
        return reduce(or_, (Q(**{f"{name}__overlap": rules}) for name in lists))
    return reduce(or_, (Q(**{f"verdicts__{rule}__outcome__in": outcomes}) for rule in rules))


def _keys(name: str) -> list:
    """Return what to order by; of equal statuses the lower score is the worse one."""
    match name:
        case "status":
            return [_badness(), Value(0.0) - F("score")]
        case "district":
            return [F("district__sort_key")]
        case "name":
            return [F("sort_key")]
        case "posts":
            return [F("counted")]
    return [F("score")]


def _directed(key, descending: bool):
    return key.desc(nulls_last=True) if descending else key.asc(nulls_last=True)


def _badness() -> Case:
    """Return a number that grows from compliant to what is worst."""
    return Case(
        When(watched__pk=None, shares=None, then=Value(BADNESS[Status.NO_PUBLIC])),
        When(watched__pk=None, then=Value(BADNESS[Status.SHARED])),
        When(summary__pk=None, then=Value(BADNESS[Status.NO_DATA])),
        default=F("summary__badness"),
        output_field=IntegerField(),
    )
