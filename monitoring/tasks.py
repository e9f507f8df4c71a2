"""Celery's entrances. A message says only that there is work; the work stands in PostgreSQL."""

from celery import shared_task
from django.conf import settings

from vk.door import Door

from . import audits, clock, planning
from .models import Run
from .pictures import looking


@shared_task
def nightly() -> None:
    """Begin the night's audit; a second beat of the same night changes nothing."""
    try:
        run = planning.plan(planning.reading_order(), clock.now(), night=clock.today())
    except planning.RunUnderWay as busy:
        run = busy.run
    announce_run(run)


@shared_task
def announce() -> None:
    """Say again that there is work, wherever a run has batches that nobody works on."""
    for run in Run.objects.filter(state=Run.State.UNDER_WAY):
        if run.batches.claimable(clock.now()).exists() or not run.batches.undone().exists():
            announce_run(run)


@shared_task
def work(run_id: int) -> None:
    """Do what the run has to be done; call the others when a new step begins."""
    run = Run.objects.get(pk=run_id)
    with Door.from_settings() as door:
        audits.work(run, door, on_new_step=announce_run)


@shared_task
def look_at_pictures() -> None:
    """Fetch covers and avatars that are due; an audit is never kept waiting by them."""
    looking.look()


def announce_run(run: Run) -> None:
    """Wake the workers, as many as may share a run."""
    for _ in range(settings.AUDIT_WORKERS):
        work.delay(run.pk)
