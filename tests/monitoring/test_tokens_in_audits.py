"""An audit whose tokens or VK fall out: it waits for what is back soon, and names what nobody could read."""

from datetime import timedelta

import pytest

from demo.faults import Fault, error
from demo.world import Token, comment
from monitoring import audits, clock, planning
from monitoring.models import Batch, Post, Profile, Run
from vk.door import Door
from vk.models import Rest

from .conftest import NOW
from .test_audit import regular, summary

pytestmark = pytest.mark.django_db


def work(run: Run) -> Run:
    with Door.from_settings() as door:
        audits.work(run, door)
    run.refresh_from_db()
    return run


@pytest.fixture
def planned(school):
    """Plan an audit of 30 schools."""
    for place in range(30):
        school(900001 + place, posts=regular(place * 100 + 1))
    return planning.plan(planning.reading_order(), clock.now())


def test_a_run_waits_for_a_token_that_is_back_in_minutes(planned, local_vk, at):
    local_vk.faults.append(error(9, method="wall.get", skip=5, times=1))
    run = work(planned)
    assert run.under_way
    assert not run.misses.exists()
    waiting = run.batches.filter(step=Batch.Step.WALLS, done_at=None)
    assert {batch.attempts for batch in waiting} == {0}
    assert all(batch.leased_until > NOW + timedelta(minutes=9) for batch in waiting)
    at(NOW + timedelta(minutes=11))
    assert work(run).state == Run.State.COMPLETE


def test_what_was_read_before_a_token_rests_is_kept_and_not_read_again(planned, local_vk, at):
    local_vk.faults.append(error(9, method="wall.get", skip=5, times=1))
    work(planned)
    read = Post.objects.values("public").distinct().count()
    assert read >= 5
    asked = local_vk.count("wall.get")
    at(NOW + timedelta(minutes=11))
    assert work(planned).state == Run.State.COMPLETE
    assert local_vk.count("wall.get") == asked + 30 - read


def test_a_run_does_not_wait_all_day_long(planned, local_vk, at):
    at(NOW + timedelta(hours=4))
    local_vk.faults.append(error(9, method="wall.get"))
    run = work(planned)
    assert run.state == Run.State.PARTIAL
    assert set(run.misses.values_list("reason", flat=True)) == {"FloodControl"}


@pytest.mark.parametrize("code", [15, 100])
def test_an_outbreak_closes_no_wall_and_the_run_says_why(planned, local_vk, code):
    local_vk.faults.append(error(code, method="wall.get"))
    run = work(planned)
    assert run.state == Run.State.PARTIAL
    assert set(run.misses.values_list("reason", flat=True)) == {"Outbreak"}
    assert run.misses.count() == 30
    assert set(Profile.objects.values_list("wall_refused", "seen_at")) == {("", None)}


def test_good_data_of_the_night_before_outlast_an_outbreak(planned, local_vk):
    work(planned)
    public = planned.batches.first().public_ids[0]
    before = summary(public).verdicts
    local_vk.faults.append(error(15, method="wall.get"))
    work(planning.plan(planning.reading_order(), clock.now()))
    assert summary(public).verdicts == before


@pytest.mark.parametrize("code", [14, 5, 29])
def test_with_a_second_token_a_run_is_complete(planned, local_vk, world, settings, code):
    world.tokens["service-2"] = Token.SERVICE
    settings.VK_SERVICE_TOKENS = ["service-1", "service-2"]
    local_vk.faults.append(error(code, method="wall.get", skip=12, times=1))
    assert work(planned).state == Run.State.COMPLETE
    assert Rest.objects.filter(over_at=None).count() == 1


def test_walls_that_did_not_answer_are_asked_for_again_and_the_others_are_not(planned, local_vk, at):
    local_vk.faults.append(Fault("http", method="wall.get", params={"owner_id": -900003}))
    run = work(planned)
    assert run.under_way
    assert Post.objects.values("public").distinct().count() == 29
    local_vk.faults.clear()
    asked = local_vk.count("wall.get")
    at(NOW + timedelta(minutes=1))
    assert work(planned).state == Run.State.COMPLETE
    assert local_vk.count("wall.get") == asked + 1


def test_a_wall_that_never_answers_is_named_after_a_few_looks(planned, local_vk, at):
    local_vk.faults.append(Fault("http", method="wall.get", params={"owner_id": -900003}))
    for minutes in range(4):
        at(NOW + timedelta(minutes=2 * minutes))
        run = work(planned)
    assert run.state == Run.State.PARTIAL
    assert [miss.public.vk_id for miss in run.misses.all()] == [900003]


def test_a_wall_whose_comments_nobody_could_read_is_named_and_due_again(planned, local_vk, world):
    newest = max(world[900003].posts, key=lambda one: one.date)
    newest.comments.append(comment(950, NOW - timedelta(days=1), "Когда?"))
    local_vk.faults.append(error(5, method="wall.getComments"))
    run = work(planned)
    missed = {miss.public.vk_id: miss.reason for miss in run.misses.all()}
    assert missed[900003] == "Revoked"
    # Its neighbours in the same batch have no comments; the second batch came too late.
    assert missed.keys() & set(range(900001, 900026)) == {900003}
    assert Profile.objects.get(public__vk_id=900003).seen_at is None
    assert Post.objects.filter(public__vk_id=900003).exists()
