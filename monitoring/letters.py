"""A letter for a person and a day goes out once, however many workers begin, and again only if it did not go."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from registry.models import User

from .models import SentLetter

log = logging.getLogger(__name__)
# Rows say only that a letter is not to be sent again.
KEPT = timedelta(weeks=8)


def once(kind: str, user: User, day: date, now: datetime, write: Callable[[User], EmailMessage]) -> bool:
    """Send a letter unless the person had it; tell whether it went out now. One that fails waits for the next time."""
    try:
        with transaction.atomic():
            # The second of two workers waits here for the first, and then finds its row.
            _row, new = SentLetter.objects.get_or_create(kind=kind, user=user, day=day, defaults={"sent_at": now})
            if new:
                write(user).send()
            return new
    except Exception:
        log.exception("Письмо «%s» не отправлено, попробуем снова", kind)
        return False


def tidy(today: date) -> None:
    """Forget letters that nobody could send again."""
    SentLetter.objects.filter(day__lt=today - KEPT).delete()
