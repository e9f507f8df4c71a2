"""Mandatory posts as their tests ask for them, and publics that owe them."""

from datetime import date, timedelta

from monitoring import clock, gathering, judging, mandating
from monitoring.models import MandatoryPost, WeekSummary
from monitoring.models import Post as Row
from monitoring.uniqueness import prints
from registry.models import CategoryPeriod, Public

from .conftest import LAST, MOSCOW, NOW, public, seen
from .test_public import wrote

FORUM = "Республиканский форум учителей и наставников: заявки принимаются до первого декабря на сайте форума"
FORM = {
    "title": "Форум учителей",
    "campaign": "Год педагога и наставника",
    "first_day": "2026-11-16",
    "last_day": "2026-11-22",
    "way": "text",
    "sample": FORUM,
    "scope": "holders",
}
MONDAY = LAST.starts(MOSCOW)


def asked(first: date = LAST.monday, last: date = LAST.sunday, **fields) -> MandatoryPost:
    known = {"title": "Форум", "way": "text", "sample": FORUM, "scope": "holders", "created_at": NOW, **fields}
    return MandatoryPost.objects.create(first_day=first, last_day=last, **known)


def holder(name: str = "Школа № 1", of=None, **fields) -> Public:
    one = public(name, of, **{"cabinet": True, **fields})
    CategoryPeriod.objects.create(public=one, category=one.category, valid_from=MONDAY - timedelta(days=60))
    seen(one)
    return one


def store(of: Public, number: int, hours: float, said: str, **fields) -> None:
    """Write a post so many hours after Monday of 2026-W46 and look at it as a reading does."""
    wrote(of, number, MONDAY + timedelta(hours=hours), said, **prints(said)._asdict(), **fields)
    mandating.look([Row.objects.get(public=of, vk_id=number)])


def duty(of: Public, week=LAST) -> tuple:
    """Return what the public owes in the week as the rules see it: [(title, post), …]."""
    return tuple((one.title, one.post) for one in gathering.gather({of.pk: [week]}, clock.now())[of.pk, week].duties)


def verdict(of: Public, week=LAST) -> dict:
    judging.rejudge({of.pk: [week]}, clock.now())
    return WeekSummary.objects.get(public=of, week=week.monday).verdicts["mandatory"]
