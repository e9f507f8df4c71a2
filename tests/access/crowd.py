"""Many rows of everything: what pages must not ask the database for one by one."""

from datetime import timedelta

from django.utils import timezone

from monitoring.models import Check, Comment, MandatoryPost, ManualVerdict, Miss, Post, Run, WeekSummary
from registry.models import Public
from tests.mine.conftest import wall
from tests.pages.conftest import BEFORE, LAST, MOSCOW, NOW, RUNNING, change, facts, judged, public, seen
from tests.pages.deciding import frozen

from .table import SPECIALIST
from .world import KINDS, OWN, World

# Kinds of which every public may have one, and those of the ministry that pile up.
OF_PUBLICS = ("decision", "mandatory", "sighting", "vk_code", "placement", "inspection")
OF_THE_MINISTRY = ("import", "link_check", "what_if", "reassessment", "run")


def furnish(world: World, run: Run) -> None:
    """Give the own public all that makes its pages ask: weeks open and fixed, a verdict by hand, duties, a check."""
    own = world.publics[OWN]
    seen(own)
    judged(own, RUNNING)
    frozen(own, BEFORE)
    wall(own, facts(own, RUNNING))
    change(run, own)
    told = {"scope": "holders", "way": "hashtags", "sample": "#форум", "created_at": timezone.now()}
    for week in (LAST, RUNNING):
        MandatoryPost.objects.create(title="Форум", first_day=week.monday, last_day=week.sunday, **told)
        _overrule(own, WeekSummary.objects.get(public=own, week=week.monday))
    Check.objects.create(public=own, asked_at=NOW, run=run)


def grow(world: World, run: Run, count: int) -> None:
    """Add so many publics to the own district with all that is kept of one, and as many posts to the own wall."""
    for _number in range(count):
        _add(world, public(f"Школа № {Public.objects.count()}", world.districts[OWN]), run)
        write(world.publics[OWN])
    for kind in OF_THE_MINISTRY * count:
        KINDS[kind](world, OWN, SPECIALIST)


def _overrule(own: Public, row: WeekSummary) -> None:
    days = {"first_week": row.week, "until": row.week + timedelta(days=6)}
    decision = ManualVerdict.objects.create(
        public=own, rule="text", outcome="pass", reason="Приказ", set_at=NOW, **days
    )
    figures = {"why": decision.reason, "decision": decision.pk}
    row.verdicts["text"] |= {"outcome": "pass", "reason": "by_hand", "figures": figures}
    row.save()


def _add(world: World, of: Public, run: Run) -> None:
    seen(of)
    for week in (BEFORE, LAST, RUNNING):
        judged(of, week, posts=1)
    change(run, of)
    Miss.objects.create(run=run, public=of, reason="Transient")
    for kind in OF_PUBLICS:
        KINDS[kind](World(world.people, world.districts, {OWN: of}), OWN, SPECIALIST)


def write(own: Public) -> None:
    """Add a post of the last closed week whose text others may share, with a question that waits."""
    number = 2000 + Post.objects.filter(public=own).count()
    at = LAST.starts(MOSCOW) + timedelta(minutes=number)
    told = {"text": "Набор в кружок", "fingerprint": "1" * 16, "shareable": True, "comments_unread": True}
    Post.objects.create(public=own, vk_id=number, date=at, first_seen_at=at, from_community=True, **told)
    asked = {"author": "a" * 16, "asks": True, "text": "До скольки работает продлёнка?"}
    Comment.objects.create(
        public=own, post=number, vk_id=number, thread=number, date=NOW - timedelta(hours=1), **asked
    )
