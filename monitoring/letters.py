"""A letter for a person and a day goes out once, however many workers begin.

An attempt is written down before it is made. A letter that the mail server surely has not taken is tried again at
the next occasion. Where the connection broke, or the worker died, nobody can know: such a letter goes out once more,
an hour later and under the same Message-ID, by which mailboxes fold the two together; then never again.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.crypto import salted_hmac

from registry.models import User

from . import clock
from .models import SentLetter

log = logging.getLogger(__name__)
# Rows say only that a letter is not to be sent again.
KEPT = timedelta(weeks=8)
TRIES, PAUSE = 2, timedelta(hours=1)
# What the server itself has answered: it has no such letter. All else leaves the question open.
REFUSALS = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)
Write = Callable[[User], EmailMessage]


class NotTaken(Exception):
    """The mail server surely has no such letter."""


class ServerAway(NotTaken):
    """The mail server does not answer at all."""


def to_each(people: Iterable[User], kind: str, day: date, write: Write) -> int:
    """Send a letter to each who has not had it; return how many went out now.

    What fails waits for the next round. A mail server that does not answer ends this one: half a minute of waiting for
    each reader would hold a worker for hours.
    """
    sent = 0
    try:
        for user in people:
            sent += _once(kind, user, day, write)
    except ServerAway:
        log.exception("Почтовый сервер не отвечает, письма «%s» подождут", kind)
    return sent


def _once(kind: str, user: User, day: date, write: Write) -> bool:
    """Send a letter unless the person had it; tell whether it went out now. Raises ServerAway."""
    row = _claim(kind, user, day, clock.now())
    if row is None:
        return False
    try:
        _send(row, write)
    except NotTaken as error:
        _give_back(row)
        if isinstance(error, ServerAway):
            raise
        log.exception("Письмо «%s» не отправлено, попробуем снова", kind)
        return False
    except Exception:
        log.exception("Письмо «%s», может быть, отправлено", kind)
        return False
    SentLetter.objects.filter(pk=row.pk).update(taken=True)
    return True


def tidy(today: date) -> None:
    """Forget letters that nobody could send again."""
    SentLetter.objects.filter(day__lt=today - KEPT).delete()


@transaction.atomic
def _claim(kind: str, user: User, day: date, now: datetime) -> SentLetter | None:
    """Write the attempt down, for all workers to see, if there may be one."""
    first = {"tried_at": now, "tries": 1, "taken": False}
    row, new = SentLetter.objects.select_for_update().get_or_create(kind=kind, user=user, day=day, defaults=first)
    if new:
        return row
    if row.taken or row.tries >= TRIES or now < row.tried_at + PAUSE:
        return None
    row.tries, row.tried_at = row.tries + 1, now
    row.save(update_fields=["tries", "tried_at"])
    return row


def _send(row: SentLetter, write: Write) -> None:
    """Hand the letter over. Raises NotTaken, ServerAway; any other exception means that nobody knows."""
    try:
        message, server = write(row.user), get_connection()
        message.extra_headers["Message-ID"] = _name(row)
        message.message()  # What cannot be written as a letter fails here, before anybody was asked to take it.
    except Exception as error:
        raise NotTaken from error
    try:
        server.open()
    except Exception as error:
        raise ServerAway from error
    try:
        server.send_messages([message])
    except REFUSALS as error:
        raise NotTaken from error
    finally:
        server.close()


def _name(row: SentLetter) -> str:
    """Return the letter's Message-ID: the same for every attempt, and nothing that a stranger could send before us."""
    told = salted_hmac("letters", f"{row.kind} {row.day} {row.user_id}", algorithm="sha256").hexdigest()
    return f"<{told}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>"


def _give_back(row: SentLetter) -> None:
    """Take the attempt back: it was none."""
    if row.tries > 1:
        SentLetter.objects.filter(pk=row.pk).update(tries=row.tries - 1)
    else:
        row.delete()
