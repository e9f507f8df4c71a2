"""Books of sheets as files that are ordered, made in the background and offered for some days (registry.making)."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from qrcodes.book import Count, Edition, write_book
from qrcodes.forms import style_of
from qrcodes.models import Book
from qrcodes.queries import FOR_SHEETS
from registry import making
from registry.models import Public

KEPT = timedelta(days=3)
# Progress is written once in so many publics: a fraction of a second.
STEP = 20


def order(user, publics: Iterable[int], title: str, kind: str, style: dict, *, by_quota: bool = False) -> Book:
    """Write down a book to be made. Raises making.AnotherUnderWay: one at a time for each person."""
    return making.order(
        Book(
            made_by=user,
            created_at=timezone.now(),
            title=title[:200],
            kind=kind,
            style=style,
            by_quota=by_quota,
            public_ids=list(publics),
        )
    )


def make(book_id: int) -> None:
    """Make a book if nobody does."""
    making.make(Book, book_id, write)


def write(book: Book) -> None:
    """Write a claimed book and offer it. Raises making.Superseded if it was stopped or lost on the way."""
    book.folder().mkdir(parents=True, exist_ok=True)
    edition = Edition(book.kind, style_of(book.style), book.by_quota)
    count = write_book(_publics(book), edition, book.path, lambda count: _tell(book, count))
    progress = {"seen": count.seen, "skipped": count.skipped}
    if count.printed:
        making.finish(book, KEPT, **progress)
    else:
        making.finish_empty(book, **progress)


def _publics(book: Book) -> Iterable[Public]:
    """Return the book's publics in its order of districts and names, as far as the person may still see them."""
    publics = Public.objects.visible_to(book.made_by).present().filter(pk__in=book.public_ids)
    ordered = publics.order_by("institution__district__sort_key", "institution__sort_key", "pk")
    return ordered.select_related(*FOR_SHEETS).iterator(chunk_size=500)


def _tell(book: Book, count: Count) -> None:
    if count.seen % STEP == 0:
        making.tell(book, seen=count.seen, skipped=count.skipped)
