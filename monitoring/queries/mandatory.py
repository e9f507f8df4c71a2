"""«Обязательные публикации»: the list, and the matrix of who has published what and who has not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from operator import and_, or_
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring import clock
from monitoring.judging import RuleSets
from monitoring.mandating import binds, due, in_scope
from monitoring.models import Campaign, MandatoryPost, Profile, Publication, RuleSet
from monitoring.models.mandatory import MandatoryPostQuerySet
from registry import searching
from registry.at_once import at_once
from registry.models import Category, District, InstitutionType, Public
from registry.parameters import primary_key, search_text
from registry.templatetags.portal import day

from .mandatory_counts import concerned_by, published, tally

Scope = MandatoryPost.Scope
# So many posts of a campaign stand beside each other; of more the latest.
MOST_COLUMNS = 12


class Standing(StrEnum):
    """How a public stands towards a mandatory post."""

    DONE = "done"
    MISSING = "missing"
    WAITING = "waiting"
    UNSEEN = "unseen"
    CABINET_UNKNOWN = "cabinet_unknown"
    NO_CABINET = "no_cabinet"
    NOT_ASKED = "not_asked"


# The verdict's symbol, and the word beside it.
SHOWN = {
    Standing.DONE: ("pass", gettext_lazy("на стене")),
    Standing.MISSING: ("fail", gettext_lazy("нет на стене")),
    Standing.WAITING: ("in_progress", gettext_lazy("ещё есть время")),
    Standing.UNSEEN: ("unknown", gettext_lazy("стену не видно")),
    Standing.CABINET_UNKNOWN: ("unknown", gettext_lazy("есть ли кабинет, не указано")),
    Standing.NO_CABINET: ("not_applicable", gettext_lazy("нет кабинета")),
    Standing.NOT_ASKED: ("not_applicable", gettext_lazy("не требуется")),
}
STATES = {
    "done": gettext_lazy("опубликовали"),
    "missing": gettext_lazy("не опубликовали"),
    "no_cabinet": gettext_lazy("без кабинета или не указан"),
}


@dataclass(frozen=True)
class Frame:
    """What stands around any list of mandatory posts.

    ``names``: of all districts; ``mine``: of those that the person sees.
    ``asking``: categories of which mandatory posts can be asked in the running week.
    """

    names: Mapping[int, str]
    mine: Sequence[tuple[int, str]]
    asking: Sequence[str]


@dataclass(frozen=True)
class Listed:
    """A mandatory post in words. ``done`` of ``owing``: publics of the reader's scope that have a cabinet."""

    row: MandatoryPost
    concerns: str
    done: int
    owing: int


@dataclass(frozen=True)
class Cell:
    """Where a public stands towards one mandatory post. ``url``, ``at``: of the post in which it was found."""

    column: MandatoryPost
    standing: Standing
    url: str = ""
    at: datetime | None = None

    @property
    def symbol(self) -> str:
        return SHOWN[self.standing][0]

    @property
    def word(self) -> str:
        return day(self.at) if self.at else str(SHOWN[self.standing][1])


@dataclass(frozen=True)
class Line:
    public: Public
    cells: Sequence[Cell]


@dataclass(frozen=True)
class MatrixFilters:
    """What a reader narrows the matrix to; empty is «all». ``district``: its primary key."""

    state: str = ""
    district: int | None = None
    q: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of an address. What the portal does not know narrows nothing."""
        state = query.get("state", "")
        district, search = primary_key(query.get("district", "")), search_text(query.get("q", ""))
        return cls(state if state in STATES else "", district, search)

    @property
    def active(self) -> bool:
        return self != type(self)()


def visible(user) -> MandatoryPostQuerySet:
    return MandatoryPost.objects.visible_to(user).select_related("campaign", "created_by")


def under_way(user) -> QuerySet[MandatoryPost]:
    today = clock.today()
    return visible(user).standing().filter(first_day__lte=today, last_day__gte=today).order_by("last_day", "pk")


def future(user) -> QuerySet[MandatoryPost]:
    return visible(user).standing().filter(first_day__gt=clock.today()).order_by("first_day", "pk")


def past(user) -> QuerySet[MandatoryPost]:
    """Return what is over, and what was taken back whenever it was to be."""
    rows = visible(user)
    return (rows.filter(last_day__lt=clock.today()) | rows.exclude(withdrawn_at=None)).order_by("-last_day", "-pk")


def frame(user) -> Frame:
    """Read what stands around any list of mandatory posts. One query."""
    mine = District.objects.visible_to(user).order_by("sort_key").values_list("pk", "name")
    every, sets = District.objects.values_list("pk", "name"), RuleSet.objects.standing()
    at_once(every, mine, sets)
    return Frame(dict(every), list(mine), RuleSets(sets).demanding("mandatory", clock.week_of(clock.now())))


def listed(rows: Iterable[MandatoryPost], user, around: Frame) -> list[Listed]:
    """Return mandatory posts in words and figures. Two queries, whatever their number."""
    rows = list(rows)
    counts = tally(rows, user, watched(user, around), asked(around))
    return [Listed(row, concerns(row, around.names), *counts[row.pk]) for row in rows]


def watched(user, around: Frame) -> QuerySet[Public]:
    """Return the publics that a person sees and of which mandatory posts can be asked at all."""
    return Public.objects.visible_to(user).present().filter(category__in=asked(around))


def asked(around: Frame) -> list[str]:
    """Return the categories of publics of which mandatory posts can be asked; of one without, that is not known."""
    return [*around.asking, Category.UNSET]


def concerned(columns: Sequence[MandatoryPost], user, around: Frame) -> QuerySet[Public]:
    """Return the publics that any of the mandatory posts concerns, by district and name."""
    scope = reduce(or_, map(in_scope, columns), Q(pk=None))
    rows = watched(user, around).filter(scope).select_related("institution__district", "profile")
    return rows.order_by("institution__district__sort_key", "institution__sort_key", "pk")


def total(columns: Sequence[MandatoryPost], user, around: Frame, filters: MatrixFilters) -> int | None:
    """Return how many rows the matrix has, None where only the rows themselves tell. One query, or none."""
    return None if filters.state or filters.q else concerned_by(columns, user, asked(around), filters.district)


def narrowed(rows: QuerySet[Public], columns: Sequence[MandatoryPost], filters: MatrixFilters) -> QuerySet[Public]:
    """Leave the rows that the reader asked for."""
    if filters.district:
        rows = rows.filter(institution__district=filters.district)
    if filters.q:
        rows = rows.filter(searching.condition(filters.q, "institution__"))
    if filters.state == "no_cabinet":
        return rows.exclude(cabinet=True)
    if filters.state:
        everything = reduce(and_, (~in_scope(row) | Q(published(row)) for row in columns), Q())
        done = rows.filter(everything, cabinet=True)
        return done if filters.state == "done" else rows.filter(cabinet=True).exclude(pk__in=done.values("pk"))
    return rows


def lines(publics: Iterable[Public], columns: Sequence[MandatoryPost]) -> list[Line]:
    """Return the matrix's rows for these publics. One query."""
    publics = list(publics)
    known = Publication.objects.filter(mandatory__in=columns, public__in=publics)
    found: dict[tuple[int, int], tuple[datetime, int]] = {}
    for mandatory, public, at, number in known.order_by("-post__date", "-post__vk_id").values_list(
        "mandatory", "public", "post__date", "post__vk_id"
    ):
        found[mandatory, public] = (at, number)
    return [Line(one, [_cell(row, one, found.get((row.pk, one.pk))) for row in columns]) for one in publics]


