"""What is to be done, until when and how gravely: the pure core of «Мой паблик»."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitoring import todo
from monitoring.facts import Duty, Outcome, Verdict
from monitoring.rules import LETTER
from monitoring.rules.mandatory import judge_mandatory
from tests.rules.builders import MONDAY, at, week

ENDS = MONDAY + timedelta(weeks=1)
THURSDAY = datetime(2026, 11, 12, tzinfo=ZoneInfo("Europe/Moscow"))
FORUM, LINE = Duty(1, "Форум", at("Thu 00:00")), Duty(2, "Линейка", at("Sun 00:00"))


def owing(*duties: Duty, read: str) -> dict[str, Verdict]:
    return {"mandatory": judge_mandatory(week(cabinet=True, duties=duties, running=at(read)), LETTER)}


def asked(verdicts: dict[str, Verdict], now: str) -> list[tuple[str, datetime | None]]:
    return [(task.rule, task.due) for task in todo.tasks(verdicts, [], 24, ENDS, at(now))]


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
