"""A list from its upload to its end: which worker does which step, what is kept of it, and how it goes on.

The row of the import is the record. A worker claims it with a lease and says after every portion that it is alive;
when it dies, the lease runs out and another one does the step again: each begins anew or goes on where it was.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from registry.imports import preparing, reading, undoing, writing
from registry.imports.resolving import resolve
from registry.imports.rows import Found, Unclear
from registry.imports.sheets import UnreadableList, too_slow
from registry.models import Import, ImportRow
from vk.door import Door
from vk.errors import VkError

log = logging.getLogger(__name__)

LINKS_AT_ONCE = 500
# How long a list waits for VK before it asks again.
PAUSE = timedelta(minutes=1)
State = Import.State
Alive = Callable[[int], None]
Watch = Callable[[int, int], None]


class Superseded(Exception):
    """A person or another worker has taken the import to another state meanwhile."""


def work(pk: int) -> None:
    """Do the import's steps until there is none to claim."""
    while one := claim(pk):
        do(one)


def claim(pk: int) -> Import | None:
    """Take an import that waits for a worker, for the length of a lease; None if there is nothing to take."""
    now = timezone.now()
    with transaction.atomic():
        one = Import.objects.claimable(now).filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
        if one:
            one.leased_until, one.attempts = _lease(), one.attempts + 1
            one.save(update_fields=["leased_until", "attempts"])
    return one


def do(one: Import) -> None:
    """Do the step that a claimed import waits for; whatever goes wrong is told on its page."""
    try:
        _perform_or_refuse(one)
    except VkError as error:
        _wait(one, error)
    except Superseded:
        log.info("Загрузка %s: шаг прерван, состояние изменилось", one.pk)
    except Exception as error:
        log.exception("Загрузка %s: шаг %s не удался с %s-го раза", one.pk, one.state, one.attempts)
        Import.objects.filter(pk=one.pk).update(leased_until=None)
        if isinstance(error, SoftTimeLimitExceeded):
            raise  # this worker's time is over: another one goes on


def _perform_or_refuse(one: Import) -> None:
    """Do the present step; a file that is no list, or takes too long to read, is refused."""
    try:
        perform(one)
    except UnreadableList as reason:
        _refuse(one, reason)


def perform(one: Import, watch: Watch = lambda done, total: None) -> None:
    """Do the present step. ``watch``: is told how many rows are done, and how many there are.

    Raises UnreadableList, vk.errors.VkError, Superseded; what was done before is kept.
    """
    with translation.override(one.language):
        STEPS[State(one.state)](one, lambda done: _alive(one, done, watch))


def enter(one: Import, state: str, **fields) -> None:
    """Take the import to another state. Raises Superseded if it is no longer in the one that the caller saw."""
    fields = {"trouble": "", "done": 0, "attempts": 0, "leased_until": None, **fields}
    if not Import.objects.filter(pk=one.pk, state=one.state).update(state=state, **fields):
        raise Superseded
    for name, value in {"state": state, **fields}.items():
        setattr(one, name, value)


def _lease():
    return timezone.now() + timedelta(seconds=settings.IMPORT_LEASE_SECONDS)


def _alive(one: Import, done: int, watch: Watch) -> None:
    """Prolong the lease and tell how far the step is. Raises Superseded if nobody wants it any more."""
    fields = {"leased_until": _lease(), "attempts": 0, "done": done}
    if not Import.objects.filter(pk=one.pk, state=one.state).update(**fields):
        raise Superseded
    watch(done, one.total)


def _refuse(one: Import, reason: UnreadableList) -> None:
    """Tell why the file is no list; a person can still show where its header is, if that is all that it lacks."""
    no_header = isinstance(reason, reading.NoHeader)
    enter(one, State.COLUMNS if no_header else State.REFUSED, trouble=str(reason), sample=one.sample, sheets=[])


def _wait(one: Import, error: VkError) -> None:
    """Keep all that was asked and go on a minute later."""
    log.warning("Загрузка %s: ВКонтакте не отвечает: %s", one.pk, error)
    waiting = {"trouble": str(error), "attempts": 0, "leased_until": timezone.now() + PAUSE}
    Import.objects.filter(pk=one.pk, state=one.state).update(**waiting)


# --- the steps ----------------------------------------------------------------------------------------
def _read(one: Import, alive: Alive) -> None:
    """Read the file; if a person has given the list up meanwhile, none of its rows stays."""
    try:
        # By itself: who gives the list up deletes earlier rows too, and must not wait for the end of the reading.
        one.rows.all().delete()
        with transaction.atomic():
            reading.read(one)
            enter(one, State.LINKS)
    except SoftTimeLimitExceeded:
        raise too_slow() from None


def _ask(one: Import, alive: Alive) -> None:
    """Ask VK what the links mean, going on where an earlier attempt ended."""
    with Door.from_settings() as door:
        while rows := list(one.rows.filter(asked=False).order_by("place")[:LINKS_AT_ONCE]):
            _ask_portion(rows, door, alive)
    enter(one, State.DECIDING)


def _ask_portion(rows: list[ImportRow], door: Door, alive: Alive) -> None:
    meant = resolve([reading.list_row(row) for row in rows], door, lambda: alive(rows[0].place - 1))
    for row, link in zip(rows, meant, strict=True):
        row.asked = True
        row.vk_id = link.id if isinstance(link, Found) else None
        row.link = link.as_json() if isinstance(link, Found | Unclear) else {}
    preparing.save_rows(rows, ["asked", "vk_id", "link"])
    alive(rows[-1].place)


def _decide(one: Import, alive: Alive) -> None:
    preparing.decide(one, alive)
    enter(one, State.READY)


def _write(one: Import, alive: Alive) -> None:
    now = timezone.now()
    try:
        with transaction.atomic():
            _hold(one)
            writing.write(one, now, _progress(one))
            enter(one, State.DONE, written_at=now, sample={})
            one.file.delete()
    except (writing.Renewed, IntegrityError):
        enter(one, State.DECIDING, renewed=True)


def _weigh(one: Import, alive: Alive) -> None:
    undoing.weigh(one, alive)
    enter(one, State.UNDOABLE)


def _undo(one: Import, alive: Alive) -> None:
    now = timezone.now()
    with transaction.atomic():
        _hold(one)
        undoing.undo(one, now, _progress(one))
        enter(one, State.UNDONE, undone_at=now)


def _hold(one: Import) -> None:
    """Make every other worker wait or pass by, however long this takes. Raises Superseded."""
    if not Import.objects.select_for_update(of=("self",)).filter(pk=one.pk, state=one.state).exists():
        raise Superseded


def _progress(one: Import) -> Alive:
    """Return how a step that is one transaction tells where it is: what it writes nobody sees before its end."""
    return lambda done: cache.set(_key(one.pk), done, timeout=settings.IMPORT_LEASE_SECONDS)


def progress(one: Import) -> int:
    """Return how many rows the present step has done."""
    return cache.get(_key(one.pk), 0) if one.state in {State.WRITING, State.UNDOING} else one.done


def _key(pk: int) -> str:
    return f"import:{pk}:done"


STEPS: dict[State, Callable[[Import, Alive], None]] = {
    State.READING: _read,
    State.LINKS: _ask,
    State.DECIDING: _decide,
    State.WRITING: _write,
    State.WEIGHING: _weigh,
    State.UNDOING: _undo,
}
