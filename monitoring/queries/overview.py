"""What «Сводка» reads: the answer, who, why, what changed, where. A dozen queries, whatever the region's size."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from monitoring import charts, clock
from monitoring.models import Status, WeekSummary
from monitoring.rules import RULES
from monitoring.weeks import Week
from monitoring.wording import rule_name
from registry.at_once import at_once
from registry.models import Category, Public

from .shares import (
    Broken,
    Listed,
    Places,
    Share,
    Tally,
    broken,
    by_column,
    cached_as,
    closed,
    grouped,
    how_many,
    listed,
    places_of,
    share,
    sheets_of,
    tallies,
    trend,
    who,
)

CATEGORIES = {
    Category.FLAGSHIP: _("Флагманские"),
    Category.ACTIVE: _("Активные"),
    Category.CARD: _("Визитки"),
}
STATUSES = (Status.COMPLIANT, Status.REMARKS, Status.IN_PROGRESS, Status.ISSUES, Status.UNCLEAR, Status.NO_DATA)
TREND_WEEKS = 12
# A night was missed: figures that are older than this deserve a word.
STALE_AFTER = timedelta(hours=36)
by_district = attrgetter("district")
SORTS = ("name", "publics", "share", "change", "issues", "behind", "without", "sheets", "worst")


@dataclass(frozen=True)
class Meter:
    """A category's share, and that of the week before. ``quota``: posts that the rule set asks for, None: none."""

    category: str
    name: str
    share: Share
    before: Share
    quota: int | None

    @property
    def change(self) -> float | None:
        return self.share.since(self.before)


@dataclass(frozen=True)
class Pace:
    """The running week, of those publics that owe posts and were read: done, on pace, behind."""

    week: Week
    done: int
    behind: int
    asked: int

    @property
    def percent(self) -> float | None:
        return 100 * self.done / self.asked if self.asked else None

    @property
    def on_pace(self) -> int:
        return self.asked - self.done - self.behind


@dataclass(frozen=True)
class RuleRow:
    """How many publics fail a rule and how many are remarked on.

    ``change``: of both together, since the week before; None while the week runs.
    """

    rule: str
    name: str
    fails: int
    warns: int
    change: int | None


@dataclass(frozen=True)
class DistrictRow:
    """A district's publics. ``without``: its institutions without one. ``worst``: the rule that most of them fail.

    ``sheets``: per cent of the places of its institutions where a QR sheet hangs, None where none is asked.
    """

    pk: int
    name: str
    publics: int
    share: Share
    before: Share
    issues: int
    behind: int
    without: int
    sheets: int | None
    worst: str

    @property
    def change(self) -> float | None:
        return self.share.since(self.before)

    def sorting(self, key: str):
        """Return the value of a column, None where it says nothing."""
        return self.share.percent if key == "share" else getattr(self, key)


@dataclass(frozen=True)
class Freshness:
    """When VK was last read; how many publics were not read for ``STALE_AFTER`` although they should have been."""

    latest: datetime | None
    publics: int
    stale: int

    @property
    def all_stale(self) -> bool:
        return bool(self.publics) and self.stale == self.publics


@dataclass(frozen=True)
class Overview:
    """The region's week."""

    week: Week
    share: Share
    before: Share
    statuses: list[tuple[str, int]]
    meters: list[Meter]
    uncategorised: int
    without_public: int
    pace: Pace
    trend: charts.LineChart | None
    rules: list[RuleRow]
    districts: list[DistrictRow]
    freshness: Freshness

    @property
    def change(self) -> float | None:
        return self.share.since(self.before)

    @property
    def longest(self) -> int:
        """Return the longest row of the ranking, to which all are drawn."""
        return max((row.fails + row.warns for row in self.rules), default=0)


@dataclass(frozen=True)
class Counts:
    """What was counted, by district and category: the week, the one before, the running one, broken rules."""

    now: list[Tally]
    before: list[Tally]
    current: list[Tally]
    faults: list[Broken]
    without: Mapping[int, int]
    names: Mapping[int, str]

    def of(self, category: str) -> "Counts":
        """Return the counts of one category alone. An institution without a public has none."""
        if not category:
            return self
        now, before, current = (
            [row for row in rows if row.category == category] for rows in (self.now, self.before, self.current)
        )
        return Counts(
            now, before, current, [row for row in self.faults if row.category == category], Counter(), self.names
        )


def overview(user, week: Week, category: str = "", sort: str = "share", against: Week | None = None) -> Overview:
    """Return the region's week as the user sees it, held against another, by default the one before.

    ``category`` and ``sort`` concern the districts alone.
    """
    against = against or week.shift(-1)
    places, running = places_of(user), clock.week_of(clock.now())
    last = min(week, running.shift(-1))
    there, history = who(places), closed(places, last, TREND_WEEKS)
    at_once(there, history)
    counts = _counts(places, week, against, running, listed(there))
    statuses = how_many(counts.now, "status")
    return Overview(
        week=week,
        share=share(counts.now),
        before=share(counts.before),
        statuses=[(status, statuses[status]) for status in STATUSES],
        meters=_meters(counts.now, counts.before),
        uncategorised=how_many(counts.now, "category")[Category.UNSET],
        without_public=sum(counts.without.values()),
        pace=_pace(running, counts.current),
        trend=trend_chart(history, last),
        rules=_rules(counts.faults, week, over=week < running),
        districts=by_column(_districts(counts.of(category), week, sheets_of(user)), sort),
        freshness=freshness(user),
    )


