"""The habitual matrix: posts, likes, comments, reposts and views of four weeks, with total and average."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from monitoring.models import WeekReach
from monitoring.weeks import Week
from registry.models import Public

WEEKS = 4
FIGURES = ("posts", "likes", "comments", "reposts", "views")


@dataclass(frozen=True)
class Line:
    """A figure week by week, None where it was not read; its total and its average over the weeks that were."""

    name: str
    values: Sequence[int | None]

    @property
    def total(self) -> int:
        return sum(value for value in self.values if value is not None)

    @property
    def average(self) -> float:
        return self.total / sum(value is not None for value in self.values)


@dataclass(frozen=True)
class Habit:
    weeks: Sequence[Week]
    lines: Sequence[Line]


def reach(public: Public, last: Week) -> QuerySet[WeekReach]:
    """Return what is known of the four weeks up to the last one."""
    return public.reach.filter(week__in=[week.monday for week in _weeks(last)])


def habit(rows: Iterable[WeekReach], last: Week) -> Habit | None:
    """Return four weeks up to the last one, None if none of them was read; ``rows``: see ``reach``."""
    weeks = _weeks(last)
    known = {row.week: row for row in rows}
    if not known:
        return None
    lines = [Line(name, [getattr(known.get(week.monday), key, None) for week in weeks]) for key, name in _names()]
    return Habit(weeks, lines)


def _weeks(last: Week) -> list[Week]:
    return [last.shift(-back) for back in reversed(range(WEEKS))]


def _names() -> list[tuple[str, str]]:
    told = (_("Посты"), _("Отметки «Нравится»"), _("Комментарии"), _("Репосты"), _("Просмотры"))
    return list(zip(FIGURES, told, strict=True))