def of_campaign(campaign: Campaign, user) -> list[MandatoryPost]:
    """Return the campaign's standing mandatory posts that the person sees, by their days; of many the latest."""
    return list(visible(user).standing().filter(campaign=campaign)[:MOST_COLUMNS])[::-1]


def campaigns(user) -> QuerySet[Campaign]:
    """Return the campaigns of mandatory posts that the person sees."""
    return Campaign.objects.filter(pk__in=MandatoryPost.objects.visible_to(user).standing().values("campaign"))


def concerns(row: MandatoryPost, names: Mapping[int, str]) -> str:
    """Say whom a mandatory post concerns."""
    told = _scoped(row.scope, getattr(row, row.scope, ()), names)
    return told if row.scope == Scope.HOLDERS else _("%(who)s: у кого есть кабинет") % {"who": told}


def told(field: str, value: Any, names: Mapping[int, str]) -> str:
    """Write a field of a mandatory post as its history tells it."""
    match field:
        case "scope":
            return str(Scope(value).label)
        case "districts" | "types" | "categories":
            return _scoped(field, value, names)
        case "first_day" | "last_day" | "withdrawn_at":
            return day(value)
        case "way":
            return str(MandatoryPost(way=value).get_way_display())
        case "campaign":
            return str(Campaign.objects.filter(pk=value).first() or "—")
    return str(value)


def _scoped(scope: str, values: Sequence[Any], names: Mapping[int, str]) -> str:
    words = {
        Scope.DISTRICTS: lambda pk: names.get(pk, str(pk)),
        Scope.TYPES: lambda one: str(InstitutionType(one).label),
        Scope.CATEGORIES: lambda one: str(Category(one).label),
    }
    say = words.get(Scope(scope))
    return ", ".join(map(say, values)) or "—" if say else str(Scope.HOLDERS.label)


def _cell(row: MandatoryPost, public: Public, found: tuple[datetime, int] | None) -> Cell:
    if not binds(row, public, public.category):
        return Cell(row, Standing.NOT_ASKED)
    if found:
        return Cell(row, Standing.DONE, f"https://vk.com/wall-{public.vk_id}_{found[1]}", found[0])
    return Cell(row, _without(row, public))


def _without(row: MandatoryPost, public: Public) -> Standing:
    """Tell how a public stands that has not published it, as far as is known."""
    if not public.cabinet:
        return Standing.CABINET_UNKNOWN if public.cabinet is None else Standing.NO_CABINET
    if clock.now() < due(row):
        return Standing.WAITING
    return Standing.MISSING if _seen_since(getattr(public, "profile", None), due(row)) else Standing.UNSEEN


def _seen_since(profile: Profile | None, moment: datetime) -> bool:
    if profile is None or profile.seen_at is None or profile.gone or profile.wall_refused:
        return False
    return profile.seen_at >= moment


def days(row: MandatoryPost) -> int:
    return (row.last_day - row.first_day).days + 1


def open_to_change(row: MandatoryPost) -> bool:
    """Tell whether it can still be changed: once its days are over, weeks have been judged by it."""
    today: date = clock.today()
    return row.withdrawn_at is None and today <= row.last_day
