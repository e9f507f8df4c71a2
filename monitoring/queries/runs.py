"""What «Аудиты» reads: the list of runs, one run's progress and pace, what it could not collect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Func, QuerySet

from monitoring import clock, progress
from monitoring.models import LeftOut, Miss, Run
from monitoring.progress import Progress
from monitoring.wording.audits import left_out_advice, left_out_reason, miss_advice, miss_reason
from registry.at_once import at_once
from registry.models import Public

from .changes import Counted, counted, counts

FINISHED = (Run.State.COMPLETE, Run.State.PARTIAL)
# The pace is measured over the last minutes: an audit slows down and hurries with VK.
PACE_OVER = timedelta(minutes=5)


@dataclass(frozen=True)
class Portion:
    """A batch as its pace needs it."""

    step: int
    publics: int
    done_at: datetime | None


@dataclass(frozen=True)
class Pace:
    """Publics a minute in the present step, and the time until its end."""

    a_minute: int
    left: timedelta


@dataclass(frozen=True)
class Live:
    """A run as it stands now."""

    run: Run
    progress: Progress
    pace: Pace | None


@dataclass(frozen=True)
class Missed:
    """So many publics were not collected for one reason, and what is to be done about it."""

    publics: int
    reason: str
    advice: str


@dataclass(frozen=True)
class Postponed:
    """So many publics of a category that the plan has left for later, why, and what comes of it.

    ``show``: the list that names them.
    """

    show: str
    publics: int
    reason: str
    advice: str


@dataclass(frozen=True)
class Found:
    """What a run came to: whom it could not collect, whom its plan has left for later, how many changed and how."""

    missed: Sequence[Missed]
    postponed: Sequence[Postponed]
    counts: Sequence[Counted]


def runs() -> QuerySet[Run]:
    """Return all runs, the latest first, with the number of publics that each did not collect."""
    return Run.objects.select_related("started_by").annotate(missed=Count("misses")).order_by("-started_at")


def of_the_region() -> QuerySet[Run]:
    """Return the runs without those that schools asked for: there may be hundreds a day."""
    return runs().filter(on_request=False)


def under_way() -> Run | None:
    return Run.objects.filter(state=Run.State.UNDER_WAY).first()


def latest() -> tuple[Run | None, Run | None]:
    """Return the run that finished last and the one under way, of those that the region knows. One query."""
    rows = (
        of_the_region()
        .filter(state__in=[*FINISHED, Run.State.UNDER_WAY])
        .order_by(F("finished_at").desc(nulls_first=True))
    )
    found = list(rows[:2])
    going = next((run for run in found if run.under_way), None)
    return next((run for run in found if not run.under_way), None), going


def live(run: Run) -> Live:
    """Return how far a run has come and how fast it goes. One query, whatever its size."""
    steps, misses, batches = *progress.counts(run), _batches(run)
    at_once(steps, misses, batches)
    speed = pace([Portion(*row) for row in batches], run.started_at, clock.now()) if run.under_way else None
    return Live(run, progress.told(run, steps, misses), speed)


def pace(portions: Sequence[Portion], started_at: datetime, now: datetime) -> Pace | None:
    """Return the pace of the step at work; None while nothing of it is done, or all. Pure."""
    step = min((one.step for one in portions if not one.done_at), default=None)
    mine = [one for one in portions if one.step == step]
    opened = max((one.done_at for one in portions if one.done_at and one.step < (step or 0)), default=started_at)
    since = max(opened, now - PACE_OVER)
    done = sum(one.publics for one in mine if one.done_at and one.done_at >= since)
    if not done or now <= since:
        return None
    per_second = done / (now - since).total_seconds()
    left = sum(one.publics for one in mine if not one.done_at)
    return Pace(round(per_second * 60), timedelta(seconds=left / per_second))


def found(user, run: Run) -> Found:
    """Return what a run came to. One query."""
    missed, left, changed = _missed(user, run), _left_out(run), counts(user, run)
    at_once(missed, left, changed)
    return Found(
        missed=[Missed(publics, miss_reason(code), miss_advice(code)) for code, publics in missed],
        postponed=[
            Postponed(reason, publics, left_out_reason(reason, category, days), left_out_advice(reason))
            for reason, category, days, publics in left
        ],
        counts=counted(dict(changed)),
    )


def _missed(user, run: Run) -> QuerySet:
    """Return why publics were not collected, the commonest reason first."""
    rows = misses(user, run).order_by().values_list("reason").annotate(publics=Count("pk"))
    return rows.order_by("-publics", "reason")


def _left_out(run: Run) -> QuerySet:
    """Return whom the plan has left for later and why, those short of quota first."""
    rows = run.left_out.annotate(publics=F("public_ids__len")).order_by("-reason", "category")
    return rows.values_list("reason", "category", "every_days", "publics")


def left_out(user, run: Run, reason: str) -> QuerySet[Public]:
    """Return the publics that the plan has left for later for one reason."""
    ids = LeftOut.objects.filter(run=run, reason=reason).annotate(public=Func(F("public_ids"), function="unnest"))
    rows = Public.objects.visible_to(user).filter(pk__in=ids.values("public"))
    return rows.select_related("institution__district", "profile").order_by("institution__sort_key", "pk")


def misses(user, run: Run) -> QuerySet[Miss]:
    """Return the publics that the run did not collect, with their institutions and districts."""
    rows = Miss.objects.filter(run=run, public__in=Public.objects.visible_to(user).present())
    return rows.select_related("public__institution__district").order_by("public__institution__sort_key", "pk")


def _batches(run: Run) -> QuerySet:
    """Return the portions of a run under way: of one that is over nobody asks for the pace."""
    rows = run.batches.all() if run.under_way else run.batches.none()
    return rows.annotate(publics=F("public_ids__len")).values_list("step", "publics", "done_at")
