"""What a run has to do, as rows: which publics, in which order, in which portions, and which are left for later."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from registry.models import Public
from vk.door import Door
from vk.errors import QuotaExhausted

from . import clock
from .agenda import Agenda, Candidate, Reason, agenda
from .models import Batch, LeftOut, Miss, Run
from .weeks import Week

# The first audit of a public reaches back so many weeks: trends begin on day one.
WEEKS_BACK = 4
PROFILES, VERDICTS = 500, 500
# Walls of one batch: few enough that work is shared and its progress seen, enough that a large night is not
# spent on keeping books.
FEWEST_WALLS, MOST_WALLS, PORTIONS = 25, 100, 20


class RunUnderWay(Exception):
    """Another run is under way, or the night has one already; ``run`` is that run."""

    def __init__(self, run: Run):
        super().__init__(f"Аудит уже идёт с {run.started_at:%d.%m.%Y %H:%M}")
        self.run = run


class NothingDue(Exception):
    """Every public has been read as often as it should be."""


def begin_night(now: datetime, night: date) -> Run:
    """Begin the night's run, or let it wait for the end of the one under way; return the run to work on."""
    try:
        return plan_due(now, night=night)
    except RunUnderWay as busy:
        if busy.run.night != night:
            Run.objects.filter(pk=busy.run.pk).update(night_owed=night)
        return busy.run


def owed_night() -> date | None:
    """Return the night whose run has waited for another one that has ended."""
    if Run.objects.filter(state=Run.State.UNDER_WAY).exists():
        return None
    nights = Run.objects.filter(night__isnull=False).values("night")
    owed = Run.objects.exclude(night_owed=None).exclude(night_owed__in=nights)
    return owed.order_by("-night_owed").values_list("night_owed", flat=True).first()


def plan_due(now: datetime, *, night: date | None = None, by=None) -> Run:
    """Write a run that reads what is due and judges every public under watch.

    Raises RunUnderWay; NothingDue, unless it is the night's.
    """
    if busy := _in_the_way(night):
        raise RunUnderWay(busy)
    with Door.from_settings() as door:
        quota = door.walls_left()
    known = _candidates()
    today = _agenda(known, now, settings.AUDIT_EVERY_DAYS, quota)
    if not (today.read or night or any(why == Reason.QUOTA for why, _ in today.left_out)):
        raise NothingDue
    everybody = sorted(one.public for one in known)
    return plan(today.read, now, judged=everybody, left_out=today, night=night, by=by)


def plan(
    publics: Iterable[int],
    now: datetime,
    *,
    judged: Sequence[int] | None = None,
    left_out: Agenda | None = None,
    night: date | None = None,
    first_week: Week | None = None,
    on_request: bool = False,
    by=None,
) -> Run:
    """Write a run and its batches for the publics (ids, in the order of reading). Raises RunUnderWay.

    ``judged``: whose weeks are judged, by default of those read; ``left_out``: whom the run does not read, and why;
    ``on_request``: the walls were asked for one by one, the run is no news of the region.
    """
    ids = list(publics)
    first_week = first_week or clock.week_of(now).shift(-WEEKS_BACK)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                night=night,
                started_at=now,
                started_by=by,
                first_week=first_week.monday,
                publics_total=len(ids),
                on_request=on_request,
            )
            Batch.objects.bulk_create(_batches(run, ids, ids if judged is None else judged))
            if left_out:
                LeftOut.objects.bulk_create(_left_out(run, left_out))
                Miss.objects.bulk_create(_short_of_quota(run, left_out))
    except IntegrityError:
        # Two beats, or a beat and a person: the unique night and the one run under way decide.
        raise RunUnderWay(_in_the_way(night) or Run.objects.latest("pk")) from None
    return run


def _in_the_way(night: date | None) -> Run | None:
    """Return the night's own run if it has one, else the run under way."""
    of_the_night = Run.objects.filter(night__isnull=False, night=night).first()
    return of_the_night or Run.objects.filter(state=Run.State.UNDER_WAY).first()


def reading_order() -> list[int]:
    """Return the ids of all publics under watch in the order of reading, as if each were due."""
    return list(_agenda(_candidates(), clock.now(), dict.fromkeys(settings.AUDIT_EVERY_DAYS, 0), None).read)


def _candidates() -> list[Candidate]:
    rows = Public.objects.present().values_list("pk", "category", "profile__seen_at")
    since = _waiting()
    return [
        Candidate(pk, category, read_at, pk in since and (read_at is None or read_at < since[pk]))
        for pk, category, read_at in rows
    ]


def _waiting() -> dict[int, datetime]:
    """Return the publics that the last run short of quota has left out, and when that was."""
    short = LeftOut.objects.filter(reason=Reason.QUOTA)
    last = short.order_by("-run__started_at").values("run")[:1]
    rows = short.filter(run__in=last).values_list("public_ids", "run__started_at")
    return {public: since for ids, since in rows for public in ids}


def _agenda(publics: Iterable[Candidate], now: datetime, every: Mapping[str, int], quota: int | None) -> Agenda:
    return agenda(publics, now.astimezone(clock.zone()), clock.week_of(now).starts(clock.zone()), every, quota)


def _batches(run: Run, read: Sequence[int], judged: Sequence[int]) -> Iterator[Batch]:
    walls = max(FEWEST_WALLS, min(MOST_WALLS, len(read) // PORTIONS // FEWEST_WALLS * FEWEST_WALLS))
    steps = (
        (Batch.Step.PROFILES, read, PROFILES),
        (Batch.Step.WALLS, read, walls),
        (Batch.Step.VERDICTS, judged, VERDICTS),
    )
    for step, ids, size in steps:
        for position, start in enumerate(range(0, len(ids), size)):
            yield Batch(run=run, step=step, position=position, public_ids=list(ids[start : start + size]))


def _left_out(run: Run, plan: Agenda) -> Iterator[LeftOut]:
    for (reason, category), ids in plan.left_out.items():
        every = settings.AUDIT_EVERY_DAYS[category]
        yield LeftOut(run=run, reason=reason, category=category, every_days=every, public_ids=list(ids))


def _short_of_quota(run: Run, plan: Agenda) -> Iterator[Miss]:
    """Yield the publics that should have been read: not collected, like those that VK does not answer for."""
    for (reason, _), ids in plan.left_out.items():
        if reason == Reason.QUOTA:
            yield from (Miss(run=run, public_id=public, reason=QuotaExhausted.__name__) for public in ids)
