"""What an exemption means for weeks that were judged before it: told first, then done by a person's order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from registry.models import Public, User

from . import clock, exempting, facts, facts_json, judging
from .holding import change_exemptions, hold
from .models import Amendment, Exemption, FrozenWeek, Reassessment, WeekSummary
from .weeks import Week

Place = tuple[int, date]


@dataclass(frozen=True)
class Touched:
    """Publics' weeks, as {(public's primary key, Monday)}."""

    places: frozenset[Place]

    @property
    def weeks(self) -> list[date]:
        return sorted({monday for _, monday in self.places})

    @property
    def publics(self) -> list[int]:
        return sorted({public for public, _ in self.places})


@dataclass(frozen=True)
class Reach:
    """What a change of an exemption touches: weeks that are open, and closed ones with frozen facts."""

    first: Week
    last: Week
    open: Touched
    closed: Touched

    def ordered(self, closed: bool) -> Touched:
        """Return what is judged again, with or without the closed weeks."""
        return Touched(self.open.places | self.closed.places) if closed else self.open


def reach(changed: Sequence[Exemption]) -> Reach:
    """Return what has to be judged again; ``changed``: the exemption as it was, if it was, and as it will be."""
    publics = {pk for one in changed for pk in exempting.in_scope(one).values_list("pk", flat=True)}
    first, last = Week.holding(min(one.first_day for one in changed)), _last_week(changed)
    asked = {"public__in": publics, "week__gte": first.monday, "week__lte": last.monday}
    judged = frozenset(WeekSummary.objects.filter(**asked).values_list("public", "week"))
    frozen = frozenset(FrozenWeek.objects.filter(**asked).values_list("public", "week"))
    return Reach(first, last, Touched(judged - frozen), Touched(judged & frozen))


def save(exemption: Exemption, before: Exemption | None, by: User, closed: bool) -> Reassessment | None:
    """Keep an exemption, and write down what is to be judged again because of it: None if there is nothing.

    An audit that judges meanwhile either ends before the weeks are looked up, or reads the exemption.
    """
    with transaction.atomic():
        change_exemptions()
        exemption.save()
        touched = reach([one for one in (before, exemption) if one])
        publics = touched.ordered(closed).publics
        return _order(exemption, touched, publics, by, closed) if publics else None


def reassess(order: Reassessment, publics: list[int]) -> None:
    """Judge the order's weeks of these publics again; closed ones only if the person ordered so."""
    hold(publics)
    weeks, frozen = _judged_weeks(order, publics), _frozen(order, publics)
    if order.closed:
        _amend(order, frozen)
    else:
        weeks = {public: mine - {Week(row.week) for row in frozen.get(public, ())} for public, mine in weeks.items()}
    order.weeks_judged += judging.rejudge(weeks, clock.now())
    order.save(update_fields=["weeks_judged"])


def _order(exemption: Exemption, touched: Reach, publics: list[int], by: User, closed: bool) -> Reassessment:
    return Reassessment.objects.create(
        exemption=exemption,
        public_ids=publics,
        first_week=touched.first.monday,
        last_week=touched.last.monday,
        closed=closed,
        started_at=clock.now(),
        started_by=by,
    )


def _last_week(changed: Iterable[Exemption]) -> Week:
    """A silence goes on after its exempt hours: every later week may count them."""
    now = clock.week_of(clock.now())
    silences = any(not one.rules or "gaps" in one.rules for one in changed)
    return now if silences else min(now, Week.holding(max(one.last_day for one in changed)))


def _judged_weeks(order: Reassessment, publics: list[int]) -> dict[int, set[Week]]:
    rows = WeekSummary.objects.filter(public__in=publics, week__range=(order.first_week, order.last_week))
    weeks: dict[int, set[Week]] = {public: set() for public in publics}
    for public, monday in rows.values_list("public", "week"):
        weeks[public].add(Week(monday))
    return weeks


def _frozen(order: Reassessment, publics: list[int]) -> dict[int, list[FrozenWeek]]:
    rows = FrozenWeek.objects.filter(public__in=publics, week__range=(order.first_week, order.last_week))
    by_public: dict[int, list[FrozenWeek]] = {}
    for row in rows.defer("copies"):
        by_public.setdefault(row.public_id, []).append(row)
    return by_public


def _amend(order: Reassessment, frozen: Mapping[int, list[FrozenWeek]]) -> None:
    """Write down under which exemptions each frozen week is judged from now on."""
    exempt = exempting.of_publics(Public.objects.filter(pk__in=frozen).select_related("institution"))
    rows = [_amendment(order, row, exempt[public]) for public, mine in frozen.items() for row in mine]
    Amendment.objects.bulk_create(rows, batch_size=1000)


def _amendment(order: Reassessment, row: FrozenWeek, exemptions: Iterable[facts.Exemption]) -> Amendment:
    known = exempting.seen_by(exemptions, facts_json.from_json(row.facts))
    told = facts_json.exemptions_to_json(known)
    return Amendment(reassessment=order, public_id=row.public_id, week=row.week, exemptions=told)
