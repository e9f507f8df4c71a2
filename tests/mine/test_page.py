"""What the people of a school see first: how many posts, what to do, until when, and how."""

from datetime import timedelta

import pytest
from django.urls import reverse

from monitoring.facts import Duty
from monitoring.models import Exemption, Post
from registry.models import Membership
from tests.mine.conftest import answer, question, wall
from tests.pages.conftest import (
    BEFORE,
    LAST,
    NOW,
    RUNNING,
    browse,
    district,
    facts,
    institution,
    judged,
    person,
    public,
    seen,
    text,
    without_data,
)


def address(of) -> str:
    return reverse("monitoring:my_public", args=[of.pk])


def titles(client, of) -> list[str]:
    page = text(client, address(of))
    body = page.partition('class="tasks"')[2].partition("</ol> <div")[0] or page.partition('class="tasks"')[2]
    return [part.partition("</h3>")[0] for part in body.partition("Остальное в порядке")[0].split("<h3>")[1:]]


def test_the_week_is_told_with_the_days_that_are_best(admin, school):
    page = text(admin, address(school))
    assert "Неделя 16–22 ноября" in page
    assert "2 из 3 постов" in page
    assert "Пока не хватает 1 поста" in page
    assert "Лучше сегодня. Тогда перерыв нигде не превысит 3 дней." in page
    assert page.count("week-cell has-posts") == 2
    assert page.count("is-advised is-today") == 1


def test_tasks_stand_in_the_order_of_urgency_with_deadline_and_steps(admin, school):
    question(school, hours=19)
    assert titles(admin, school) == [
        "Ответьте на вопрос до 12:41 сегодня",
        "Опубликуйте ещё 1 пост до воскресенья",
        "Замените аватар",
    ]
    page = text(admin, address(school))
    assert "Самый давний вопрос ждёт 19 ч" in page
    assert "До скольки работает продлёнка?" in page
    assert f"https://vk.com/wall-{school.vk_id}_900?reply=7001" in page
    assert "Слева от поля ответа выберите автора: сообщество." in page
    assert "до конца воскресенья" in page


def test_an_answered_question_asks_for_nothing(admin, school):
    answer(question(school, hours=19))
    assert titles(admin, school) == ["Опубликуйте ещё 1 пост до воскресенья", "Замените аватар"]


def test_a_question_that_waits_too_long_leads_the_list(admin, school):
    question(school, hours=50)
    question(school, hours=2, number=7100, text="Кайчан җыелыш?")
    assert titles(admin, school)[0] == "Ответьте на 2 вопроса"


def test_what_is_in_order_is_told_in_a_line_each(admin, school):
    page = text(admin, address(school))
    fine = page.partition("Остальное в порядке")[2]
    assert "<li>Обложка: есть</li>" in fine
    assert "Балл прошлой недели: 100 из 100." in fine


def test_a_week_that_is_done_says_so(db):
    one = public("Гимназия № 1")
    seen(one)
    judged(one, RUNNING, posts=3)
    wall(one, facts(one, RUNNING, posts=3))
    page = text(browse(person("school_admin", institution=one.institution)), address(one))
    assert "Норма выполнена" in page
    assert "Дел нет: всё, что проверяет портал, выполнено." in page
    assert "Всё в порядке" in page


def test_a_silence_is_announced_before_it_is_too_long(db):
    """The last post was on Saturday 14th at noon: at noon tomorrow seven days are over."""
    one = public("Лицей № 3", category="card")
    seen(one)
    last = NOW.replace(day=14, hour=12, minute=0)
    Post.objects.create(public=one, vk_id=5, date=last, from_community=True, first_seen_at=last)
    judged(one, RUNNING, posts=1)
    page = text(browse(person("school_admin", institution=one.institution)), address(one))
    assert "Опубликуйте пост до 12:00 завтра" in page


def test_a_mandatory_post_has_a_deadline_of_its_own(admin, school, clock_at_friday):
    """The forum's days end on Wednesday 18th: it is asked for until then, and not on Friday."""
    owed = {"cabinet": True, "duties": (Duty(1, "Форум", NOW.replace(day=19, hour=0, minute=0)),)}
    school.weeks.filter(week=RUNNING.monday).delete()
    missed = judged(school, RUNNING, posts=3, **owed)
    page = text(admin, address(school))
    assert "Опубликуйте обязательный пост" not in page
    assert "Нет на стене: Форум. На этой неделе это уже не изменить" in page
    missed.delete()
    tuesday = NOW.replace(day=17)
    clock_at_friday.move_to(tuesday)
    judged(school, RUNNING, posts=3, seen_at=tuesday - timedelta(hours=3), **owed)
    task = text(admin, address(school)).partition("Опубликуйте обязательный пост")[2].partition("</li>")[0]
    assert "до конца дня 18 ноября" in task


def test_days_of_an_exemption_are_days_of_rest(admin, school):
    Exemption.objects.create(
        scope="all",
        first_day=RUNNING.sunday - timedelta(days=2),
        last_day=RUNNING.sunday - timedelta(days=1),
        reason="Карантин",
        created_at=NOW,
    )
    page = text(admin, address(school))
    assert "Лучше в воскресенье." in page
    assert page.count("отдых") == 2


