"""Likes, comments, reposts and views of closed weeks, kept with the first reading after a week's end."""

from datetime import timedelta

import pytest

from monitoring import reaching
from monitoring.models import WeekReach
from monitoring.queries.reach import habit, reach
from tests.pages.conftest import BEFORE, LAST, MOSCOW, NOW, browse, compliant, person, public, text
from vk.door import Wall
from vk.replies import WallPost

pytestmark = pytest.mark.django_db
SINCE = BEFORE.starts(MOSCOW)


def post(id: int, at, own: bool = True, **figures) -> WallPost:
    told = {"likes": 10, "reposts": 2, "views": 100, "comments_count": 3, **figures}
    return WallPost(
        id,
        int(at.timestamp()),
        own,
        False,
        False,
        False,
        False,
        "",
        (),
        None,
        told.pop("comments_count"),
        None,
        **told,
    )


def read(of, *posts: WallPost, since=SINCE, now=NOW) -> None:
    reaching.keep({of.pk: Wall(of.vk_id, posts, as_user=True)}, {of.pk: since}, now)


def kept() -> list[tuple]:
    fields = ("week", "posts", "likes", "comments", "reposts", "views")
    return list(WeekReach.objects.order_by("week").values_list(*fields))


def test_the_sums_of_a_closed_week_are_of_the_communitys_own_posts():
    start = LAST.starts(MOSCOW)
    read(public(), post(1, start), post(2, start + timedelta(days=6), likes=5), post(3, start, own=False))
    assert kept() == [(BEFORE.monday, 0, 0, 0, 0, 0), (LAST.monday, 2, 15, 6, 4, 200)]


def test_what_was_written_once_stays_whatever_later_readings_show():
    one, start = public(), LAST.starts(MOSCOW)
    read(one, post(1, start))
    read(one, post(1, start, likes=999), now=NOW + timedelta(days=1))
    assert kept()[1] == (LAST.monday, 1, 10, 3, 2, 100)


def test_a_week_that_the_reading_shows_in_part_and_the_running_one_are_not_written():
    read(public(), post(1, NOW - timedelta(days=1)), since=LAST.starts(MOSCOW) + timedelta(hours=1))
    assert kept() == []


def test_the_matrix_has_four_weeks_total_and_average_of_those_that_were_read():
    one = public()
    read(one, post(1, LAST.starts(MOSCOW)), post(2, LAST.starts(MOSCOW)), post(3, BEFORE.starts(MOSCOW)))
    told = habit(reach(one, LAST), LAST)
    posts = told.lines[0]
    assert (posts.values, posts.total, posts.average) == ([None, None, 1, 2], 3, 1.5)
    assert habit(reach(public("Школа № 2"), LAST), LAST) is None


def test_the_publics_page_shows_it():
    one = public()
    compliant(one)
    read(one, post(1, LAST.starts(MOSCOW), views=12345))
    page = text(browse(person("observer")), f"/publics/{one.pk}/")
    assert "Четыре недели в цифрах" in page
    assert "12 345" in page
