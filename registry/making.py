"""A large file from its order to its end: ordered, claimed by a worker, made, offered for some days, removed.

A worker claims a file with a lease that its progress renews. When it dies, the lease runs out and another worker
makes the file from its beginning, under another name. Only a finished file is ever offered.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from .models import Membership
from .models.made_files import MadeFile, MadeFileQuerySet

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
# A file that has ended its worker so often is given up.
MAX_ATTEMPTS = 3
File = TypeVar("File", bound=MadeFile)
State = MadeFile.State


class AnotherUnderWay(Exception):
    """The person's other file of this model is still being made."""

    def __init__(self, made: MadeFile):
        super().__init__(made)
        self.made = made


class Superseded(Exception):
    """The file was stopped, or another worker has it."""


def order(wanted: File) -> File:
    """Write down a file to be made. Raises AnotherUnderWay: one at a time for each person."""
    try:
        with transaction.atomic():
            wanted.save()
    except IntegrityError:
        other = _of(type(wanted)).filter(made_by=wanted.made_by, state=State.UNDER_WAY).first()
        if other is None:  # It has ended this very moment.
            return order(wanted)
        raise AnotherUnderWay(other) from None
    return wanted


def make(model: type[File], pk: int, write: Callable[[File], None]) -> None:
    """Make a file if nobody does; whatever goes wrong, it is tried again, and given up at last."""
    wanted = claim(model, pk)
    if wanted is None:
        return
    try:
        write(wanted)
    except Superseded:
        log.info("%s %s: работа остановлена или передана другому", model.__name__, pk)
    except Exception:
        log.exception("%s %s: не получилось с %s-го раза", model.__name__, pk, wanted.attempts)
        _mine(wanted).update(leased_until=None)


def claim(model: type[File], pk: int) -> File | None:
    """Take a file for the length of a lease; None if it is done, stopped, given up, or somebody has it."""
    now = timezone.now()
    with transaction.atomic():
        wanted = _of(model).claimable(now).select_for_update(skip_locked=True).filter(pk=pk).first()
        if wanted is None:
            return None
        if wanted.attempts >= MAX_ATTEMPTS:
            wanted.state = State.FAILED
        else:
            _begin(wanted, now)
        wanted.save()
    return wanted if wanted.under_way else None


def tell(made: MadeFile, **progress: int) -> None:
    """Write how far the file is and renew the lease. Raises Superseded."""
    if not _mine(made).update(**progress, leased_until=timezone.now() + LEASE):
        raise Superseded


def finish(made: MadeFile, kept: timedelta, **progress: int) -> None:
    """Offer the file that lies at its path for so long; if it was stopped or lost meanwhile, remove it."""
    offered = {"state": State.READY, "ends_at": timezone.now() + kept, "size": made.path.stat().st_size}
    if not _mine(made).update(**offered, **progress, leased_until=None):
        made.path.unlink(missing_ok=True)


def finish_empty(made: MadeFile, **progress: int) -> None:
    """Say that nothing stands in the file, and remove it."""
    _mine(made).update(state=State.EMPTY, **progress, leased_until=None)
    made.path.unlink(missing_ok=True)


def stop(made: MadeFile) -> bool:
    """Stop a file that is being made; its worker notices at its next step."""
    return bool(_of(type(made)).filter(pk=made.pk, state=State.UNDER_WAY).update(state=State.STOPPED))


@receiver([post_save, post_delete], sender=Membership)
def withdraw(instance: Membership, created: bool = False, **kwargs) -> None:
    """Take back what was made for a person one of whose roles ends or changes: it may hold what they see no more."""
    if created:
        return
    for model in MadeFile.__subclasses__():
        rows = _of(model).filter(made_by=instance.user_id)
        # In this order: what a worker finishes between the two is ready by the second.
        rows.filter(state=State.UNDER_WAY).update(state=State.STOPPED)
        rows.filter(state=State.READY).update(state=State.ENDED)


def purge(model: type[MadeFile], now: datetime) -> None:
    """Remove files whose time is over, and what was left by workers that died."""
    _of(model).filter(state=State.READY, ends_at__lte=now).update(state=State.ENDED)
    kept = _of(model).filter(state__in=[State.READY, State.UNDER_WAY])
    stems = {one.path.stem for one in kept.only("kind", "attempts")}
    for path in model.folder().glob("*") if model.folder().is_dir() else ():
        # A draft lies beside its file, under the same name with a dot before it.
        if path.name.removeprefix(".").partition(".")[0] not in stems:
            path.unlink(missing_ok=True)


def _begin(wanted: MadeFile, now: datetime) -> None:
    wanted.attempts, wanted.leased_until = wanted.attempts + 1, now + LEASE
    for name in wanted.PROGRESS:
        setattr(wanted, name, 0)


def _of(model: type[MadeFile]) -> MadeFileQuerySet:
    return MadeFileQuerySet(model)


def _mine(made: MadeFile) -> MadeFileQuerySet:
    return _of(type(made)).filter(pk=made.pk, state=State.UNDER_WAY, attempts=made.attempts)
