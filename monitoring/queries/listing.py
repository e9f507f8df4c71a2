"""The matrix page by page, of a district as of a whole region: reads the rows that a page shows, and no others.

Counts come from the tallies where they can, and end at MOST. First the page's places are found, in the indexes alone
where the order allows it; then its rows are read.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Value

from monitoring.facts import Outcome
from monitoring.filters import WORST_FIRST, Filters
from monitoring.models import RuleTally, Status, WeekSummary
from monitoring.models.judged import BADNESS
from monitoring.weeks import Week
from registry.at_once import at_once
from registry.models import Institution, Public
from registry.paging import MANY, MOST

from .matrix import NOT_FULFILLED, Row, judged_so, matrix, narrowed, ordered, read
from .shares import Places, Tally, how_many

Place = tuple[int, int | None]
"""Primary keys of an institution and its public."""
WITHOUT = ("", Status.NO_PUBLIC, Status.SHARED)
"""The filters by status that institutions without a public of their own pass."""


@dataclass(frozen=True)
class Listing:
    """What a page lists, for Django's paginator. ``tallied``: how its institutions stand, None where nobody counts.

    ``places``: the districts that they are of. ``against``: another week to read beside, if any.
    """

    user: Any
    institutions: QuerySet[Institution]
    week: Week
    filters: Filters
    places: Places
    tallied: Sequence[Tally] | None
    against: Week | None = None

    def count(self) -> int:
        return min(self.total, MOST)

    @property
    def capped(self) -> bool:
        """Tell whether there are more rows than pages show."""
        return self.total > MOST

    @cached_property
    def total(self) -> int:
        """Return the number of rows; beyond MOST it may be only known to be more."""
        asked = {name for name, value in asdict(self.filters).items() if value not in ("", None) and name != "sort"}
        if self.tallied is not None and asked <= {"category", "status", "pace", "district"}:
            return sum(row.publics for row in self.tallied if self._wanted(row))
        of_rule = "rule" in asked and self.filters.verdict in ("", *NOT_FULFILLED)
        if self.tallied is not None and of_rule and asked <= {"category", "rule", "verdict", "district"}:
            return self._broken()
        return self._rows().order_by()[: MOST + 1].count()

    def __getitem__(self, asked: slice) -> list[Row]:
        places = list(self._places(asked.start or 0, asked.stop))
        return self._read(places)

    # --- how many ---------------------------------------------------------------------------------------
    def _wanted(self, row: Tally) -> bool:
        asked = self.filters
        told = ((asked.category, row.category), (asked.status, row.status), (asked.pace, row.pace))
        return all(want in ("", has) for want, has in told) and asked.district in (None, row.district)

    def _broken(self) -> int:
        rows = RuleTally.objects.of_places(self.places).filter(week=self.week.monday, rule=self.filters.rule)
        outcomes = [self.filters.verdict] if self.filters.verdict else [str(Outcome.FAIL), str(Outcome.WARN)]
        wanted = {"category": self.filters.category, "district": self.filters.district}
        rows = rows.filter(verdict__in=outcomes, **{name: value for name, value in wanted.items() if value})
        return sum(rows.values_list("publics", flat=True))

    # --- which ------------------------------------------------------------------------------------------
    def _rows(self):
        return narrowed(matrix(self.institutions, self.week), self.filters)

    def _places(self, start: int, stop: int) -> Iterator[Place]:
        if not self._by_index():
            yield from ordered(self._rows(), self.filters.sort).values_list("pk", "public")[start:stop]
        elif not self._with_bare():
            yield from self._judged()[start:stop]
        else:
            yield from self._four_streams(start, stop)

    def _by_index(self) -> bool:
        """Tell whether the order of the index on weeks is the asked one: worst first, and everybody judged."""
        asked = self.filters
        return (
            asked.sort == WORST_FIRST
            and not asked.q
            and self.tallied is not None
            and all(row.judged for row in self.tallied)
            and not (self._with_bare() and (asked.type or asked.status))
        )

    def _with_bare(self) -> bool:
        """Tell whether institutions without a public of their own may be listed."""
        asked = self.filters
        judged = asked.rule or asked.verdict or asked.pace or asked.check or asked.category
        return not judged and asked.status in WITHOUT

    def _four_streams(self, start: int, stop: int) -> Iterator[Place]:
        """Yield the worst weeks, institutions without a public, the other weeks, and who shares one, as one list.

        One query, of however many streams the page has rows; of one stream, as most pages of a large region are, it is
        that stream's own.
        """
        counts = how_many((row for row in self.tallied or () if self._wanted(row)), "status")
        worse, bare, shared = (counts[one] for one in (Status.ISSUES, Status.NO_PUBLIC, Status.SHARED))
        last = counts.total() - shared if shared else stop
        limit = BADNESS[Status.NO_PUBLIC]
        streams = (
            (0, worse, self._judged().filter(badness__gt=limit)),
            (worse, worse + bare, self._bare(sharing=False)),
            (worse + bare, last, self._judged().filter(badness__lt=limit)),
            (last, stop, self._bare(sharing=True)),
        )
        shown = [
            rows[max(start - first, 0) : min(stop, last) - first]
            for first, last, rows in streams
            if max(start, first) < min(stop, last)
        ]
        if len(shown) > 1:
            at_once(*shown)
        yield from chain.from_iterable(shown)

    def _judged(self) -> QuerySet:
        """Return the places of judged weeks, worst first; of equal ones by name, as everywhere."""
        asked = self.filters
        wanted = {"category": asked.category, "status": asked.status, "pace": asked.pace}
        wanted |= {"public__institution__type": asked.type}
        rows = WeekSummary.objects.visible_to(self.user).filter(week=self.week.monday, **_alive("public__"))
        rows = rows.filter(**{name: value for name, value in wanted.items() if value != ""})
        districts = {asked.district} if asked.district else self.places
        if districts is not None:
            # The bound keeps PostgreSQL from looking through the whole region's weeks for those of a district.
            publics = Public.objects.filter(institution__district__in=districts, archived_at=None)
            rows = rows.filter(public__in=publics.order_by().values("pk")[:MANY])
        if asked.check:
            rows = rows.filter(needs_check=True)
        if asked.rule or asked.verdict:
            rows = rows.filter(judged_so(asked))
        score = F("score").asc(nulls_last=True)
        names = ("public__institution__sort_key", "public__institution", "public")
        return rows.order_by("-badness", score, *names).values_list("public__institution", "public")

    def _bare(self, *, sharing: bool) -> QuerySet:
        """Return the places of institutions that have no public, or share another one's, by name."""
        watched = Public.objects.filter(institution=OuterRef("pk"), archived_at=None)
        rows = self.institutions.filter(~Exists(watched), shares__isnull=not sharing)
        rows = rows.filter(district=self.filters.district) if self.filters.district else rows
        return rows.order_by("sort_key", "pk").values_list("pk", Value(None, IntegerField()))

    # --- the rows themselves ----------------------------------------------------------------------------
    def _read(self, places: Collection[Place]) -> list[Row]:
        mine = self.institutions.filter(pk__in={institution for institution, _ in places})
        rows = {(row.institution, row.public): row for row in read(matrix(mine, self.week, self.against))}
        return [rows[place] for place in places if place in rows]


def _alive(prefix: str) -> dict[str, None]:
    return {f"{prefix}archived_at": None, f"{prefix}institution__archived_at": None}
