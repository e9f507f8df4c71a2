"""«Мой паблик» on Friday 20 November 2026, and the rooms it stands on."""

from datetime import timedelta

import pytest

from monitoring.models import Comment, Post
from tests.pages.conftest import (
    NOW,
    RUNNING,
    assets,
    browse,
    clock_at_friday,
    count_queries,
    facts,
    judged,
    observer,
    person,
    public,
    region,
    seen,
    specialist,
)

__all__ = ["assets", "clock_at_friday", "count_queries", "observer", "region", "specialist"]


@pytest.fixture
def school(db):
    """A school's public: one post on Tuesday of the running week, a small avatar, the rest in order."""
    one = public("Апастовская школа № 2")
    seen(one)
    judged(one, RUNNING, posts=2, avatar_side=200)
    judged(one)
    wall(one, facts(one, RUNNING, posts=2))
    return one


@pytest.fixture
def admin(school):
    return browse(person("school_admin", institution=school.institution))


def wall(of, known) -> None:
    """Put the posts of a week's facts onto the wall as rows."""
    Post.objects.bulk_create(
        Post(public=of, vk_id=post.id, date=post.date, from_community=True, first_seen_at=post.date, text_length=200)
        for post in known.posts
        if post.date <= NOW
    )


def question(of, hours: float, text: str = "До скольки работает продлёнка?", number: int = 7001) -> Comment:
    """Ask a question so many hours ago under the public's last post."""
    return Comment.objects.create(
        public=of,
        post=900,
        vk_id=number,
        date=NOW - timedelta(hours=hours),
        author="a" * 16,
        thread=number,
        asks=True,
        text=text,
    )


def answer(to: Comment) -> Comment:
    return Comment.objects.create(
        public=to.public, post=to.post, vk_id=to.vk_id + 1, date=to.date + timedelta(minutes=5), thread=to.thread
    )
