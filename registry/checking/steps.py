"""A check of all links from its beginning to its end: claimed under a lease, asked in portions, each kept at once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from registry.checking import findings, samples
from registry.checking.findings import Finding, Held, Kind
from registry.models import LinkCheck, LinkFinding, Public
from vk.door import Door
from vk.errors import VkError

log = logging.getLogger(__name__)

PORTION = 500
LEASE, PAUSE = timedelta(minutes=3), timedelta(minutes=1)
MOST_FAILURES = 30
KEPT_DAYS = 90
Watch = Callable[[int, int], None]


def begin(by: Any, now: datetime) -> LinkCheck:
    """Begin a check of all publics; one that is under way already is the same one."""
    try:
        with transaction.atomic():
            total = Public.objects.present().count()
            return LinkCheck.objects.create(started_at=now, started_by=by, total=total)
    except IntegrityError:
        # Or it has ended this very moment.
        return LinkCheck.objects.filter(finished_at=None).first() or begin(by, now)


def waiting(now: datetime) -> list[int]:
    """Return checks that wait for a worker: nobody's, or of one whose lease is over."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return list(LinkCheck.objects.filter(free, finished_at=None).values_list("pk", flat=True))


def work(pk: int) -> None:
    """Do what is left of a check; if VK does not answer, it waits a minute for the next worker."""
    if not _claim(pk, timezone.now()):
        return
    try:
        perform(pk)
    except VkError as error:
        log.warning("Проверка ссылок %s: ВКонтакте не отвечает: %s", pk, error)
        _wait(pk, str(error))
    except Exception as error:
        log.exception("Проверка ссылок %s не удалась", pk)
        _wait(pk, type(error).__name__)


def perform(pk: int, watch: Watch = lambda done, total: None) -> LinkCheck:
    """Ask portion by portion to the end. Raises vk.errors.VkError; what was asked is kept."""
    with Door.from_settings() as door:
        while rows := _portion(pk):
            told = findings.ask(rows, door, lambda: _alive(pk))
            _keep(pk, rows, told)
            one = LinkCheck.objects.get(pk=pk)
            watch(one.done, one.total)
        samples.look(door, timezone.now())
    LinkCheck.objects.filter(pk=pk).update(finished_at=timezone.now(), leased_until=None, trouble="")
    return LinkCheck.objects.get(pk=pk)


def take(pk: int) -> bool:
    """Claim a check for a command in the foreground; tell whether it is free."""
    return _claim(pk, timezone.now())


def _claim(pk: int, now: datetime) -> bool:
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return bool(LinkCheck.objects.filter(free, pk=pk, finished_at=None).update(leased_until=now + LEASE))


def _alive(pk: int) -> None:
    LinkCheck.objects.filter(pk=pk).update(leased_until=timezone.now() + LEASE)


def release(pk: int, trouble: str) -> None:
    """Leave a check for whoever comes next, saying why it was not finished."""
    LinkCheck.objects.filter(pk=pk).update(leased_until=None, trouble=trouble)


def _wait(pk: int, trouble: str) -> None:
    rows = LinkCheck.objects.filter(pk=pk)
    rows.update(trouble=trouble, leased_until=timezone.now() + PAUSE, failures=F("failures") + 1)
    rows.filter(failures__gte=MOST_FAILURES).update(finished_at=timezone.now())


def _portion(pk: int) -> list[Held]:
    reached = LinkCheck.objects.values_list("reached", flat=True).get(pk=pk)
    rows = Public.objects.present().filter(pk__gt=reached).order_by("pk").values_list("pk", "vk_id", "screen_name")
    return [Held(*row) for row in rows[:PORTION]]


@transaction.atomic
def _keep(pk: int, rows: list[Held], told: list[Finding]) -> None:
    """Keep a portion whole: its findings, its new addresses, and that it is done. Another worker's stays."""
    check = LinkCheck.objects.select_for_update(of=("self",)).get(pk=pk)
    if check.reached >= rows[-1].pk:
        return
    LinkFinding.objects.bulk_create(
        LinkFinding(of=check, public_id=one.pk, kind=one.kind, was=one.was[:64], now=one.now[:64]) for one in told
    )
    for one in told:
        if one.kind == Kind.RENAMED:
            Public.objects.filter(pk=one.pk).update(screen_name=one.now)
    check.reached, check.done, check.trouble = rows[-1].pk, check.done + len(rows), ""
    check.leased_until, check.failures = timezone.now() + LEASE, 0
    check.save(update_fields=["reached", "done", "trouble", "leased_until", "failures"])


def tidy(now: datetime) -> None:
    """Delete checks of long ago; the last one stays whatever its age."""
    old = LinkCheck.objects.filter(finished_at__lt=now - timedelta(days=KEPT_DAYS))
    last = LinkCheck.objects.exclude(finished_at=None).order_by("-started_at").values_list("pk", flat=True)[:1]
    old.exclude(pk__in=list(last)).delete()
