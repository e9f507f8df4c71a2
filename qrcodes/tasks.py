"""Celery's entrances. A message says only that there is work; the work stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from qrcodes import placing, printing
from qrcodes.models import Book
from registry import making


@shared_task
def make_book(book_id: int) -> None:
    """Make a book, unless somebody does."""
    printing.make(book_id)


@shared_task
def tend_books() -> None:
    """Say again which books wait for a worker, and remove files whose time is over."""
    now = timezone.now()
    making.purge(Book, now)
    for pk in Book.objects.claimable(now).values_list("pk", flat=True):
        make_book.delay(pk)


@shared_task
def tend_quotas() -> None:
    """Let institutions that a list has brought know their norm."""
    placing.spread_quotas()
