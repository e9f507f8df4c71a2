"""Alarms to specialists: data that nobody has read for long, and nights whose audit has failed."""

from datetime import timedelta

import pytest
from django.core import mail

from gospublics import celery_app
from monitoring import alarms, clock, tasks
from monitoring.models import LeftOut, Miss, Run
from registry.models import Public, User

from .conftest import audit, person, public, seen
from .test_letters import MONDAY, night, plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(clock_at_friday):
    clock_at_friday.move_to(MONDAY)
    return clock_at_friday


@pytest.fixture
def schools(db) -> list[Public]:
    return [public(f"Школа № {number}") for number in range(3)]


# --- old data -------------------------------------------------------------------------------------
def read(hours: float, *publics: Public) -> None:
    for one in publics:
        seen(one, MONDAY - timedelta(hours=hours))


def test_specialists_are_told_of_old_data_once_a_day(schools, monday):
    people = [person("specialist") for _ in range(2)]
    person("observer")
    read(40, *schools)
    assert [alarms.tell_stale(clock.now()) for _ in range(2)] == [2, 0]
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(one.email for one in people)
    assert "не прочитано пабликов: 3 из 3" in mail.outbox[0].body
    assert "14 ноября" in plain(mail.outbox[0].body)
    monday.shift(timedelta(days=1))
    assert alarms.tell_stale(clock.now()) == 2


def test_fresh_data_and_a_portal_that_never_read_are_no_alarm(schools):
    person("specialist")
    assert alarms.tell_stale(clock.now()) == 0
    read(40, schools[0])
    read(30, *schools[1:])
    assert alarms.tell_stale(clock.now()) == 0


# --- a night that failed --------------------------------------------------------------------------
@pytest.fixture
def specialists(schools, monday) -> list[User]:
    """Two specialists at eight in the morning, in a portal that has audited before."""
    audit(started_at=MONDAY - timedelta(days=1), night=MONDAY.date() - timedelta(days=1))
    monday.move_to(MONDAY.replace(hour=8, minute=0))
    person("observer")
    return [person("specialist") for _ in range(2)]


def missed(run: Run, *publics: Public) -> Run:
    Miss.objects.bulk_create([Miss(run=run, public=one, reason="Transient") for one in publics])
    return run


def told_of_the_night() -> str:
    """Return the letter of a night that failed: each specialist has it once."""
    assert [alarms.tell_failed_night(clock.now()) for _ in range(3)] == [2, 0, 0]
    assert len({plain(letter.body) for letter in mail.outbox}) == 1
    return plain(mail.outbox[0].body)


def test_specialists_are_told_once_of_a_night_that_missed_many(specialists, schools, monday, settings):
    run = missed(night("partial"), schools[0])
    told = told_of_the_night()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(one.email for one in specialists)
    assert "Ночной аудит 16 ноября завершён не полностью. Не собрано пабликов: 1 из 3." in told
    assert f"{settings.SITE_URL}/audits/{run.pk}/" in told
    monday.shift(timedelta(hours=5))
    assert alarms.tell_failed_night(clock.now()) == 0


@pytest.mark.parametrize(("owed", "letters"), [(20, 0), (19, 2)])
def test_a_few_missed_publics_are_no_failure(specialists, schools, owed, letters):
    missed(night("partial", publics_total=owed), schools[0])
    assert alarms.tell_failed_night(clock.now()) == letters


def test_what_the_quota_left_out_was_owed_too(specialists, schools):
    run = missed(night("partial", publics_total=1), *schools[1:])
    left = {"category": "active", "every_days": 1, "public_ids": [one.pk for one in schools[1:]]}
    LeftOut.objects.create(run=run, reason="quota", **left)
    assert "Не собрано пабликов: 2 из 3." in told_of_the_night()


def test_a_night_that_is_not_over_in_the_morning_has_failed(specialists, monday):
    night("under_way")
    monday.move_to(MONDAY.replace(hour=7, minute=59))
    assert alarms.tell_failed_night(clock.now()) == 0
    monday.move_to(MONDAY.replace(hour=8, minute=0))
    assert "Ночной аудит 16 ноября не закончен к 08:00." in told_of_the_night()


def test_a_night_that_did_not_begin_has_failed(specialists, settings):
    told = told_of_the_night()
    assert "Ночной аудит 16 ноября не начался." in told
    assert "beat и worker" in told


def test_a_night_that_waits_for_another_run_says_so(specialists):
    audit("under_way", started_at=MONDAY - timedelta(hours=9), night_owed=MONDAY.date())
    assert "не начался. С 15 ноября, 22:41 идёт другой аудит." in told_of_the_night()


@pytest.mark.parametrize("state", ["complete", "stopped"])
def test_a_night_that_went_well_or_that_a_person_stopped_is_no_failure(specialists, state):
    night(state)
    assert alarms.tell_failed_night(clock.now()) == 0


def test_a_new_portal_owed_no_night(specialists):
    Run.objects.all().delete()
    audit(started_at=MONDAY)
    assert alarms.tell_failed_night(clock.now()) == 0


def test_the_timetable_looks_at_each_night_once_it_should_be_over():
    entry = celery_app.conf.beat_schedule["tell of a failed night"]
    assert entry["task"] == tasks.alarm_of_a_failed_night.name
    assert min(entry["schedule"].hour) == alarms.OVER_BY.hour
