"""Runs as they are planned: what is due, what waits, and no night is lost."""

from datetime import datetime, timedelta

import pytest

from demo.faults import error
from monitoring import audits, clock, planning, tasks
from monitoring.agenda import Reason
from monitoring.models import Batch, LeftOut, Profile, Run, WeekSummary
from registry.models import Category
from vk.door import Door

from .conftest import MOSCOW, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def finish(local_vk):
    """Return a function that does a planned run to its end in this process."""

    def work(run: Run) -> Run:
        with Door.from_settings() as door:
            audits.work(run, door)
        run.refresh_from_db()
        return run

    return work


def left_out(run: Run) -> dict:
    return {(row.reason, row.category): row.public_ids for row in run.left_out.all()}


def test_a_second_run_on_one_day_reads_only_what_is_stale(school, finish, local_vk, at):
    school()
    finish(planning.plan_due(clock.now()))
    at(NOW + timedelta(hours=5))
    new = school(900002)
    local_vk.reset()
    run = finish(planning.plan_due(clock.now()))
    assert [params["owner_id"] for _, method, params in local_vk.calls if method == "wall.get"] == ["-900002"]
    assert run.publics_total == 1
    assert Profile.objects.get(public=new).seen_at


def test_a_run_that_has_nothing_to_read_is_not_begun(school, finish):
    school()
    finish(planning.plan_due(clock.now()))
    with pytest.raises(planning.NothingDue):
        planning.plan_due(clock.now())
    assert Run.objects.count() == 1


def test_the_night_judges_even_when_there_is_nothing_to_read(school, finish, settings, local_vk):
    public = school(category=Category.CARD)
    finish(planning.plan_due(clock.now()))
    WeekSummary.objects.all().delete()
    local_vk.reset()
    run = finish(planning.begin_night(clock.now(), clock.today()))
    assert (run.state, local_vk.calls) == (Run.State.COMPLETE, [])
    assert WeekSummary.objects.filter(public=public).exists()


def test_cards_are_read_more_rarely_and_after_every_weeks_end(school, finish, settings, at):
    settings.AUDIT_EVERY_DAYS = {**settings.AUDIT_EVERY_DAYS, "card": 5}
    card, active = school(category=Category.CARD), school(900002)
    finish(planning.plan_due(clock.now()))
    read = {}
    for day in range(1, 7):
        at(NOW + timedelta(days=day))
        run = finish(planning.begin_night(clock.now(), clock.today()))
        read[clock.today().strftime("%a")] = run.batches.get(step=Batch.Step.WALLS).public_ids
    assert [day for day, publics in read.items() if card.pk in publics] == ["Mon"]
    assert all(active.pk in publics for publics in read.values())
    assert left_out(Run.objects.get(night=NOW.date() + timedelta(days=1))) == {("not_due", "card"): [card.pk]}


def test_what_the_quota_left_out_leads_the_next_night(school, finish, settings, at):
    settings.VK_DAILY_WALL_GET = 2
    publics = [school(900001 + place, category).pk for place, category in enumerate(["card", "flagship", "active"])]
    first = finish(planning.begin_night(clock.now(), clock.today()))
    assert left_out(first) == {(Reason.QUOTA, "card"): [publics[0]]}
    assert (first.publics_total, first.state) == (2, Run.State.PARTIAL)
    assert [(miss.public_id, miss.reason) for miss in first.misses.all()] == [(publics[0], "QuotaExhausted")]
    at(NOW + timedelta(days=1))
    second = planning.begin_night(clock.now(), clock.today())
    assert second.batches.get(step=Batch.Step.WALLS).public_ids == [publics[0], publics[1]]
    assert left_out(second) == {(Reason.QUOTA, "active"): [publics[2]]}


def test_the_night_after_a_day_that_vk_called_used_up_reads_everything(school, finish, local_vk, at):
    for vk_id in (900001, 900002):
        school(vk_id)
    local_vk.faults.append(error(29, method="wall.get", skip=1))
    finish(planning.begin_night(clock.now(), clock.today()))
    local_vk.faults.clear()
    at(NOW + timedelta(days=1))
    night = finish(planning.begin_night(clock.now(), clock.today()))
    assert (night.publics_total, night.state) == (2, Run.State.COMPLETE)


