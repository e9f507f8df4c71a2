"""What an audit found different from the one before: a line per public and kind, whatever the number of rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.aggregates import JSONBAgg
from django.core.cache import cache
from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import JSONObject, RowNumber

from monitoring.models import Change, Run
from monitoring.wording.audits import change_sentence

from .shares import cached_as

# What asks for action stands first.
ORDER = (Change.Kind.UNREACHABLE, Change.Kind.FELL_BEHIND, Change.Kind.MENDED, Change.Kind.RENAMED)
MARKS = {
    Change.Kind.UNREACHABLE: "fail",
    Change.Kind.FELL_BEHIND: "fail",
    Change.Kind.MENDED: "pass",
    Change.Kind.RENAMED: "unknown",
}
NAMED = ("kind", "public", "public__institution__short_name", "public__institution__district__name")


@dataclass(frozen=True)
class Counted:
    """So many publics changed in this way. ``mark``: the symbol beside it."""

    kind: str
    mark: str
    publics: int


@dataclass(frozen=True)
class Difference:
    """How a public changed, in words."""

    kind: str
    mark: str
    public: int
    institution: str
    district: str
    sentences: list[str]


@dataclass(frozen=True)
class Night:
    """What a run found: the first few publics of each kind, and how many there are."""

    run: Run
    counts: list[Counted]
    first: list[Difference]

    @property
    def total(self) -> int:
        return sum(one.publics for one in self.counts)


def night(user, run: Run, each: int = 2) -> Night:
    """Return what a finished run found, at most so many publics of each kind: as it was ten minutes ago at most."""
    name = cached_as(user, f"night:{run.pk}:{run.finished_at:%s}:{each}")
    rows = cache.get(name)
    if rows is None:
        rows = _first(user, run, each)
        cache.set(name, rows, timeout=600)
    return Night(run, counted({row["kind"]: row["alike"] for row in rows}), differences(rows))


def _first(user, run: Run, each: int) -> list[dict]:
    place = Window(RowNumber(), partition_by=F("kind"), order_by=["public__institution__sort_key", "public"])
    alike = Window(Count("*"), partition_by=F("kind"))
    return list(found(user, run).annotate(place=place, alike=alike).filter(place__lte=each))


def counts(user, run: Run) -> QuerySet:
    """Count the publics of each kind of change that the run found."""
    return _of_run(user, run).values_list("kind").annotate(publics=Count("public", distinct=True)).order_by()


def found(user, run: Run, kind: str = "") -> QuerySet:
    """Return the run's changes, of one kind or all, as rows for ``differences``: what asks for action first."""
    rank = Case(*[When(kind=kind, then=Value(place)) for place, kind in enumerate(ORDER)], output_field=IntegerField())
    rows = _of_run(user, run).filter(kind=kind) if kind else _of_run(user, run)
    changes = JSONBAgg(JSONObject(rule="rule", detail="detail"), order_by=["rule"])
    return (
        rows.values(*NAMED, rank=rank)
        .annotate(changes=changes)
        .order_by("rank", "public__institution__sort_key", "public")
    )


def differences(rows: Iterable[Mapping]) -> list[Difference]:
    """Put rows of ``found`` into words."""
    return [
        Difference(
            kind=row["kind"],
            mark=MARKS[Change.Kind(row["kind"])],
            public=row["public"],
            institution=row["public__institution__short_name"],
            district=row["public__institution__district__name"],
            sentences=[change_sentence(row["kind"], one["rule"], one["detail"]) for one in row["changes"]],
        )
        for row in rows
    ]


def counted(publics: Mapping[str, int]) -> list[Counted]:
    """Put the counts of kinds into the order in which they ask for action."""
    return [Counted(kind.value, MARKS[kind], publics[kind]) for kind in ORDER if kind in publics]


def _of_run(user, run: Run) -> QuerySet[Change]:
    present = {"public__archived_at": None, "public__institution__archived_at": None}
    return Change.objects.visible_to(user).filter(run=run, **present)
