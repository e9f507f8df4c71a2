"""What is to be done, until when and how gravely: the pure core of «Мой паблик»."""

from datetime import datetime, timedelta

import pytest

from monitoring import todo
from monitoring.facts import Duty, Outcome, Question, Verdict
from monitoring.rules import LETTER, RuleSet
from monitoring.rules.mandatory import judge_mandatory
from monitoring.rules.publishing import judge_gaps, judge_posts
from monitoring.wording import todo as words
from tests.rules.builders import MONDAY, MOSCOW, at, posts, question, week

ENDS = MONDAY + timedelta(weeks=1)
THURSDAY = datetime(2026, 11, 12, tzinfo=MOSCOW)
SILENT = at("Sat 12:00")
FORUM, LINE = Duty(1, "Форум", at("Thu 00:00")), Duty(2, "Линейка", at("Sun 00:00"))


def owing(*duties: Duty, read: str) -> dict[str, Verdict]:
    return {"mandatory": judge_mandatory(week(cabinet=True, duties=duties, running=at(read)), LETTER)}


def asked(verdicts: dict[str, Verdict], now: str) -> list[tuple[str, datetime | None]]:
    return [(task.rule, task.due) for task in todo.tasks(verdicts, [], {}, ENDS, at(now))]


def only(verdicts: dict[str, Verdict], *waiting: Question, category: str = "active", rules: RuleSet = LETTER, **more):
    """Return the only task of Friday at ten."""
    (task,) = todo.tasks(verdicts, waiting, rules.demands(category), ENDS, at("Fri 10:00"), **more)
    return task


# --- mandatory posts ------------------------------------------------------------------------------
def test_a_mandatory_post_is_due_when_its_own_days_end():
    assert asked(owing(FORUM, read="Tue 04:00"), "Tue 10:00") == [("mandatory", THURSDAY)]


def test_of_several_mandatory_posts_the_earliest_end_holds():
    assert asked(owing(LINE, FORUM, read="Tue 04:00"), "Tue 10:00") == [("mandatory", THURSDAY)]


def test_a_mandatory_post_that_is_too_late_is_asked_for_no_more():
    verdicts = owing(FORUM, read="Fri 04:00")
    assert asked(verdicts, "Fri 10:00") == []
    assert [rule for rule, _ in todo.over(verdicts, at("Fri 10:00"))] == ["mandatory"]


def test_nor_is_one_whose_days_ended_after_the_wall_was_read():
    verdicts = owing(FORUM, read="Tue 04:00")
    assert asked(verdicts, "Thu 00:00") == []
    assert todo.over(verdicts, at("Thu 00:00")) == []


def test_one_that_is_too_late_does_not_hide_another_that_is_not():
    verdicts = owing(FORUM, LINE, read="Fri 04:00")
    assert asked(verdicts, "Fri 10:00") == [("mandatory", at("Sun 00:00"))]
    assert verdicts["mandatory"].outcome == Outcome.FAIL
    assert todo.over(verdicts, at("Fri 10:00")) == []


# --- what the rule set demands --------------------------------------------------------------------
def with_values(rule: str, **values) -> RuleSet:
    """Return the letter's rule set with other values of a rule, for actives."""
    told = LETTER.to_json()
    told["rules"][rule]["active"] |= values
    return RuleSet.from_json(told)


def at_rest(category: str) -> dict[str, Verdict]:
    """Return a rhythm that was kept until Friday morning, in a week whose last post was on Saturday before it."""
    known = week(posts(at("Sat 12:00", -1)), category=category, running=at("Fri 04:00"))
    return {"gaps": judge_gaps(known, LETTER)}


@pytest.mark.parametrize(("category", "severity"), [("active", Outcome.FAIL), ("card", Outcome.WARN)])
def test_a_silence_ahead_weighs_what_it_weighs_for_the_category(category, severity):
    assert only(at_rest(category), category=category, silent_at=SILENT).severity == severity


@pytest.mark.parametrize("severity", [Outcome.FAIL, Outcome.WARN])
def test_posts_that_are_missing_weigh_what_the_rule_set_says(severity):
    rules = with_values("posts", severity=str(severity))
    known = week(posts("Mon 10:00"), category="active", running=at("Fri 04:00"))
    assert only({"posts": judge_posts(known, rules)}, rules=rules).severity == severity


@pytest.mark.parametrize("severity", [Outcome.FAIL, Outcome.WARN])
def test_so_does_a_mandatory_post(severity):
    rules = with_values("mandatory", severity=str(severity))
    assert only(owing(LINE, read="Fri 04:00"), rules=rules).severity == severity


def test_a_question_has_the_hours_of_the_rule_set():
    waiting = question("Fri 08:00")
    task = only({}, waiting, rules=with_values("answers", hours=4, severity="fail"))
    assert (task.due, task.severity) == (at("Fri 12:00"), Outcome.FAIL)
    said = "Самый давний вопрос ждёт 2\u00a0ч, по правилам отвечают в течение 4 часов."
    assert words.why(task, at("Fri 10:00")) == said


def test_a_card_is_asked_for_answers_without_a_deadline():
    task = only({}, question("Fri 08:00"), category="card")
    assert (task.due, task.severity) == (None, Outcome.WARN)
    assert words.why(task, at("Fri 10:00")) == "Самый давний вопрос ждёт 2\u00a0ч."
