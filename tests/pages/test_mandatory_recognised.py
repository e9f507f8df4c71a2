"""Mandatory posts: recognised on walls, and owed by whom they concern."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoring import clock, collecting, gathering, judging, mandating, walls
from monitoring.models import Batch, FrozenWeek, Publication, Run, WeekSummary
from monitoring.models import Post as Row
from monitoring.uniqueness import prints
from registry.models import Public

from .conftest import LAST, NOW, RUNNING, district, institution
from .mandated import FORUM, MONDAY, asked, duty, holder, store, verdict

pytestmark = pytest.mark.django_db


def test_a_post_with_the_text_is_found_when_it_is_stored(db):
    asked()
    one = holder()
    store(one, 4, 10, "Другая новость нашей школы")
    store(one, 5, 30, FORUM.upper() + " #форум")
    assert duty(one) == (("Форум", 5),)
    assert verdict(one)["outcome"] == "pass"


def test_who_did_not_publish_it_fails_and_who_has_no_cabinet_does_not(db):
    asked()
    late, without, untold = holder(), holder("Школа № 2", cabinet=False), holder("Школа № 3", cabinet=None)
    outcomes = [verdict(one)["outcome"] for one in (late, without, untold)]
    assert outcomes == ["fail", "not_applicable", "unknown"]
    assert verdict(late)["figures"]["missing"] == "Форум"


@pytest.mark.parametrize(("hours", "found"), [(-1, None), (0, 5), (167, 5), (168, None)])
def test_only_its_own_days_count(db, hours, found):
    asked()
    one = holder()
    store(one, 5, hours, FORUM)
    assert duty(one) == (("Форум", found),)


@pytest.mark.parametrize("field", ["is_repost", "is_ad", "deleted_at"])
def test_a_repost_an_ad_and_a_deleted_post_do_not_count(db, field):
    asked()
    one = holder()
    store(one, 5, 30, FORUM, **{field: NOW if field == "deleted_at" else True})
    assert duty(one) == (("Форум", None),)


def test_a_post_that_was_edited_away_is_found_no_more(db):
    asked()
    one = holder()
    store(one, 5, 30, FORUM)
    row = Row.objects.get(vk_id=5)
    row.text, row.fingerprint, row.sketch = "Расписание на вторник, звонки и столовая", "", b""
    mandating.look([row])
    assert duty(one) == (("Форум", None),)


def test_it_is_owed_in_the_week_in_which_its_days_end_and_while_they_run_nothing_is_missing(db):
    asked(LAST.monday, RUNNING.sunday)
    one = holder()
    assert duty(one) == ()
    assert duty(one, RUNNING) == (("Форум", None),)
    assert verdict(one, RUNNING)["outcome"] == "unknown"
    store(one, 5, 30, FORUM)
    assert verdict(one, RUNNING)["outcome"] == "pass"


SCOPES: dict[str, dict] = {
    "holders": {"scope": "holders"},
    "districts": {"scope": "districts", "districts": "mine"},
    "types": {"scope": "types", "types": ["kindergarten"]},
    "categories": {"scope": "categories", "categories": ["flagship"]},
}


@pytest.mark.parametrize("scope", SCOPES)
def test_the_scope_is_told_alike_of_one_public_and_of_all(db, scope):
    arsk, buinsk = district(), district("Буинский район")
    made = []
    for place in range(6):
        kind = ("school", "kindergarten")[place % 2]
        of = institution(f"Организация {place}", (arsk, buinsk)[place // 3], type=kind)
        category = ("flagship", "active", "card")[place % 3]
        made.append(
            Public.objects.create(vk_id=place + 1, screen_name=f"club{place}", institution=of, category=category)
        )
    fields = {**SCOPES[scope]}
    if scope == "districts":
        fields["districts"] = [arsk.pk]
    row = asked(**fields)
    bound = {one.pk for one in made if mandating.binds(row, one, one.category)}
    assert bound == set(Public.objects.filter(mandating.in_scope(row)).values_list("pk", flat=True))
    assert len(bound) == {"holders": 6, "districts": 3, "types": 3, "categories": 2}[scope]


def test_facts_need_no_more_queries_for_more_publics_and_mandatory_posts(db):
    def count() -> int:
        ids = list(Public.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            gathering.gather({pk: [LAST, RUNNING] for pk in ids}, clock.now())
        return len(queries)

    asked()
    store(holder(), 5, 30, FORUM)
    before = count()
    for place in range(2, 6):
        asked(title=f"Ещё {place}")
        store(holder(f"Школа № {place}"), 5, 30, FORUM)
    assert count() == before


def test_a_frozen_week_keeps_what_it_was_judged_on(db):
    row = asked()
    one = holder()
    store(one, 5, 30, FORUM)
    run = Run.objects.create(started_at=NOW, first_week=LAST.monday)
    batch = Batch.objects.create(run=run, step=Batch.Step.VERDICTS, position=0, public_ids=[one.pk])
    judging.judge(batch)
    facts = FrozenWeek.objects.get(public=one, week=LAST.monday).facts
    assert [(told["id"], told["post"]) for told in facts["duties"]] == [(row.pk, 5)]
    row.delete()
    Row.objects.all().delete()
    judging.recompute(LAST)
    assert WeekSummary.objects.get(public=one, week=LAST.monday).verdicts["mandatory"]["outcome"] == "pass"


def test_a_reading_of_walls_looks_for_them(db):
    asked()
    one = holder()
    told = {"text": FORUM, "from_community": True, "first_seen_at": NOW, **prints(FORUM)._asdict()}
    rows = [Row(public=one, vk_id=5, date=MONDAY, **told)]
    run = Run.objects.create(started_at=NOW, first_week=LAST.monday)
    collecting._store(run.pk, rows, {one.pk: {}}, [], NOW)
    assert Publication.objects.get().post.vk_id == 5


def test_what_vanishes_from_the_wall_is_found_no_more_until_it_stands_there_again(db):
    asked()
    one = holder()
    store(one, 5, 30, FORUM)
    run = Run.objects.create(started_at=NOW, first_week=LAST.monday)
    post = Row.objects.get()
    collecting._store(
        run.pk, [], {}, [(one.pk, walls.Known(post.pk, None, post.date, None, None, 0, False, False))], NOW
    )
    assert not Publication.objects.exists()
    collecting._store(run.pk, [Row.objects.get()], {one.pk: {5: None}}, [], NOW)
    assert not Publication.objects.exists()
    again = Row.objects.get()
    again.deleted_at = None
    collecting._store(run.pk, [again], {one.pk: {5: None}}, [], NOW)
    assert Publication.objects.get().post_id == post.pk
