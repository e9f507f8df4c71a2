"""Readers' questions that wait for an answer: on a public's page and of a whole district."""

from datetime import timedelta

import pytest

from monitoring.facts import Conversation, Question
from monitoring.models import Comment

from .conftest import LAST, MOSCOW, NOW, RUNNING, browse, district, judged, person, public, seen, text
from .test_public import frozen

pytestmark = pytest.mark.django_db


def asked(of, id: int, hours: int, **fields) -> Comment:
    told = {"post": 5, "vk_id": id, "thread": id, "author": "reader", "asks": True, "text": "Когда собрание?"}
    return Comment.objects.create(public=of, date=NOW - timedelta(hours=hours), **{**told, **fields})


def test_the_district_lists_what_waits_the_oldest_first(observer):
    one, other = public("Школа № 1"), public("Школа № 2")
    asked(one, 1, 30)
    asked(other, 2, 50)
    page = text(observer, f"/districts/{district().pk}/questions/")
    assert page.index("Школа № 2") < page.index("Школа № 1")
    assert "2 сут 2 ч" in page
    assert f"https://vk.com/wall-{other.vk_id}_5?reply=2" in page


def test_an_answered_question_waits_no_more(observer):
    one = public()
    asked(one, 1, 30)
    asked(one, 2, 3, thread=1, author="", asks=False)
    assert "Все вопросы с ответом" in text(observer, f"/districts/{district().pk}/questions/")


def test_another_districts_questions_do_not_exist_for_an_officer():
    asked(public(of=district("Буинский район")), 1, 30)
    officer = browse(person("district_officer", district=district()))
    assert officer.get(f"/districts/{district('Буинский район').pk}/questions/").status_code == 404
    assert "Все вопросы с ответом" in text(officer, f"/districts/{district().pk}/questions/")


def test_the_list_takes_the_same_queries_for_many(observer, count_queries):
    asked(public(), 1, 30)
    few = count_queries(observer, f"/districts/{district().pk}/questions/")
    for number in range(2, 9):
        asked(public(f"Школа № {number}"), number, 30 + number)
    assert count_queries(observer, f"/districts/{district().pk}/questions/") == few <= 12


def test_the_publics_page_tells_how_long_a_question_of_the_week_waits(observer):
    one = public()
    seen(one)
    at = LAST.starts(NOW.tzinfo) + timedelta(days=2)
    frozen(one, conversation=Conversation(NOW, (Question(7, 5, at),)))
    page = text(observer, f"/publics/{one.pk}/?week={LAST}")
    assert "Вопросы без ответа" in page
    assert f"https://vk.com/wall-{one.vk_id}_5?reply=7" in page


def section(page: str) -> str:
    return page.partition('aria-labelledby="waiting"')[2].partition("</section>")[0]


def test_a_question_of_a_week_that_is_over_waits_only_while_answers_were_looked_for(clock_at_friday):
    one = public()
    seen(one)
    at, heard_at = LAST.starts(MOSCOW) + timedelta(days=3), LAST.ends(MOSCOW) + timedelta(days=1, hours=2)
    frozen(one, conversation=Conversation(heard_at, (Question(7, 5, at),)))
    clock_at_friday.shift(timedelta(days=80))
    told = section(text(browse(person("observer")), f"/publics/{one.pk}/?week={LAST}"))
    assert "не было ответа на 17 ноября" in told
    assert "ждёт" not in told


def test_a_question_of_the_running_week_waits(observer):
    one = public()
    seen(one)
    judged(one, RUNNING)
    asked(one, 1, 30)
    told = section(text(observer, f"/publics/{one.pk}/?week={RUNNING}"))
    assert "ждёт 1 сут 6 ч" in told
    assert "не было ответа" not in told
