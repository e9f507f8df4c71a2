"""Mandatory posts: entered by people, recognised when walls are stored, owed by whom they concern."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from registry.models import Public, User

from . import clock, holding
from .facts import Duty
from .models import MandatoryPost, MandatorySearch, Post, Publication
from .recognising import Seen, Way, recognised, sought
from .weeks import Week

Scope = MandatoryPost.Scope
COMPARED = ["pk", "public_id", "date", "text", "fingerprint", "sketch"]
COMPARED += ["from_community", "is_repost", "is_ad", "deleted_at"]


@dataclass(frozen=True)
class Owed:
    """What is owed in some weeks, and where it stands: {(mandatory post, public): [(when, post's number), …]}."""

    rows: Sequence[MandatoryPost]
    found: Mapping[tuple[int, int], Sequence[tuple[datetime, int]]]

    def duties(self, public: Public, category: str, week: Week, seen_at: datetime) -> tuple[Duty, ...]:
        """Return the mandatory posts whose period ends in the week and that concern the public (of that category)."""
        return tuple(
            Duty(row.pk, row.title, due(row).astimezone(UTC), self._post(row, public, seen_at))
            for row in self.rows
            if week.monday <= row.last_day <= week.sunday and binds(row, public, category)
        )

    def _post(self, row: MandatoryPost, public: Public, seen_at: datetime) -> int | None:
        """Return the number of the first post in which it is found, among those that were out when it was seen."""
        found = self.found.get((row.pk, public.pk), ())
        return min(((at, number) for at, number in found if at <= seen_at), default=(None, None))[1]


def save(row: MandatoryPost, by: User) -> MandatorySearch | None:
    """Keep a mandatory post; if its days have begun, write down that posts already stored are to be searched."""
    with transaction.atomic():
        holding.change_mandatory()
        row.save()
        if row.withdrawn_at or row.first_day > clock.today():
            return None
        ids = list(Public.objects.present().order_by("pk").values_list("pk", flat=True))
        order = {"public_ids": ids, "started_at": clock.now(), "started_by": by}
        return MandatorySearch.objects.create(mandatory=row, **order) if ids else None


def look(posts: Collection[Post]) -> None:
    """Look for mandatory posts among posts that were just stored, new or changed. Nothing is asked if none is due."""
    if not posts:
        return
    holding.read_mandatory()
    days = [clock.day_of(post.date) for post in posts]
    asked = MandatoryPost.objects.standing().filter(first_day__lte=max(days), last_day__gte=min(days))
    if rows := list(asked):
        _note(rows, posts)


def forget(posts: Collection[int]) -> None:
    """Take back what was found in posts (primary keys) that are gone from their walls."""
    Publication.objects.filter(post__in=posts).delete()


@transaction.atomic
def search(order: MandatorySearch, publics: list[int]) -> None:
    """Look for the order's mandatory post on these publics' walls, as far as they are stored."""
    row = order.mandatory
    Publication.objects.filter(mandatory=row, public__in=publics).delete()
    posts = Post.objects.filter(public__in=publics, date__gte=begins(row), date__lt=due(row)).order_by("pk")
    # Held until what was found is written: an audit may tell meanwhile that one of them is gone from its wall.
    _note([row], list(posts.select_for_update().only(*COMPARED)))


def ending(weeks: Collection[Week]) -> QuerySet[MandatoryPost]:
    """Return the mandatory posts whose last day is in the weeks, or between them."""
    days = {"last_day__gte": min(weeks).monday, "last_day__lte": max(weeks).sunday}
    return MandatoryPost.objects.standing().filter(**days).order_by("last_day", "pk")


def owed(publics: Iterable[int], rows: Sequence[MandatoryPost]) -> Owed:
    """Return where the mandatory posts stand on the walls of the publics (primary keys). One query, or none."""
    found: dict[tuple[int, int], list[tuple[datetime, int]]] = defaultdict(list)
    if rows:
        known = Publication.objects.filter(mandatory__in=rows, public__in=list(publics))
        for mandatory, public, at, number in known.values_list("mandatory", "public", "post__date", "post__vk_id"):
            found[mandatory, public].append((at, number))
    return Owed(rows, found)


def binds(row: MandatoryPost, public: Public, category: str) -> bool:
    """Tell whether the public is in scope. Whether it has a cabinet is the rule's question."""
    match row.scope:
        case Scope.DISTRICTS:
            return public.institution.district_id in row.districts
        case Scope.TYPES:
            return public.institution.type in row.types
        case Scope.CATEGORIES:
            return category in row.categories
    return row.scope == Scope.HOLDERS


def in_scope(row: MandatoryPost, institution: str = "institution__") -> Q:
    """Return the condition on publics that ``binds`` tells, by the categories of today.

    ``institution``: where rows have its district and type; kept counts have them themselves.
    """
    conditions = {
        # An empty condition would vanish where conditions are joined by «or», and with it everybody.
        Scope.HOLDERS: Q(pk__isnull=False),
        Scope.DISTRICTS: Q(**{f"{institution}district__in": row.districts}),
        Scope.TYPES: Q(**{f"{institution}type__in": row.types}),
        Scope.CATEGORIES: Q(category__in=row.categories),
    }
    return conditions[Scope(row.scope)]


def begins(row: MandatoryPost) -> datetime:
    return _midnight(row.first_day)


def due(row: MandatoryPost) -> datetime:
    """Return the first moment after its days."""
    return _midnight(row.last_day + timedelta(days=1))


def unfinished(row: MandatoryPost) -> QuerySet[MandatorySearch]:
    return row.searches.filter(finished_at=None)


def _note(rows: Sequence[MandatoryPost], posts: Collection[Post]) -> None:
    """Keep in which of the posts the rows are recognised; a post that was changed may have ceased to be one."""
    Publication.objects.filter(mandatory__in=rows, post__in=[post.pk for post in posts]).delete()
    spans = [(row, sought(Way(row.way), row.sample), begins(row), due(row)) for row in rows]
    found = []
    for post in posts:
        seen = Seen(post.text, post.fingerprint, bytes(post.sketch))
        found += [
            Publication(mandatory=row, public_id=post.public_id, post_id=post.pk)
            for row, one, starts, ends in spans
            if post.is_publication and starts <= post.date < ends and recognised(one, seen)
        ]
    Publication.objects.bulk_create(found, ignore_conflicts=True, batch_size=1000)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.zone())
