"""«Проверить сейчас»: a wall is read when its own people ask for it, at most once an hour.

Checks are rows. While a run is under way they wait; when it ends, all that wait become one run, so that a thousand
schools on a Friday afternoon are a few runs and not a thousand refusals.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from registry.models import Public, User

from . import planning
from .models import Check, Run

APART = timedelta(hours=1)
# So many walls share a run at most: the first of them should not wait for the last.
TOGETHER = 200


class TooSoon(Exception):
    """The wall was asked for less than an hour ago; ``again_at``: when it may be asked for next."""

    def __init__(self, again_at: datetime):
        super().__init__(again_at)
        self.again_at = again_at


def ask(public: Public, by: User, now: datetime) -> Check:
    """Note that the public's wall is to be read; one that already waits is the same. Raises TooSoon."""
    try:
        with transaction.atomic():
            # Two clicks at once: the second one waits here and finds the first.
            Public.objects.select_for_update(of=("self",)).get(pk=public.pk)
            last = latest(public)
            if last and last.asked_at > now - APART:
                raise TooSoon(last.asked_at + APART)
            return Check.objects.create(public=public, asked_at=now, asked_by=by)
    except IntegrityError:
        return Check.objects.waiting().get(public=public)


def latest(public: Public) -> Check | None:
    return Check.objects.filter(public=public).select_related("run").first()


def begin(now: datetime) -> Run | None:
    """Make one run of the checks that wait, unless another run is under way; return the new run."""
    _answered_by_others(now)
    waiting = list(Check.objects.waiting().order_by("asked_at", "pk").values_list("pk", "public")[:TOGETHER])
    if not waiting:
        return None
    try:
        with transaction.atomic():
            run = planning.plan([public for _, public in waiting], now, on_request=True)
            Check.objects.waiting().filter(pk__in=[pk for pk, _ in waiting]).update(run=run)
    except planning.RunUnderWay:
        return None
    return run


def _answered_by_others(now: datetime) -> None:
    """Close checks whose wall another run has read and judged since they were asked for."""
    if Run.objects.filter(state=Run.State.UNDER_WAY).exists():
        return
    seen = Check.objects.waiting().filter(public__profile__seen_at__gte=F("asked_at"))
    Check.objects.filter(pk__in=list(seen.values_list("pk", flat=True))).update(done_at=now)
