"""Rows that were read at once are the rows that each queryset would have read alone."""

import pytest
from django.db.models import Case, Count, F, JSONField, Value, When

from monitoring.models import FrozenWeek, Post, RuleSet, WeekSummary
from registry.at_once import at_once
from registry.models import District, Public
from tests.mine.conftest import wall
from tests.pages.conftest import LAST, clock_at_friday, facts, judged, public, seen

__all__ = ["clock_at_friday"]


@pytest.fixture
def school(db):
    one = public("Школа № 1")
    seen(one)
    judged(one)
    wall(one, facts(one))
    return one


def querysets():
    """Return every kind of queryset that is read so, made anew."""
    attached = Case(When(vk_id__gt=901, then=F("attachments")), default=Value([], JSONField()))
    posts = Post.objects.order_by("date", "vk_id")
    return [
        Public.objects.select_related("institution__district", "profile"),
        WeekSummary.objects.order_by("-week")[:5],
        posts,
        posts.only("vk_id", "date"),
        posts.annotate(attached=attached).values_list("vk_id", "date", "attached", "sketch"),
        posts.filter(vk_id__lt=900).union(posts.filter(vk_id__gte=900), all=True),
        posts.order_by("public", "-date").distinct("public"),
        RuleSet.objects.standing(),
        District.objects.annotate(schools=Count("institutions")).order_by("pk"),
        District.objects.values_list("pk", flat=True).order_by("pk"),
        FrozenWeek.objects.filter(week=LAST.monday),
        Post.objects.filter(pk__in=[]),
    ]


def test_they_hold_what_they_would_have_read(school, django_assert_num_queries):
    alone, together = [list(one) for one in querysets()], querysets()
    with django_assert_num_queries(1):
        at_once(*together)
        assert [len(list(one)) for one in together] == [len(one) for one in alone]
    assert [list(map(told, one)) for one in together] == [list(map(told, one)) for one in alone]


def test_what_was_joined_needs_no_query(school, django_assert_num_queries):
    rows = Public.objects.select_related("institution__district", "profile")
    at_once(rows)
    with django_assert_num_queries(0):
        assert (rows[0].institution.district.name, rows[0].profile.wall) == ("Арский район", None)


def test_a_queryset_made_of_one_that_was_read_reads_for_itself(school, django_assert_num_queries):
    rows = Post.objects.filter(public=school)
    at_once(rows)
    with django_assert_num_queries(1):
        assert not rows.filter(vk_id=0).exists()


def told(row):
    """Return a row by its values: models compare by their keys alone."""
    if not hasattr(row, "__dict__"):
        return bytes(row) if isinstance(row, memoryview) else plain(row)
    return {name: plain(value) for name, value in vars(row).items() if name != "_state"}


def plain(value):
    if isinstance(value, memoryview):
        return bytes(value)
    return tuple(map(plain, value)) if isinstance(value, tuple) else told(value) if hasattr(value, "_state") else value
