"""What a question is, what answers it, and how the day for an answer is counted."""

from datetime import timedelta

import pytest

from monitoring.rules import LETTER, RULES
from monitoring.rules.questions import QUESTION_WORDS, Said, answered, asks, named

from .builders import MONDAY, at, question, talk, week

ANSWERS = next(rule for rule in RULES if rule.id == "answers")
ASKING = {
    "a question mark": "Собрание будет?",
    "in the middle": "А форма нужна? Спасибо",
    "a full-width one": "Когда это будет\uff1f",
    "a word at the beginning": "Во сколько собрание",
    "in capitals": "КАК ЗАПИСАТЬСЯ",
    "after a mention of the school": "[club900001|Школа № 1], где посмотреть списки",
    "after a greeting": "Добрый день! Когда каникулы",
    "after an emoji": "👏 Кто ведёт кружок",
    "Tatar": "Кайчан җыелыш була",
    "Tatar with a mark": "Ата-аналар килә аламы?",
    "right after an address": "Это здесь: https://school.example/news?",
}
SILENT = {
    "praise": "Молодцы!",
    "praise that begins like a question": "Какие замечательные дети",
    "a question word inside": "Всё понятно, где и когда",
    "the beginning of another word": "Кактус расцвёл",
    "a mark inside an address": "Подробнее: https://school.example/?page=2",
    "a mark inside an address without a scheme": "см. vk.com/school?w=wall-1_2 спасибо",
    "nothing": "",
    "a picture": "🎉",
    "a mention alone": "[id777|Анна]",
}


@pytest.mark.parametrize("text", ASKING.values(), ids=ASKING.keys())
def test_this_asks(text):
    assert asks(text)


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_this_does_not(text):
    assert not asks(text)


@pytest.mark.parametrize("word", QUESTION_WORDS)
def test_every_question_word_asks_at_the_beginning_and_not_inside_another_word(word):
    assert asks(f"{word.capitalize()} это")
    assert not asks(f"{word}ъъ это")


def test_who_is_named_is_read_from_the_markup():
    assert named("[id777|Анна], [id12|Ринат] и [club5|Школа], приходите в 10:00") == [777, 12]


def test_hostile_text_is_read_at_once():
    for text in ("а." * 8000, "[id1|" * 3000, "здравствуйте " * 1200, "http://" * 2000):
        asks(text)
        named(text)


# --- answers -------------------------------------------------------------------------------------
ENDS = MONDAY + timedelta(weeks=1)


def said(moment: str, id: int, author: str = "", thread: int = 0, post: int = 5, **more) -> Said:
    """Return the community's comment, or a reader's; readers ask."""
    return Said(post, id, at(moment), author, thread or id, asks=bool(author), **more)


ASKED = said("Tue 10:00", 1, "анна")
FOUND = {
    "in its thread": [ASKED, said("Tue 12:00", 2, thread=1)],
    "in a thread that another began": [
        said("Mon 10:00", 7, "ринат"),
        said("Tue 10:00", 1, "анна", thread=7),
        said("Tue 12:00", 2, thread=7),
    ],
    "as a reply to it": [ASKED, said("Tue 12:00", 2, thread=9, reply_to=1)],
    "on the first level, by name": [ASKED, said("Tue 12:00", 2, addresses=("анна",))],
}
MISSED = {
    "nobody": [ASKED],
    "another reader": [ASKED, said("Tue 12:00", 2, "ринат", thread=1)],
    "the community, before it was asked": [said("Tue 09:00", 2, thread=1), ASKED],
    "the community, in another thread": [ASKED, said("Tue 12:00", 2)],
    "the community, under another post": [ASKED, said("Tue 12:00", 2, thread=1, post=6)],
    "the community, to another reader": [ASKED, said("Tue 12:00", 2, addresses=("ринат",))],
}


def of(talked, asked: int = 1):
    return next(one for one in answered(talked, MONDAY, ENDS) if one.id == asked)


@pytest.mark.parametrize("talked", FOUND.values(), ids=FOUND.keys())
def test_this_answers_it(talked):
    assert of(talked).answered_at == at("Tue 12:00")
    assert of(talked[::-1]).answered_at == at("Tue 12:00")


@pytest.mark.parametrize("talked", MISSED.values(), ids=MISSED.keys())
def test_this_does_not_answer_it(talked):
    assert of(talked).answered_at is None


def test_the_first_answer_counts():
    talked = [ASKED, said("Wed 12:00", 3, thread=1), said("Tue 12:00", 2, thread=1)]
    assert of(talked).answered_at == at("Tue 12:00")


def test_the_communitys_own_questions_and_those_of_other_weeks_are_none():
    talked = [
        said("Sun 23:59:59", 1, "анна"),
        Said(5, 2, at("Mon 00:00", 1), "анна", 2, asks=True),
        Said(5, 3, at("Sun 23:59:59", -1), "анна", 3, asks=True),
        Said(5, 4, at("Mon 00:00"), "анна", 4, asks=True),
        Said(5, 6, at("Tue 00:00"), "", 6, asks=True),
        Said(5, 7, at("Tue 00:00"), "анна", 7, asks=False),
    ]
    assert [one.id for one in answered(talked, MONDAY, ENDS)] == [4, 1]


# --- the day for an answer ------------------------------------------------------------------------
def judged(*questions, **known):
    return ANSWERS.judge(week(conversation=talk(*questions, **known)), LETTER)


def test_a_question_of_sunday_evening_is_pending_on_monday_and_late_on_tuesday():
    assert judged(question("Sun 20:00"), seen=at("Mon 02:00", 1)).outcome == "unknown"
    assert judged(question("Sun 20:00"), seen=at("Tue 02:00", 1)).outcome == "warn"


def test_case_12_asked_on_sunday_20_00_and_answered_on_monday_19_00():
    assert judged(question("Sun 20:00", at("Mon 19:00", 1))).outcome == "pass"


def test_pending_questions_decide_nothing_that_is_decided_without_them():
    kept = [question("Mon 10:00", "Mon 12:00", id) for id in range(9)]
    assert judged(*kept, question("Sun 20:00", id=99), seen=at("Mon 02:00", 1)).outcome == "pass"
    missed = [question("Mon 10:00", id=id) for id in range(100, 103)]
    assert judged(*missed, question("Sun 20:00", id=99), seen=at("Mon 02:00", 1)).outcome == "warn"


def test_the_figures_tell_answered_late_and_pending():
    verdict = judged(
        question("Mon 10:00", "Mon 12:00", 1),
        question("Mon 10:00", "Wed 12:00", 2, post=7),
        question("Mon 10:00", id=3, post=8),
        question("Sun 20:00", id=4),
        seen=at("Mon 02:00", 1),
    )
    assert verdict.figures == {"answered": 1, "total": 4, "pending": 1, "hours": 24, "late": 1}
    assert (verdict.value, verdict.threshold, verdict.evidence) == (0.25, 0.9, (7, 8))
