"""Celery's entrances. A message says only that there is work; the work stands in PostgreSQL."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from registry import making
from vk.door import Door

from . import (
    alarms,
    audits,
    checking,
    clock,
    digests,
    foreseeing,
    mandating,
    ordering,
    planning,
    portions,
    reassessing,
    tallying,
)
from .models import FileOrder, MandatorySearch, Reassessment, Run, WhatIf
from .pictures import looking

# A night lasts an hour and more, and may be begun by day: lists, files and letters do not wait for its end.
TURN = timedelta(minutes=1)


@shared_task
def nightly() -> None:
    """Begin the night's audit; a second beat of the same night changes nothing."""
    announce_run(planning.begin_night(clock.now(), clock.today()))


@shared_task
def announce() -> None:
    """Say again that there is work, wherever batches wait for somebody; begin a night that had to wait itself."""
    if night := planning.owed_night():
        planning.begin_night(clock.now(), night)
    for run in Run.objects.filter(state=Run.State.UNDER_WAY):
        if run.batches.claimable(clock.now()).exists() or not run.batches.undone().exists():
            announce_run(run)
    for model, task in ((WhatIf, foresee), (Reassessment, reassess), (MandatorySearch, search_mandatory)):
        for pk in portions.unfinished(model):
            task.delay(pk)


@shared_task
def foresee(what_if_id: int) -> None:
    """Count what a draft of a rule set would change."""
    portions.work(WhatIf, what_if_id, foreseeing.foresee)


@shared_task
def reassess(order_id: int) -> None:
    """Judge weeks again because of an exemption."""
    portions.work(Reassessment, order_id, reassessing.reassess)


@shared_task
def search_mandatory(order_id: int) -> None:
    """Look for a mandatory post among posts that are stored already."""
    portions.work(MandatorySearch, order_id, mandating.search)


@shared_task
def make_file(order_id: int) -> None:
    """Make a large file, unless somebody does."""
    ordering.make(order_id)


@shared_task
def tend_files() -> None:
    """Say again which files wait for a worker, and remove those whose time is over."""
    now = clock.now()
    making.purge(FileOrder, now)
    for pk in FileOrder.objects.claimable(now).values_list("pk", flat=True):
        make_file.delay(pk)


@shared_task
def alarm() -> None:
    """Tell specialists of VK keys that have stopped working or soon will."""
    alarms.tell(clock.now())


@shared_task
def alarm_of_old_data() -> None:
    """Tell specialists, once a day, that most publics were not read for a day and a half."""
    alarms.tell_stale(clock.now())


@shared_task
def alarm_of_a_failed_night() -> None:
    """Tell specialists, once a night, that its audit did not begin, is not over, or has missed too many publics."""
    alarms.tell_failed_night(clock.now())


@shared_task
def send_digests() -> None:
    """Send the weekly letters that are due."""
    digests.send(clock.now())


@shared_task(expires=TURN.total_seconds())
def work(run_id: int) -> None:
    """Do a turn of what the run has to be done; call the others when a new step begins.

    What waited in the queue meanwhile comes next. Nothing is lost with a message that has expired: ``announce``.
    """
    run, until = Run.objects.get(pk=run_id), clock.now() + TURN
    with Door.from_settings() as door:
        audits.work(run, door, on_new_step=announce_run, until=until)
    if clock.now() >= until:
        work.delay(run_id)
    begin_checks()


@shared_task
def begin_checks() -> None:
    """Read the walls that people asked for while another run was under way."""
    if run := checking.begin(clock.now()):
        announce_run(run)


@shared_task
def look_at_pictures() -> None:
    """Fetch covers and avatars that are due; an audit is never kept waiting by them."""
    looking.look()


@shared_task
def merge_counts() -> None:
    """Put together what triggers have added to the dashboards' counts."""
    tallying.merge()


@shared_task
def count_anew() -> None:
    """Rebuild the dashboards' counts from the rows that they count."""
    tallying.rebuild()


def announce_run(run: Run) -> None:
    """Wake the workers, as many as may share a run."""
    for _ in range(settings.AUDIT_WORKERS):
        work.delay(run.pk)
