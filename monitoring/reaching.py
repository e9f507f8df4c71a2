"""Likes, comments, reposts and views of closed weeks: written once, with the first reading after a week's end."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from vk.door import Wall
from vk.replies import WallPost

from . import clock
from .bulk import insert
from .models import WeekReach
from .weeks import Week

# The database's own bound.
MOST = 2_147_483_647


def keep(read: Mapping[int, Wall], since: Mapping[int, datetime], now: datetime) -> None:
    """Write the sums of the weeks that are over, that the readings show whole, and that have none yet. Two queries."""
    whole = {public: datetime.fromtimestamp(wall.whole_since, UTC) for public, wall in read.items()}
    weeks = {public: list(_over(max(since[public], whole[public]), now)) for public in read}
    if not any(weeks.values()):
        return
    earliest = min(week.monday for mine in weeks.values() for week in mine)
    rows = WeekReach.objects.filter(public__in=list(read), week__gte=earliest)
    known: set[tuple[int, date]] = set(rows.values_list("public", "week"))
    missing = [(public, week) for public, mine in weeks.items() for week in mine if (public, week.monday) not in known]
    new = [_row(public, week, read[public].posts, now) for public, week in missing]
    insert(new, unique=["public", "week"])


def _over(since: datetime, now: datetime) -> Iterator[Week]:
    """Yield the closed weeks that a reading since the moment shows whole."""
    week = clock.week_of(since)
    week = week if week.starts(clock.zone()) >= since else week.shift(1)
    while week.ends(clock.zone()) <= now:
        yield week
        week = week.shift(1)


def _row(public: int, week: Week, posts: Iterable[WallPost], now: datetime) -> WeekReach:
    starts, ends = (moment.timestamp() for moment in (week.starts(clock.zone()), week.ends(clock.zone())))
    mine = [post for post in posts if post.is_publication and starts <= post.date < ends]
    return WeekReach(
        public_id=public,
        week=week.monday,
        posts=len(mine),
        likes=_sum(post.likes for post in mine),
        comments=_sum(post.comments_count for post in mine),
        reposts=_sum(post.reposts for post in mine),
        views=_sum(post.views for post in mine),
        read_at=now,
    )


def _sum(figures: Iterable[int]) -> int:
    return min(sum(max(figure, 0) for figure in figures), MOST)
