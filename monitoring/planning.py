"""What a run has to do, as rows: which publics, in which order, in which portions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, F, IntegerField, Q, Value, When

from registry.models import Category, Public

from . import clock
from .models import Batch, Run

# The first audit of a public reaches back so many weeks: trends begin on day one.
WEEKS_BACK = 4
SIZES = {Batch.Step.PROFILES: 500, Batch.Step.WALLS: 25, Batch.Step.VERDICTS: 500}
ORDER = (Category.FLAGSHIP, Category.ACTIVE, Category.UNSET, Category.CARD)


class RunUnderWay(Exception):
    """Another run is under way; ``run`` is that run."""

    def __init__(self, run: Run):
        super().__init__(f"Аудит уже идёт с {run.started_at:%d.%m.%Y %H:%M}")
        self.run = run


def plan(publics: Iterable[int], now: datetime, *, night: date | None = None, first_week=None, by=None) -> Run:
    """Write a run and its batches for the publics (ids, in the order of reading). Raises RunUnderWay."""
    ids = list(publics)
    first_week = first_week or clock.week_of(now).shift(-WEEKS_BACK)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                night=night, started_at=now, started_by=by, first_week=first_week.monday, publics_total=len(ids)
            )
            Batch.objects.bulk_create(_batches(run, ids))
    except IntegrityError:
        # Two beats, or a beat and a person: the unique night and the one run under way decide.
        raise RunUnderWay(
            Run.objects.get(Q(state=Run.State.UNDER_WAY) | Q(night__isnull=False, night=night))
        ) from None
    return run


def reading_order() -> list[int]:
    """Return the ids of all publics under watch: never read first, then by category."""
    rank = Case(
        *[When(category=category, then=Value(place)) for place, category in enumerate(ORDER)],
        output_field=IntegerField(),
    )
    overdue = F("profile__seen_at").asc(nulls_first=True)
    return list(Public.objects.present().order_by(overdue, rank, "pk").values_list("pk", flat=True))


def _batches(run: Run, ids: Sequence[int]) -> Iterator[Batch]:
    for step, size in SIZES.items():
        for position, start in enumerate(range(0, len(ids), size)):
            yield Batch(run=run, step=step, position=position, public_ids=ids[start : start + size])
