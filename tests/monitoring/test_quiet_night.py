"""A night on which nothing has happened costs the fewest calls there are, and writes no post."""

from datetime import timedelta

import pytest

from demo.faults import error
from demo.world import comment, photo, post, repost
from monitoring.models import Post, Profile
from registry.models import Category

from .conftest import NOW, days

pytestmark = pytest.mark.django_db

PUBLICS = 30


def busy(first: int, a_week: int) -> list:
    """Return three months of posts, so many a week, with a pinned one of long ago."""
    step = timedelta(days=7 / a_week)
    posts = [post(first + place, NOW - (place + 1) * step, f"Новость {place}", photo(place)) for place in range(36)]
    return [post(first - 1, days(-400)[0], "Контакты", pinned=True), *posts]


@pytest.fixture
def region(school):
    """Walls of every rhythm: silent ones, reposters, one post a week, five a day."""
    for place in range(PUBLICS):
        number = 900001 + place
        posts = [] if place % 6 == 0 else busy(1000, (1, 3, 5, 7, 12)[place % 5])
        school(number, (Category.CARD, Category.ACTIVE, Category.FLAGSHIP)[place % 3], posts)
    return PUBLICS


@pytest.fixture(params=["user", "service"])
def token(request, settings, local_vk):
    users = ["user-1"] if request.param == "user" else []
    settings.VK_USER_TOKENS, settings.VK_SERVICE_TOKENS = users, [] if users else ["service-1"]
    return request.param


def test_a_quiet_night_makes_the_fewest_calls_there_are(region, audit, at, local_vk, token):
    audit()
    at(NOW + timedelta(days=1))
    local_vk.reset()
    run = audit()
    walls = -(-region // 25) if token == "user" else region
    assert run.calls == len(local_vk.calls) == 1 + walls
    assert local_vk.count("wall.get") == region
    assert local_vk.count("wall.getComments") == 0


def test_a_quiet_night_writes_no_post_row(region, audit, at, local_vk, token):
    audit()
    at(NOW + timedelta(days=1))
    before = _versions()
    assert audit().posts_new == 0
    assert len(before) > 500
    assert _versions() == before


def test_a_night_with_one_new_post_a_wall_writes_that_post_alone(region, audit, at, local_vk, token, world):
    audit()
    at(NOW + timedelta(days=1))
    before = _versions()
    for one in world.communities.values():
        one.add(post(5000, NOW + timedelta(hours=8), "Свежая новость", photo(1)))
    local_vk.reset()
    assert audit().posts_new == PUBLICS
    assert {row for row in _versions() if row[0] in dict(before)} == set(before)
    assert local_vk.count("wall.get") == PUBLICS


def test_tokens_of_two_kinds_rewrite_nothing_for_each_other(school, audit, settings):
    school(posts=busy(1000, 5))
    settings.VK_USER_TOKENS = ["user-1"]
    audit()
    before = _versions()
    settings.VK_USER_TOKENS = []
    audit()
    assert _versions() == before


def test_no_more_posts_are_asked_for_than_the_window_needs(school, audit, at, local_vk):
    school(posts=busy(1000, 7))
    audit()
    at(NOW + timedelta(days=1))
    local_vk.reset()
    audit()
    (asked,) = [int(params["count"]) for _, method, params in local_vk.calls if method == "wall.get"]
    # The pinned one, fourteen of the last two weeks, the one before them, one of the day between; a little to spare.
    assert 17 <= asked <= 21


def test_a_wall_of_reposts_needs_no_second_page_either(school, audit, at, local_vk):
    other = post(1, days(-60)[0], "Чужое", owner_id=-5, from_id=-5)
    reposts = [repost(2000 - place, NOW - timedelta(hours=12 * place + 1), other) for place in range(36)]
    school(posts=[*reposts, post(5, days(-40)[0], "Своё", photo(1))])
    audit()
    at(NOW + timedelta(days=1))
    local_vk.reset()
    audit()
    assert local_vk.count("wall.get") == 1


def test_a_wall_that_was_not_read_for_long_is_asked_for_more(school, audit, at, local_vk, world):
    public = school(posts=busy(1000, 7))
    audit()
    depth = Profile.objects.get(public=public).wall_depth
    at(NOW + timedelta(days=14))
    local_vk.reset()
    audit()
    (asked,) = [int(params["count"]) for _, method, params in local_vk.calls if method == "wall.get"][:1]
    assert asked >= 2 * depth


def test_publics_that_are_gone_are_not_asked_for_one_by_one_every_night(school, audit, world, local_vk):
    for vk_id in range(900001, 900031):
        school(vk_id)
    for vk_id in range(900001, 900011):
        del world.communities[vk_id]
    audit()
    local_vk.reset()
    audit()
    assert local_vk.count("groups.getById") == 1
    assert Profile.objects.exclude(gone="").count() == 10


def test_comments_of_last_months_posts_are_not_asked_for(school, audit, local_vk, world):
    school(posts=[post(900, days(-30)[0], "Давно", comments=[comment(950, days(-29)[0], "Когда?")])])
    audit()
    assert local_vk.count("wall.getComments") == 0


def test_comments_that_vk_refuses_are_not_asked_for_every_night(school, audit, local_vk, world):
    asked = [comment(950, NOW - timedelta(days=2), "Когда?")]
    school(posts=[post(900, NOW - timedelta(days=3), "Новость", comments=asked)])
    local_vk.faults.append(error(212, "Access to post comments denied", method="wall.getComments"))
    audit()
    audit()
    assert local_vk.count("wall.getComments") == 1
    local_vk.faults.clear()
    world[900001].posts[0].comments.append(comment(951, NOW - timedelta(days=1), "Где?"))
    audit()
    assert Post.objects.get(vk_id=900).reader_commented


def test_walls_too_heavy_for_one_answer_are_remembered(school, audit, local_vk, settings):
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = [], ["user-1"]
    for number in range(900001, 900026):
        school(number, posts=busy(1000, 7)[:18])
    audit()
    local_vk.faults.append(error(13, "response size is too big", method="execute", times=1))
    audit()
    assert Profile.objects.filter(post_weight=2).count() == 25
    local_vk.reset()
    audit()
    assert local_vk.count("execute") == 2
    assert Profile.objects.filter(post_weight__lt=2, post_weight__gt=1).count() == 25


def _versions() -> list[tuple[int, str]]:
    """Return each post row with the transaction that wrote it."""
    rows = Post.objects.raw("select id, xmin::text as version from monitoring_post order by id")
    return [(row.pk, row.version) for row in rows]