def _counts(places: Places, week: Week, against: Week, running: Week, there: Listed) -> Counts:
    told = tallies(places, {week, against, running}, there)
    faults = broken(places, week, against)
    return Counts(told[week], told[against], told[running], faults, there.without, there.names)


def freshness(user) -> Freshness:
    """Return how old the collected data are, as they were a minute ago at most: each public is looked at for it."""
    key = cached_as(user, "freshness")
    known = cache.get(key)
    if known is None and (known := _freshness(user)).latest:
        cache.set(key, known, timeout=60)
    return known


def _freshness(user) -> Freshness:
    publics = Public.objects.visible_to(user).present()
    old = Q(profile__seen_at=None)
    for category, days in settings.AUDIT_EVERY_DAYS.items():
        old |= Q(category=category, profile__seen_at__lt=clock.now() - STALE_AFTER - timedelta(days=days - 1))
    row = publics.aggregate(latest=Max("profile__seen_at"), publics=Count("pk"), stale=Count("pk", filter=old))
    return Freshness(**row)


def _meters(now: list[Tally], before: list[Tally]) -> list[Meter]:
    mine, earlier = (grouped(rows, lambda row: row.category) for rows in (now, before))
    return [
        Meter(
            category=category.value,
            name=str(name),
            share=share(mine[category]),
            before=share(earlier[category]),
            quota=max((row.quota for row in mine[category] if row.quota), default=None),
        )
        for category, name in CATEGORIES.items()
        if mine[category]
    ]


def _pace(week: Week, rows: Iterable[Tally]) -> Pace:
    paces = WeekSummary.Pace
    told = how_many(rows, "pace")
    done, on_pace, behind = (told[pace] for pace in (paces.DONE, paces.ON_PACE, paces.BEHIND))
    return Pace(week, done, behind, done + on_pace + behind)


def trend_chart(rows: Iterable[tuple], last: Week) -> charts.LineChart | None:
    """Draw the share of each category, over as many weeks as there are verdicts of; ``rows``: see ``closed``."""
    shares = {key: one for key, one in trend(rows).items() if one.judged}
    if not shares:
        return None
    first = Week(min(monday for monday, _ in shares))
    weeks = [first.shift(n) for n in range((last.monday - first.monday).days // 7 + 1)]
    series = [
        charts.Series(str(name).lower(), tuple(_rounded(shares.get((week.monday, category))) for week in weeks))
        for category, name in CATEGORIES.items()
    ]
    return charts.line_chart(series, [f"{week.monday:%d.%m}" for week in weeks])


def _rounded(one: Share | None) -> int | None:
    return None if one is None or one.percent is None else round(one.percent)


def _rules(faults: list[Broken], week: Week, over: bool) -> list[RuleRow]:
    """Rank the rules: those that most publics fail first. A week that runs is not held against a whole one."""
    counts = grouped(faults, lambda row: (row.rule, row.week == week.monday, row.verdict))

    def publics(*key) -> int:
        return sum(row.publics for row in counts[key])

    rows = []
    for rule in RULES:
        fails, warns = (publics(rule.id, True, verdict) for verdict in ("fail", "warn"))
        before = publics(rule.id, False, "fail") + publics(rule.id, False, "warn")
        rows.append(RuleRow(rule.id, rule_name(rule.id), fails, warns, fails + warns - before if over else None))
    return sorted(rows, key=lambda row: (-row.fails, -row.warns))


def _districts(counts: Counts, week: Week, sheets: Mapping[int, int | None]) -> list[DistrictRow]:
    """Return the districts that have something to show, by name."""
    now, before, current = (grouped(rows, by_district) for rows in (counts.now, counts.before, counts.current))
    failed = grouped(_failed(counts.faults, week), by_district)
    return [
        DistrictRow(
            pk=pk,
            name=name,
            publics=sum(row.publics for row in now[pk]),
            share=share(now[pk]),
            before=share(before[pk]),
            issues=how_many(now[pk], "status")[Status.ISSUES],
            behind=how_many(current[pk], "pace")[WeekSummary.Pace.BEHIND],
            without=counts.without.get(pk, 0),
            sheets=sheets.get(pk),
            worst=_worst(failed[pk]),
        )
        for pk, name in counts.names.items()
        if now[pk] or counts.without.get(pk)
    ]


def _failed(faults: Iterable[Broken], week: Week) -> list[Broken]:
    return [row for row in faults if row.week == week.monday and row.verdict == "fail"]


def _worst(failed: Iterable[Broken]) -> str:
    """Return the name of the rule that most publics fail; the first in the rule book's order among equals."""
    counts = how_many(failed, "rule")
    rule = max((rule.id for rule in RULES), key=counts.__getitem__)
    return rule_name(rule) if counts[rule] else ""
