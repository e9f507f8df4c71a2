"""Readers' questions from VK to the verdict: read to the end, counted, completed a day after the week, forgotten."""

from datetime import datetime, timedelta

import pytest

from demo.faults import error
from demo.world import comment, post
from monitoring.models import Comment, FrozenWeek, WeekSummary
from monitoring.weeks import Week

from .conftest import MOSCOW, days

pytestmark = pytest.mark.django_db

THIS = Week.parse("2026-W46")
SUNDAY = datetime(2026, 11, 15, 20, 0, tzinfo=MOSCOW)
MONDAY_NIGHT, TUESDAY_NIGHT = (datetime(2026, 11, day, 2, 0, tzinfo=MOSCOW) for day in (16, 17))


@pytest.fixture
def asked(school, world):
    """Return a school whose reader asks on Sunday evening, and a function with which the school answers."""
    public = school(posts=[post(1, days(0)[0], "Новость")])
    question = comment(50, SUNDAY, "Когда собрание?", 777)
    world[900001].posts[0].comments.append(question)
    return public, lambda at: question.replies.append(comment(51, at, "В среду в 18:00", -900001))


def verdict(public, week=THIS) -> dict:
    return WeekSummary.objects.get(public=public, week=week.monday).verdicts["answers"]


def test_case_12_asked_on_sunday_evening_answered_on_monday_evening_seen_on_tuesday(asked, audit, at):
    public, answer = asked
    at(MONDAY_NIGHT)
    audit()
    assert verdict(public)["outcome"] == "unknown"
    answer(SUNDAY + timedelta(hours=23))
    at(TUESDAY_NIGHT)
    audit()
    assert (verdict(public)["outcome"], verdict(public)["value"]) == ("pass", 1)


@pytest.mark.parametrize(("hours", "outcome"), [(24, "pass"), (25, "warn"), (None, "warn")])
def test_a_day_is_given_for_an_answer(asked, audit, at, hours, outcome):
    public, answer = asked
    at(MONDAY_NIGHT)
    audit()
    if hours:
        answer(SUNDAY + timedelta(hours=hours))
    at(TUESDAY_NIGHT)
    audit()
    assert verdict(public)["outcome"] == outcome


def test_a_week_is_fixed_on_monday_completed_on_tuesday_and_then_frozen(asked, audit, at):
    public, answer = asked
    at(MONDAY_NIGHT)
    audit()
    row = FrozenWeek.objects.get(public=public, week=THIS.monday)
    assert (row.completed_at, row.facts["conversation"]["questions"][0]["answered_at"]) == (None, None)
    answer(SUNDAY + timedelta(hours=20))
    at(TUESDAY_NIGHT)
    audit()
    completed = FrozenWeek.objects.get(public=public, week=THIS.monday)
    assert completed.completed_at
    assert completed.frozen_at == row.frozen_at
    assert {**completed.facts, "conversation": None} == {**row.facts, "conversation": None}
    answer(SUNDAY + timedelta(hours=1))
    at(TUESDAY_NIGHT + timedelta(days=1))
    audit()
    assert FrozenWeek.objects.get(public=public, week=THIS.monday).facts == completed.facts


def test_what_was_said_is_forgotten_with_the_week_and_readers_never_have_names(asked, audit, at):
    _public, answer = asked
    answer(SUNDAY + timedelta(hours=1))
    at(MONDAY_NIGHT)
    audit()
    question, reply = Comment.objects.order_by("date")
    assert (question.text, question.asks, len(question.author)) == ("Когда собрание?", True, 16)
    assert "777" not in question.author
    assert (reply.author, reply.thread, reply.addresses) == ("", 50, [question.author])
    at(TUESDAY_NIGHT)
    audit()
    assert not Comment.objects.exists()


def test_a_wall_that_closed_meanwhile_leaves_the_question_open_and_the_week_complete(asked, audit, at, world):
    public, _answer = asked
    at(MONDAY_NIGHT)
    audit()
    world[900001].deactivated = "deleted"
    at(TUESDAY_NIGHT)
    audit()
    assert FrozenWeek.objects.get(public=public, week=THIS.monday).completed_at
    assert verdict(public)["outcome"] == "unknown"


def test_comments_that_vk_does_not_show_are_unknown_and_read_the_next_time(asked, audit, at, local_vk):
    public, answer = asked
    answer(SUNDAY + timedelta(hours=1))
    local_vk.faults.append(error(212, method="wall.getComments"))
    at(MONDAY_NIGHT)
    audit()
    assert (verdict(public)["outcome"], verdict(public)["reason"]) == ("unknown", "comments_unread")
    local_vk.faults.clear()
    at(TUESDAY_NIGHT)
    audit()
    assert verdict(public)["outcome"] == "pass"


def test_an_answer_in_place_of_a_deleted_comment_is_found_before_the_week_is_completed(asked, audit, at, world):
    """The number of comments stays, so nothing says that the post should be read again."""
    public, answer = asked
    talk = world[900001].posts[0].comments
    talk.append(comment(60, SUNDAY, "Спасибо", 778))
    at(MONDAY_NIGHT)
    audit()
    talk.pop()
    answer(SUNDAY + timedelta(hours=20))
    at(TUESDAY_NIGHT)
    audit()
    assert verdict(public)["outcome"] == "pass"


def test_an_answer_under_a_post_of_two_weeks_ago_is_found_before_the_week_is_completed(school, audit, at, world):
    """When the last look is due, the post itself is older than what is read of a wall."""
    public = school(posts=[post(1, days(-8)[0], "Новость"), post(2, days(1)[0], "Другая")])
    question = comment(50, days(4.4)[0], "Когда собрание?", 777)
    at(days(4)[0])
    audit()
    world[900001].posts[0].comments.append(question)
    at(days(4.7)[0])
    audit()
    question.replies.append(comment(51, days(5.2)[0], "В среду в 18:00", -900001))
    at(MONDAY_NIGHT)
    audit()
    at(TUESDAY_NIGHT)
    audit()
    assert verdict(public)["outcome"] == "pass"


def test_every_comment_of_a_long_talk_is_read(school, audit, world):
    public = school(posts=[post(1, days(0)[0], "Конкурс")])
    talk = [comment(1000 + id, days(0.1)[0] + timedelta(seconds=id), "Молодцы", 700 + id) for id in range(130)]
    question = comment(5000, days(0.2)[0], "Кто победил?", 777)
    question.replies = [comment(5001 + id, days(0.3)[0], "Тоже жду", 600 + id) for id in range(25)]
    question.replies.append(comment(5100, days(0.4)[0], "Айгуль", -900001))
    world[900001].posts[0].comments = [*talk, question]
    audit()
    assert Comment.objects.filter(public=public).count() == 130 + 1 + 25 + 1
    assert verdict(public)["outcome"] == "pass"


def test_questions_of_the_first_audits_four_weeks_are_read_too(school, audit):
    asked = [comment(50, days(-20)[0], "Где расписание?", 777)]
    public = school(posts=[post(1, days(-21)[0], "Новость", comments=asked)])
    audit()
    assert verdict(public, THIS.shift(-3))["outcome"] == "warn"
    assert verdict(public, THIS.shift(-2))["outcome"] == "not_applicable"