def test_exemptions_of_the_week_and_of_those_to_come_are_listed_whatever_they_free_from(admin, school):
    for first, scope, reason, rules in (
        (RUNNING.monday, "all", "Карантин", ["posts", "gaps"]),
        (RUNNING.sunday + timedelta(days=8), "all", "Каникулы", []),
        (LAST.monday, "all", "Прошлый ремонт", []),
        (RUNNING.monday, "districts", "Чужая беда", []),
    ):
        days = {"first_day": first, "last_day": first + timedelta(days=2)}
        Exemption.objects.create(scope=scope, reason=reason, rules=rules, created_at=NOW, **days)
    page = text(admin, address(school)).partition('id="exemptions"')[2].partition("</section>")[0]
    assert "16 ноября 2026 – 18 ноября 2026" in page
    assert "Не действуют: Собственные посты, Перерывы" in page
    assert "Не действуют: все правила" in page
    assert page.index("Карантин") < page.index("Каникулы")
    assert "Прошлый ремонт" not in page
    assert "Чужая беда" not in page


# --- empty states ---------------------------------------------------------------------------------
def test_a_public_that_was_never_read_is_told_what_comes(db):
    one = public("Новая школа")
    page = text(browse(person("school_admin", institution=one.institution)), address(one))
    assert "Портал ещё не читал этот паблик" in page
    assert "Что сделать на этой неделе" not in page


def test_a_public_whose_data_did_not_come_is_the_same(db):
    one = public("Новая школа")
    without_data(one)
    assert "Данных пока нет" in text(browse(person("school_admin", institution=one.institution)), address(one))


def test_before_the_first_reading_of_the_week_what_lasts_is_still_to_be_mended(db):
    one = public("Школа № 7")
    seen(one)
    judged(one, LAST, posts=1, cover_width=900)
    page = text(browse(person("school_admin", institution=one.institution)), address(one))
    assert "Замените обложку" in page
    assert "На этой неделе её ещё не читали." in page
    assert "Публикуйте не меньше" not in page


def test_without_a_category_one_task_asks_for_it(db):
    one = public("Школа № 8", category="unset")
    seen(one)
    judged(one, RUNNING)
    page = text(browse(person("school_admin", institution=one.institution)), address(one))
    assert page.count("Узнайте категорию паблика") == 1
    assert "министерство не указало категорию паблика" in page


# --- who comes here ---------------------------------------------------------------------------------
def test_the_first_page_of_a_school_admin_is_the_own_public(admin, school):
    assert admin.get("/").url == address(school)
    assert admin.get(reverse("monitoring:mine")).url == address(school)


def test_who_keeps_several_publics_chooses(school):
    user = person("school_admin", institution=school.institution)
    other = public("Филиал в Бишево")
    Membership.objects.create(user=user, role="school_admin", institution=other.institution)
    page = text(browse(user), reverse("monitoring:mine"))
    assert address(school) in page
    assert address(other) in page
    assert "Другой паблик" in text(browse(user), address(school))


def test_a_school_without_a_public_is_told_what_to_do(db):
    client = browse(person("school_admin", institution=institution("Школа без паблика")))
    assert client.get("/").url == reverse("monitoring:mine")
    assert "Создайте сообщество во ВКонтакте" in text(client, reverse("monitoring:mine"))


def test_a_branch_that_shares_its_school_s_public_is_not_asked_to_create_one(school):
    client = browse(person("school_admin", institution=institution("Филиал", shares=school)))
    page = text(client, reverse("monitoring:mine"))
    assert f"общий паблик {school.link}" in page
    assert "Создавать ещё один не нужно." in page
    assert "паблика пока нет" not in page
    assert "Создайте сообщество" not in page


def test_who_keeps_nothing_is_told_so(observer):
    assert "не привязана ни одна организация" in text(observer, reverse("monitoring:mine"))


@pytest.mark.parametrize("role", ["specialist", "observer", "district_officer"])
def test_the_district_and_the_ministry_look_through_the_school_s_eyes(school, role):
    place = {"district": school.institution.district} if role == "district_officer" else {}
    page = text(browse(person(role, **place)), address(school))
    assert "Глазами организации" in page
    assert ("Проверить сейчас" in page) == (role != "observer")


def test_somebody_else_s_public_does_not_exist(school):
    stranger = public("Школа № 9", district("Буинский район"))
    client = browse(person("school_admin", institution=stranger.institution))
    for name in ("my_public", "check_progress"):
        assert client.get(reverse(f"monitoring:{name}", args=[school.pk])).status_code == 404
    assert client.post(reverse("monitoring:check", args=[school.pk])).status_code == 404
    assert client.get(address(public("Нет", archived_at=NOW))).status_code == 404


def test_the_page_takes_as_many_queries_however_much_there_is(admin, school, count_queries):
    few = count_queries(admin, address(school))
    for number in range(30):
        question(school, hours=number, number=8000 + number)
    judged(school, BEFORE)
    assert count_queries(admin, address(school)) == few
    assert few <= 14