def test_a_public_left_out_for_quota_has_no_data_and_no_verdict_against_it(school, finish, settings):
    settings.VK_DAILY_WALL_GET = 0
    public = school()
    finish(planning.begin_night(clock.now(), clock.today()))
    outcomes = {one["outcome"] for row in WeekSummary.objects.filter(public=public) for one in row.verdicts.values()}
    assert outcomes <= {"unknown", "not_applicable"}


def test_a_night_that_finds_another_run_under_way_begins_when_it_has_ended(school, finish, settings):
    school()
    settings.CELERY_TASK_ALWAYS_EAGER = False
    by_hand = planning.plan(planning.reading_order(), clock.now())
    tasks.nightly()
    tasks.announce()
    assert Run.objects.get() == by_hand
    finish(by_hand)
    tasks.announce()
    night = Run.objects.get(night=NOW.date())
    assert night.under_way
    finish(night)
    tasks.announce()
    assert Run.objects.count() == 2


def test_a_worker_gives_way_after_its_turn_and_comes_back(school, settings, at, monkeypatch):
    for place in range(60):
        school(900001 + place)
    run, said = planning.plan(planning.reading_order(), clock.now()), []
    monkeypatch.setattr(tasks.work, "delay", said.append)
    claim = audits.claim

    def slowly(run: Run) -> Batch | None:
        at(clock.now() + timedelta(seconds=40))
        return claim(run)

    monkeypatch.setattr(audits, "claim", slowly)
    tasks.work(run.pk)
    assert run.batches.exclude(done_at=None).count() == 2
    assert said[-1] == run.pk
    for _ in range(30):
        tasks.work(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.COMPLETE


def test_a_night_that_waits_for_a_stopped_run_begins(school):
    school()
    by_hand = planning.plan(planning.reading_order(), clock.now())
    tasks.nightly()
    audits.stop(by_hand)
    tasks.announce()
    assert Run.objects.get(night=NOW.date()).under_way
    assert not audits.resume(by_hand)


def test_two_beats_and_a_person_are_one_run(school):
    school()
    tasks.nightly()
    tasks.nightly()
    with pytest.raises(planning.RunUnderWay) as busy:
        planning.plan_due(clock.now())
    assert busy.value.run == Run.objects.get()


def test_a_second_beat_after_the_nights_end_changes_nothing(school, finish):
    school()
    tasks.nightly()
    finish(Run.objects.get())
    by_hand = planning.plan(planning.reading_order(), clock.now())
    tasks.nightly()
    by_hand.refresh_from_db()
    assert by_hand.night_owed is None
    assert Run.objects.count() == 2


def test_a_stopped_run_asks_vk_for_nothing_that_it_has_read(school, local_vk):
    for vk_id in range(900001, 900061):
        school(vk_id)
    run = planning.plan(planning.reading_order(), clock.now())
    with Door.from_settings() as door:
        for _ in range(2):
            audits.attempt(audits.claim(run), door)
        audits.stop(run)
        assert audits.claim(run) is None
        read = {params["owner_id"] for _, method, params in local_vk.calls if method == "wall.get"}
        local_vk.reset()
        assert audits.resume(run)
        audits.work(run, door)
    again = {params["owner_id"] for _, method, params in local_vk.calls if method == "wall.get"}
    assert (len(read), len(again), read & again) == (25, 35, set())
    assert local_vk.count("groups.getById") == 0


def test_large_nights_have_larger_portions(school):
    run = planning.plan(range(1, 20_001), NOW)
    assert [run.batches.filter(step=step).count() for step in (1, 2, 3)] == [40, 200, 40]
    Run.objects.all().delete()
    run = planning.plan(range(1, 284), NOW)
    assert [run.batches.filter(step=step).count() for step in (1, 2, 3)] == [1, 12, 1]


def test_the_first_of_january_and_another_week_are_planned_alike(school, finish, at):
    school()
    at(datetime(2027, 1, 1, 2, 0, tzinfo=MOSCOW))
    assert finish(planning.begin_night(clock.now(), clock.today())).state == Run.State.COMPLETE
    assert not LeftOut.objects.exists()
