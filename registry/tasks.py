"""Celery's entrances to the registry. A message says only that there is work; the work stands in PostgreSQL."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from registry import categories, retention
from registry.accounts import invitations
from registry.checking import steps as checking
from registry.imports import keeping, steps
from registry.models import Import


@shared_task(soft_time_limit=settings.IMPORT_TASK_SECONDS, time_limit=settings.IMPORT_TASK_SECONDS + 300)
def work_on_import(pk: int) -> None:
    """Take an uploaded list from step to step, as far as it goes without a person."""
    steps.work(pk)


@shared_task
def announce_imports() -> None:
    """Say again that there is work, wherever a list waits for a worker."""
    for pk in Import.objects.claimable(timezone.now()).values_list("pk", flat=True):
        work_on_import.delay(pk)


@shared_task
def tidy_imports() -> None:
    """Delete files and rows of lists that are kept no longer."""
    keeping.tidy(timezone.now())
    checking.tidy(timezone.now())


@shared_task
def send_invitations() -> None:
    """Send the letters that wait; call another worker if there are more than one may send at once."""
    if invitations.send_waiting(timezone.now()) == invitations.AT_ONCE:
        send_invitations.delay()


@shared_task
def purge_personal() -> None:
    """Delete personal data that are kept no longer."""
    retention.purge(timezone.now())


@shared_task
def check_links(pk: int) -> None:
    """Hold the registry's publics against VK, as far as VK answers."""
    checking.work(pk)


@shared_task
def announce_checks() -> None:
    """Say again that there is work, wherever a check of links waits for a worker."""
    for pk in checking.waiting(timezone.now()):
        check_links.delay(pk)


@shared_task
def begin_categories() -> None:
    """Let categories begin whose day has come."""
    categories.begin_due(timezone.now())
