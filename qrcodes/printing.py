"""A book from its order to its end: ordered, claimed by a worker, made, offered for some days, removed.

A worker claims a book with a lease that every step renews. When it dies, the lease runs out and another worker makes
the book from its beginning, under another file name. Only a finished file is ever offered.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from qrcodes.book import Count, Edition, write_book
from qrcodes.forms import style_of
from qrcodes.models import Book, books_folder
from registry.models import Public

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
KEPT = timedelta(days=3)
# A book that has ended its worker so often is given up.
MAX_ATTEMPTS = 3
# Progress is written once in so many publics: a fraction of a second.
STEP = 20


class AnotherUnderWay(Exception):
    """The person's other book is still being made."""

    def __init__(self, book: Book):
        super().__init__(book)
        self.book = book


class Superseded(Exception):
    """The book was stopped, or another worker has it."""


def order(user, publics: Iterable[int], title: str, kind: str, style: dict, *, by_quota: bool = False) -> Book:
    """Write down a book to be made. Raises AnotherUnderWay: one at a time for each person."""
    wanted = Book(
        made_by=user,
        created_at=timezone.now(),
        title=title[:200],
        kind=kind,
        style=style,
        by_quota=by_quota,
        public_ids=list(publics),
    )
    try:
        with transaction.atomic():
            wanted.save()
    except IntegrityError:
        raise AnotherUnderWay(Book.objects.get(made_by=user, state=Book.State.UNDER_WAY)) from None
    return wanted


def make(book_id: int) -> None:
    """Make a book if nobody does; whatever goes wrong, it is tried again, and given up at last."""
    book = claim(book_id)
    if book is None:
        return
    try:
        _write(book)
    except Superseded:
        log.info("Книга %s: остановлена или передана другому", book.pk)
    except Exception:
        log.exception("Книга %s не удалась с %s-го раза", book.pk, book.attempts)
        _mine(book).update(leased_until=None)


def claim(book_id: int) -> Book | None:
    """Take a book for the length of a lease; None if it is done, stopped, given up, or somebody has it."""
    now = timezone.now()
    with transaction.atomic():
        book = Book.objects.claimable(now).select_for_update(skip_locked=True).filter(pk=book_id).first()
        if book is None:
            return None
        if book.attempts >= MAX_ATTEMPTS:
            book.state = Book.State.FAILED
        else:
            book.attempts, book.seen, book.skipped, book.leased_until = book.attempts + 1, 0, 0, now + LEASE
        book.save()
    return book if book.under_way else None


def stop(book: Book) -> bool:
    """Stop a book that is being made; its worker notices at its next step."""
    return bool(Book.objects.filter(pk=book.pk, state=Book.State.UNDER_WAY).update(state=Book.State.STOPPED))


def purge(now: datetime) -> None:
    """Remove files whose time is over, and what was left by workers that died."""
    Book.objects.filter(state=Book.State.READY, ends_at__lte=now).update(state=Book.State.ENDED)
    kept = Book.objects.filter(state__in=[Book.State.READY, Book.State.UNDER_WAY])
    stems = {book.path.stem for book in kept.only("kind", "attempts")}
    for path in books_folder().glob("*") if books_folder().is_dir() else ():
        if path.name.removeprefix(".").partition(".")[0] not in stems:
            path.unlink(missing_ok=True)


def _write(book: Book) -> None:
    books_folder().mkdir(parents=True, exist_ok=True)
    edition = Edition(book.kind, style_of(book.style), book.by_quota)
    count = write_book(_publics(book), edition, book.path, lambda count: _tell(book, count))
    done = {"seen": count.seen, "skipped": count.skipped, "size": book.path.stat().st_size, "leased_until": None}
    if count.printed:
        kept = _mine(book).update(state=Book.State.READY, ends_at=timezone.now() + KEPT, **done)
    else:
        kept = not _mine(book).update(state=Book.State.EMPTY, **done)
    if not kept:
        book.path.unlink(missing_ok=True)


def _publics(book: Book) -> Iterable[Public]:
    """Return the book's publics in its order of districts and names, as far as the person may still see them."""
    publics = Public.objects.visible_to(book.made_by).present().filter(pk__in=book.public_ids)
    ordered = publics.order_by("institution__district__sort_key", "institution__sort_key", "pk")
    return ordered.select_related("institution__district", "vk_code").iterator(chunk_size=500)


def _tell(book: Book, count: Count) -> None:
    if count.seen % STEP == 0:
        progress = {"seen": count.seen, "skipped": count.skipped, "leased_until": timezone.now() + LEASE}
        if not _mine(book).update(**progress):
            raise Superseded


def _mine(book: Book):
    return Book.objects.filter(pk=book.pk, state=Book.State.UNDER_WAY, attempts=book.attempts)
