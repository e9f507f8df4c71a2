"""A list's rows as a page shows them: narrowed by what the address says, worst first, with what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.fields.json import KT

from registry.models import Import, ImportRow, Outcome
from registry.parameters import search_text

RENEWED, KEPT, CHANGES = "renewed", "kept", ""
QUESTIONS = ("shared", "type", "district", "public", "owner", "earlier")
# What needs a person comes first.
ORDER = (Outcome.REJECTED, Outcome.UNDECIDED, Outcome.CHANGED, Outcome.ADDED, Outcome.LEFT_OUT, Outcome.UNCHANGED)
Rows = QuerySet[ImportRow]


@dataclass(frozen=True)
class Filters:
    """``show``: an outcome, «renewed», «kept», or empty for all that is not simply unchanged;

    ``type``, ``district``: what the portal suggests.
    """

    show: str = CHANGES
    question: str = ""
    type: str = ""
    district: str = ""
    q: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of an address; what the portal does not know narrows nothing."""
        show, question = query.get("show", ""), query.get("question", "")
        known = {*Outcome.values, RENEWED, KEPT}
        return cls(
            show=show if show in known else CHANGES,
            question=question if question in QUESTIONS else "",
            type=search_text(query.get("type", "")),
            district=search_text(query.get("district", "")),
            q=search_text(query.get("q", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether more than a tab is chosen."""
        return bool(self.question or self.type or self.district or self.q)

    def query(self, **other: str) -> str:
        """Return these filters, or these with others, as the query of an address."""
        return urlencode({name: value for name, value in {**vars(self), **other}.items() if value})


def rows(one: Import, filters: Filters) -> Rows:
    """Return the rows that the filters leave, those that need a person first."""
    found = one.rows.filter(**_conditions(filters))
    if filters.show == CHANGES:
        found = found.exclude(outcome__in=[Outcome.UNCHANGED, Outcome.LEFT_OUT])
    if filters.show == KEPT:
        found = found.exclude(kept=[])
    ranks = [When(outcome=name, then=Value(place)) for place, name in enumerate(ORDER)]
    return found.order_by(Case(*ranks, output_field=IntegerField()), "place")


def _conditions(filters: Filters) -> dict:
    told = {
        "outcome": filters.show if filters.show in Outcome.values else "",
        "renewed": filters.show == RENEWED,
        "questions__has_key": filters.question,
        "suggested__type": filters.type,
        "suggested__district": filters.district,
        "name__icontains": filters.q,
    }
    return {name: value for name, value in told.items() if value}


def shared(one: Import) -> tuple[int, int]:
    """Return how many rows name a public that others name for other institutions, and how many publics these are."""
    told = one.rows.filter(questions__has_key="shared").order_by()
    counts = told.aggregate(rows=Count("pk"), publics=Count("vk_id", distinct=True))
    return counts["rows"], counts["publics"]


def suggestions(found: Rows, name: str) -> list[tuple[str, int]]:
    """Return what is suggested for the question in these rows, and for how many; the most frequent first."""
    told = found.filter(suggested__has_key=name).order_by().annotate(told=KT(f"suggested__{name}"))
    return sorted(told.values_list("told").annotate(count=Count("pk")), key=lambda pair: (-pair[1], pair[0]))


def questions(found: Rows) -> dict[str, int]:
    """Return how many of the rows wait for each answer."""
    counts = {name: Count("pk", filter=Q(questions__has_key=name)) for name in QUESTIONS}
    return {name: count for name, count in found.order_by().aggregate(**counts).items() if count}
