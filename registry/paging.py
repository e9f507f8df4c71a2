"""Lists page by page, however long: nobody turns two hundred pages, and nothing is counted beyond them."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000
"""Rows that pages show. Who wants all takes the file, or narrows the list."""
MANY = 1_000_000
"""A bound that no list reaches: with it PostgreSQL reads a subquery by its index before all else."""


class LongPaginator(Paginator):
    """Django's paginator that stops counting: PostgreSQL reads as many rows as it counts.

    ``total``: the number of rows, where it is known from elsewhere.
    """

    def __init__(self, rows: QuerySet, per_page: int, total: int | None = None):
        super().__init__(rows, per_page)
        self._rows, self._total = rows, total

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def capped(self) -> bool:
        """Tell whether there are more rows than pages show."""
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        return self._rows.order_by()[: MOST + 1].count() if self._total is None else self._total
