"""A frozen week: what fixes it, that nothing later changes it, and that it is recomputed byte for byte."""

import json
from datetime import datetime, timedelta

import hypothesis
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from demo.world import photo, post
from monitoring import clock, facts_json, judging
from monitoring.models import (
    Batch,
    Exemption,
    FrozenWeek,
    MandatoryPost,
    Post,
    Profile,
    Resemblance,
    RuleSet,
    WeekSummary,
)
from monitoring.rules import LETTER
from monitoring.weeks import Week
from registry.models import Category, CategoryPeriod, Institution, Public

from .conftest import MOSCOW, NOW, days

pytestmark = pytest.mark.django_db

THIS = Week.parse("2026-W46")
LAST = THIS.shift(-1)


def news(*offsets: float) -> list:
    texts = ("Олимпиада", "Концерт к празднику", "Поход в музей", "Субботник у школы", "День здоровья")
    return [
        post(10 + place, moment, f"{texts[place % 5]}: рассказываем, как это было, {place}", photo(place + 1))
        for place, moment in enumerate(days(*offsets))
    ]


def written(week: Week = LAST) -> list[str]:
    """Return the week's verdicts and what they come to, as bytes would lie on the disk."""
    rows = WeekSummary.objects.filter(week=week.monday).order_by("public")
    names = [field.attname for field in WeekSummary._meta.concrete_fields if field.name != "id"]
    return [json.dumps(row, default=str, ensure_ascii=False) for row in rows.values(*names)]


def frozen(week: Week = LAST) -> list[str]:
    rows = FrozenWeek.objects.filter(week=week.monday).order_by("public")
    return [json.dumps(row, default=str) for row in rows.values("facts", "copies", "rule_set", "completed_at")]


@pytest.fixture
def judged(school, audit):
    """Return a public whose last week is frozen."""
    public = school(posts=news(-14, -6.5, -5, -3, 0))
    audit()
    return public


def test_recomputed_verdicts_are_the_same_to_the_byte(judged):
    before = written()
    assert judging.recompute(LAST) == 1
    assert written() == before
    WeekSummary.objects.filter(week=LAST.monday).delete()
    judging.recompute(LAST)
    assert written() == before


def test_recompute_reads_nothing_but_what_was_frozen(judged):
    before = written()
    Post.objects.all().delete()
    Profile.objects.all().delete()
    CategoryPeriod.objects.all().delete()
    judging.recompute(LAST)
    assert written() == before


def test_a_week_keeps_the_rule_set_that_was_fixed_with_it(judged):
    strict = LETTER.to_json()
    strict["rules"]["posts"]["active"]["least"] = 9
    RuleSet.objects.create(name="Строже", decision="№ 2", valid_from=LAST.monday, values=strict)
    before = written()
    judging.recompute(LAST)
    assert written() == before


def test_recompute_needs_no_more_queries_for_more_publics(school, audit):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            judging.recompute(LAST)
        return len(caught)

    school(posts=news(-6))
    audit()
    alone = queries()
    for vk_id in (900002, 900003, 900004):
        school(vk_id, posts=news(-6))
    audit()
    assert FrozenWeek.objects.filter(week=LAST.monday).count() == 4
    assert queries() == alone


def edit(public: Public) -> None:
    Post.objects.filter(public=public).update(text="Совсем другой текст", text_length=19, media=False)


def delete(public: Public) -> None:
    Post.objects.filter(public=public).update(deleted_at=NOW)


def publish(public: Public) -> None:
    late = {"date": LAST.starts(MOSCOW) + timedelta(days=1), "from_community": True, "first_seen_at": NOW}
    Post.objects.update_or_create(public=public, vk_id=999, defaults=late)


def dress(public: Public) -> None:
    Profile.objects.filter(public=public).update(
        cover_set=False, avatar_set=False, description="", wall=3, gone="deleted"
    )


def rename(public: Public) -> None:
    Institution.objects.filter(publics=public).update(full_name="Лицей")


def regroup(public: Public) -> None:
    CategoryPeriod.objects.create(public=public, category=Category.FLAGSHIP, valid_from=LAST.starts(MOSCOW))


def mark(public: Public) -> None:
    Public.objects.filter(pk=public.pk).update(state_mark=False, cabinet=True)


def resemble(public: Public) -> None:
    Resemblance.objects.get_or_create(public=public, post=11, original=10, defaults={"same": True, "decided_at": NOW})


def mandate(public: Public) -> None:
    days = {"first_day": LAST.monday, "last_day": LAST.sunday}
    MandatoryPost.objects.create(way="hashtags", sample="#новое", scope="holders", created_at=NOW, **days)


def exempt(public: Public) -> None:
    days = {"first_day": LAST.monday, "last_day": LAST.sunday}
    Exemption.objects.create(scope="all", reason="Каникулы", created_at=NOW, **days)


EVENTS = st.lists(
    st.sampled_from([edit, delete, publish, dress, rename, regroup, mark, resemble, mandate, exempt]), unique=True
)


def test_nothing_that_happens_later_changes_a_frozen_week(judged):
    verdicts, facts = written(), frozen()
    batch = Batch.objects.filter(step=Batch.Step.VERDICTS).get()

    @hypothesis.settings(deadline=None, max_examples=15)
    @hypothesis.given(EVENTS)
    def whatever_happens(events):
        for event in events:
            event(judged)
        judging.judge(batch)
        judging.recompute(LAST)
        assert (written(), frozen()) == (verdicts, facts)

    whatever_happens()
    assert WeekSummary.objects.get(public=judged, week=THIS.monday).verdicts


def test_the_copy_keeps_what_was_judged_though_the_post_is_edited_and_deleted(judged, audit, world):
    text = next(one.text for one in world[900001].posts if one.id == 12)
    world[900001].remove(12)
    audit()
    copies = FrozenWeek.objects.get(public=judged, week=LAST.monday).copies
    assert sorted(copies) == ["11", "12", "13"]
    assert copies["12"] == {"text": text, "attachments": [{"type": "photo", "owner": -900001, "id": 3}]}


def test_a_week_collected_late_is_fixed_and_frozen_at_once_with_the_profile_of_that_day(school, audit, at):
    public = school(posts=news(0, 1, 2))
    at(datetime(2026, 12, 2, 2, 0, tzinfo=MOSCOW))
    audit()
    row = FrozenWeek.objects.get(public=public, week=THIS.monday)
    assert row.completed_at == row.frozen_at
    collected = facts_json.from_json(row.facts).profile.collected_at
    assert clock.week_of(collected) == THIS.shift(3)


def test_a_week_that_nobody_collected_for_two_days_is_unknown_until_somebody_does(school, audit, at, local_vk):
    from demo.faults import Fault

    public = school(posts=news(0, 1, 2))
    audit()
    local_vk.faults.append(Fault("http", method="wall.get"))
    reasons = []
    for moment in (datetime(2026, 11, 17, 23, 0, tzinfo=MOSCOW), datetime(2026, 11, 18, 2, 0, tzinfo=MOSCOW)):
        at(moment)
        audit()
        summary = WeekSummary.objects.get(public=public, week=THIS.monday)
        reasons.append((summary.status, summary.verdicts["posts"]["reason"]))
    assert reasons == [("in_progress", "posts_still_missing"), ("no_data", "no_data")]
    local_vk.faults.clear()
    audit()
    assert WeekSummary.objects.get(public=public, week=THIS.monday).verdicts["posts"]["outcome"] == "pass"
