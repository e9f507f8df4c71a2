"""An audit from its start to its end: batches are claimed, done, and none is lost with its worker.

The rows are the record of what is to be done. A worker claims a batch with a lease; when it dies, the lease
runs out and another worker does the batch again, to the same effect.
"""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from vk.door import Door

from . import clock, collecting, judging
from .models import Batch, Miss, Run

log = logging.getLogger(__name__)

# A batch that has killed its worker so often is given up and named, so that the night can end.
MAX_ATTEMPTS = 5
# After a failure of ours or of a server a batch waits, each time twice as long: a server needs time to come back.
RETRY_AFTER = timedelta(seconds=1)

# With two, fast service tokens have run out of calls while the rows of both were being written.
LEAST_AT_ONCE = 4

STEPS: dict[int, Callable[[Batch, Door], None]] = {
    Batch.Step.PROFILES: collecting.read_profiles,
    Batch.Step.WALLS: collecting.read_walls,
    Batch.Step.VERDICTS: judging.judge,
}


def work(
    run: Run, door: Door, on_new_step: Callable[[Run], None] = lambda run: None, until: datetime | None = None
) -> int:
    """Do batches of the run until there is none to claim, or the moment has come; return how many were done.

    Several at once: while the rows of one are written, VK answers for the others.
    ``on_new_step``: called when this worker is the one to open the next step; those who found nothing to claim
    at the end of the last one have gone.
    """
    steps: list[int] = []
    most = min(settings.AUDIT_THREADS, max(LEAST_AT_ONCE, door.portions_at_once))
    several = most > 1
    with ThreadPoolExecutor(most, thread_name_prefix="audit") if several else _Here() as executor:
        under_way: set[Future] = set()
        while (until is None or clock.now() < until) and (batch := _claim_or_wait(run, under_way)):
            if steps and batch.step != steps[-1]:
                on_new_step(run)
            steps.append(batch.step)
            under_way.add(executor.submit(_attempt_alone if several else attempt, batch, door))
            if len(under_way) >= _at_once(batch, most):
                under_way = wait(under_way, return_when=FIRST_COMPLETED).not_done
    finish(run)
    return len(steps)


class _Here(Executor):
    """Does one thing after the other in the thread that asks for it, and on its database connection."""

    def submit(self, act, /, *told, **named) -> Future:
        done: Future = Future()
        done.set_result(act(*told, **named))
        return done


def _claim_or_wait(run: Run, under_way: set[Future]) -> Batch | None:
    """Claim a batch; where there is none now, the end of one of ours may open the next step."""
    while not (batch := claim(run)) and under_way:
        under_way -= wait(under_way, return_when=FIRST_COMPLETED).done
    return batch


def _at_once(batch: Batch, most: int) -> int:
    # Judging needs the processor and its batches are large: two of them at once would only need more memory.
    return 1 if batch.step == Batch.Step.VERDICTS else most


def _attempt_alone(batch: Batch, door: Door) -> None:
    try:
        attempt(batch, door)
    finally:
        connection.close()


def attempt(batch: Batch, door: Door) -> None:
    """Do a claimed batch; whatever goes wrong with it, the others are done, and it is tried again."""
    try:
        do(batch, door)
    except collecting.AskAgain as pause:
        log.warning("Пачка %s ждёт до %s: %s", batch, pause.at, pause)
        attempts = F("attempts") if pause.counts else F("attempts") - 1
        Batch.objects.filter(pk=batch.pk).update(leased_until=pause.at, attempts=attempts)
    except Exception:
        log.exception("Пачка %s не удалась с %s-го раза", batch, batch.attempts)
        Batch.objects.filter(pk=batch.pk).update(leased_until=clock.now() + RETRY_AFTER * 2**batch.attempts)


def claim(run: Run) -> Batch | None:
    """Take a batch of the run's present step for the length of a lease; None if there is none to take."""
    now = clock.now()
    with transaction.atomic():
        if not Run.objects.filter(pk=run.pk, state=Run.State.UNDER_WAY).exists():
            return None
        step = run.batches.undone().values_list("step", flat=True).order_by("step").first()
        batch = run.batches.claimable(now).filter(step=step).select_for_update(skip_locked=True).first()
        if batch:
            batch.attempts += 1
            batch.lease(now)
    return batch


def do(batch: Batch, door: Door) -> None:
    """Do a claimed batch, or give it up if it was begun too often."""
    if batch.attempts > MAX_ATTEMPTS:
        log.error("Пачка %s не удалась %s раз, пропущена", batch, MAX_ATTEMPTS)
        misses = [Miss(run_id=batch.run_id, public_id=pk, reason="gave_up") for pk in batch.public_ids]
        Miss.objects.bulk_create(misses, ignore_conflicts=True)
    else:
        try:
            STEPS[batch.step](batch, door)
        finally:
            Run.objects.filter(pk=batch.run_id).update(calls=F("calls") + door.uncounted())
    Batch.objects.filter(pk=batch.pk).update(done_at=clock.now(), leased_until=None)


def finish(run: Run) -> None:
    """End the run if nothing is left to do: partial if a public could not be collected."""
    with transaction.atomic():
        locked = Run.objects.select_for_update().get(pk=run.pk)
        if not locked.under_way or locked.batches.undone().exists():
            return
        locked.state = Run.State.PARTIAL if locked.misses.exists() else Run.State.COMPLETE
        locked.finished_at = clock.now()
        locked.save(update_fields=["state", "finished_at"])
    log.info("Аудит %s: %s", locked.pk, locked.get_state_display())


def stop(run: Run) -> bool:
    """Stop a run that is under way: batches at work are finished, no other is begun."""
    return bool(Run.objects.filter(pk=run.pk, state=Run.State.UNDER_WAY).update(state=Run.State.STOPPED))


def resume(run: Run) -> bool:
    """Go on with a stopped run, unless another one is under way."""
    try:
        with transaction.atomic():
            stopped = Run.objects.filter(pk=run.pk, state=Run.State.STOPPED)
            return bool(stopped.update(state=Run.State.UNDER_WAY))
    except IntegrityError:
        return False
