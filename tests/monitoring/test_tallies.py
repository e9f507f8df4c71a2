"""Counts kept by triggers: whatever is written, and by whom, they come to what counting anew comes to."""

from collections.abc import Callable
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Sum

from monitoring import tallying
from monitoring.models import (
    MandatoryPost,
    PlaceTally,
    Post,
    Publication,
    PublishedTally,
    RuleTally,
    WeekSummary,
    WeekTally,
)
from registry.models import Institution, Public
from tests.pages.conftest import BEFORE, LAST, NOW, district, institution, judged, public

pytestmark = pytest.mark.django_db
KEYS = {
    WeekTally: ("week", "district", "listed", "category", "status", "pace", "closed", "quota"),
    RuleTally: ("week", "district", "category", "rule", "verdict"),
    PlaceTally: ("district", "type", "category", "cabinet"),
    PublishedTally: ("mandatory", "district", "type", "category"),
}


def sums() -> dict:
    """Return every count that is not nothing."""
    return {
        (model.__name__, *key): n
        for model, keys in KEYS.items()
        for *key, n in model.objects.values_list(*keys).annotate(n=Sum("publics")).order_by()
        if n
    }


def counted_anew() -> dict:
    with connection.cursor() as cursor:
        for statement in tallying.REBUILD:
            cursor.execute(statement)
    return sums()


def judge(dice: Random, of: Public) -> None:
    week = dice.choice((LAST, LAST, BEFORE))
    WeekSummary.objects.filter(public=of, week=week.monday).delete()
    judged(of, week, posts=dice.choice((0, 1, 5)), cover_width=dice.choice((900, 1920)))


def judge_again(dice: Random, of: Public) -> None:
    """Write over what is there, as audits do."""
    rows = list(WeekSummary.objects.filter(public=of))
    for row in rows:
        row.pk, row.status, row.failed = None, dice.choice(("issues", "remarks")), dice.choice((["posts"], []))
    fields = ["status", "failed"]
    WeekSummary.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["public", "week"], update_fields=fields
    )


def recategorise(dice: Random, of: Public) -> None:
    Public.objects.filter(pk=of.pk).update(category=dice.choice(("flagship", "active", "unset")))


def archive(dice: Random, of: Public) -> None:
    Public.objects.filter(pk=of.pk).update(archived_at=dice.choice((NOW, None)))


def archive_institution(dice: Random, of: Public) -> None:
    Institution.objects.filter(publics=of).update(archived_at=dice.choice((NOW, None)))


def move(dice: Random, of: Public) -> None:
    Public.objects.filter(pk=of.pk).update(institution=dice.choice(Institution.objects.order_by("pk")))


def resettle(dice: Random, of: Public) -> None:
    there = district(dice.choice(("Арский район", "Буинский район")))
    Institution.objects.filter(publics=of).update(district=there, type=dice.choice(("school", "college")))


def share(dice: Random, of: Public) -> None:
    """Let an institution, with a public of its own or without, keep this one too, or no longer."""
    other = dice.choice(Institution.objects.order_by("pk"))
    Institution.objects.filter(pk=other.pk).update(shares=dice.choice((of, None)))


def remove(dice: Random, of: Public) -> None:
    of.delete()
    public(f"Школа № {dice.randrange(10**6)}", vk_id=dice.randrange(10**9), screen_name=f"s{dice.randrange(10**9)}")


def give_cabinet(dice: Random, of: Public) -> None:
    Public.objects.filter(pk=of.pk).update(cabinet=dice.choice((True, True, False, None)))


def publish(dice: Random, of: Public) -> None:
    """Find one of two mandatory posts in a new post of the wall, once more perhaps."""
    told = {"way": "keywords", "scope": "holders", "created_at": NOW}
    told |= {"first_day": LAST.monday, "last_day": LAST.sunday}
    mandatory, _ = MandatoryPost.objects.get_or_create(title=dice.choice("АБ"), defaults=told)
    number = Post.objects.count() + 10**6
    post = Post.objects.create(public=of, vk_id=number, date=NOW, from_community=True, first_seen_at=NOW)
    Publication.objects.create(mandatory=mandatory, public=of, post=post)


def take_back(dice: Random, of: Public) -> None:
    found = Publication.objects.filter(public=of).order_by("pk")[: dice.choice((1, 9))]
    Publication.objects.filter(pk__in=[one.pk for one in found]).delete()


FOUND: list[Callable] = [give_cabinet, publish, publish, take_back]
DEEDS: list[Callable] = [
    judge,
    judge_again,
    recategorise,
    archive,
    archive_institution,
    move,
    resettle,
    share,
    remove,
    *FOUND,
]


@pytest.mark.parametrize("seed", range(6))
def test_counts_come_to_the_same_whatever_happens(seed):
    dice = Random(seed)
    for number in range(4):
        public(f"Школа № {number}")
    institution("Музей", type="culture")
    for step in range(40):
        dice.choice(DEEDS)(dice, dice.choice(Public.objects.order_by("pk")))
        if step % 10 == 9:
            kept = sums()
            assert kept == counted_anew()


def test_who_shares_a_public_is_not_counted_among_those_without_one():
    one, branch = public(), institution("Филиал")
    assert counts_of_category() == {"active": 1, "": 1}
    Institution.objects.filter(pk=branch.pk).update(shares=one)
    assert counts_of_category() == {"active": 1, "shared": 1}
    own = Public.objects.create(vk_id=5, screen_name="branch", institution=branch, category="card")
    assert counts_of_category() == {"active": 1, "card": 1}
    own.delete()
    one.delete()
    assert counts_of_category() == {"": 2}


def counts_of_category() -> dict[str, int]:
    return {category: n for (model, *_, category, _cabinet), n in sums().items() if model == "PlaceTally"}


def test_a_public_that_published_twice_counts_once_for_as_long_as_a_post_stands():
    one, dice = public(), Random(1)
    Public.objects.filter(pk=one.pk).update(cabinet=True)
    while not (twice := Publication.objects.values("mandatory").annotate(n=Count("pk")).filter(n=2)):
        publish(dice, one)
    found = Publication.objects.filter(mandatory=twice[0]["mandatory"])
    kept = PublishedTally.objects.filter(mandatory=twice[0]["mandatory"])
    for left in (1, 1, 0):
        assert sum(kept.values_list("publics", flat=True)) == left
        Publication.objects.filter(pk__in=found.values("pk")[:1]).delete()


def test_merging_changes_no_figure_and_leaves_a_row_of_each_kind():
    one = public()
    for posts in (1, 5, 1):
        WeekSummary.objects.all().delete()
        judged(one, posts=posts)
    before = sums()
    tallying.merge()
    assert sums() == before
    for model, keys in KEYS.items():
        assert not model.objects.values(*keys).annotate(n=Count("pk")).filter(n__gt=1).exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_mends_counts_that_somebody_has_spoilt():
    judged(public())
    good = sums()
    WeekTally.objects.update(publics=7)
    RuleTally.objects.all().delete()
    call_command("recount", verbosity=0)
    assert sums() == good
