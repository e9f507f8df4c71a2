"""Letters: the week to whoever wishes, once, when its night is over."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from monitoring import clock, digests, wording
from monitoring.models import DigestWish, SentLetter
from registry.models import Public, User

from .conftest import (
    LAST,
    MOSCOW,
    NOW,
    audit,
    browse,
    compliant,
    district,
    institution,
    judged,
    person,
    public,
    text,
    with_issues,
    with_remarks,
    without_data,
)
from .post_office import DROPS, REFUSES, TAKES, PostOffice

pytestmark = pytest.mark.django_db
PAGE = "/account/letters/"
MONDAY = datetime(2026, 11, 16, 7, 41, tzinfo=MOSCOW)


@pytest.fixture(autouse=True)
def monday(clock_at_friday):
    clock_at_friday.move_to(MONDAY)
    return clock_at_friday


@pytest.fixture
def schools(db) -> list[Public]:
    """Two publics of a district, of which one has something to mend, and one of another district."""
    made = [public("Школа № 1"), public("Лицей № 2"), public("Чужая", district("Буинский район"))]
    with_issues(made[0])
    compliant(made[1])
    with_issues(made[2])
    return made


@pytest.fixture
def officer(schools) -> User:
    return reader("district_officer", district=schools[0].institution.district)


def reader(role: str, **place) -> User:
    one = person(role, **place)
    DigestWish.objects.create(user=one, since=NOW)
    return one


def plain(words: str) -> str:
    """Return words with every kind of space made one."""
    return " ".join(words.split())


def night(state: str = "complete", **fields):
    return audit(state, night=MONDAY.date(), started_at=MONDAY.replace(hour=2, minute=0), **fields)


# --- the week -------------------------------------------------------------------------------------
def test_a_district_reads_who_has_to_mend_what_and_nothing_of_others(officer, schools, settings):
    night()
    assert digests.send(clock.now()) == 1
    letter = mail.outbox[0]
    html, kind = letter.alternatives[0]
    assert (letter.to, kind) == ([officer.email], "text/html")
    assert plain(letter.subject) == "Госпаблики: неделя 9–15 ноября"
    address = f"{settings.SITE_URL}/publics/{schools[0].pk}/?week={LAST}"
    for told in map(plain, (letter.body, html)):
        assert "Соответствуют требованиям: 1 из 2." in told
        assert "Школа № 1" in told
        assert wording.rule_name("posts") in told
        assert address in told
        assert settings.SITE_URL + PAGE in told
        assert "Лицей № 2" not in told
        assert "Чужая" not in told
    assert letter.extra_headers["List-Unsubscribe"] == f"<{settings.SITE_URL}{PAGE}>"


def test_each_person_gets_a_week_once(officer):
    night()
    assert [digests.send(clock.now()) for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == SentLetter.objects.count() == 1


def test_a_school_with_nothing_to_mend_is_told_so(schools):
    reader("school_admin", institution=schools[1].institution)
    night()
    digests.send(clock.now())
    assert "Исправлять ничего не нужно." in mail.outbox[0].body
    assert "Нужно исправить" not in mail.outbox[0].body


def letter_of(one: Public) -> str:
    """Return the letter that the public's school gets."""
    school = reader("school_admin", institution=one.institution)
    digests.send(clock.now())
    (letter,) = [letter for letter in mail.outbox if letter.to == [school.email]]
    return plain(letter.body)


def test_a_school_with_a_remark_complies_and_is_told_of_it(schools, settings):
    small = public("Гимназия № 3")
    with_remarks(small)
    night()
    told = letter_of(small)
    assert "Соответствуют требованиям: 1 из 1. Из них с замечаниями: 1." in told
    assert f"Посмотреть замечания: {settings.SITE_URL}/publics/?week={LAST}&status=remarks" in told
    assert "Исправлять ничего не нужно" not in told


@pytest.mark.parametrize("known", [without_data, lambda one: None])
def test_a_school_of_which_nothing_is_known_is_told_so(schools, known):
    silent = public("Гимназия № 3")
    known(silent)
    night()
    told = letter_of(silent)
    assert "Нет данных: 1." in told
    assert "Соответствуют" not in told
    assert "Исправлять ничего не нужно" not in told


def test_what_has_no_category_is_no_part_of_the_share(schools):
    unset = public("Гимназия № 3", category="unset")
    judged(unset)
    night()
    told = letter_of(unset)
    assert "Категория не указана: 1." in told
    assert "Соответствуют" not in told
    assert "Исправлять ничего не нужно" not in told


def test_institutions_without_a_public_are_told_and_sharers_are_none_of_them(officer, schools):
    institution("Новая школа")
    institution("Филиал", shares=schools[1])
    judged(public("Лицей № 3"), cover_width=None)
    night()
    digests.send(clock.now())
    told = plain(mail.outbox[0].body)
    assert "Соответствуют требованиям: 1 из 3. Нужна проверка: 1. Организаций без паблика: 1." in told


def test_nobody_gets_it_unasked_nor_without_a_right_to_it(schools):
    person("school_admin", institution=schools[0].institution)
    reader("specialist")
    closed = reader("school_admin", institution=schools[0].institution)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    night()
    assert digests.send(clock.now()) == 0


@pytest.mark.parametrize("state", ["under_way", "stopped", None])
def test_it_waits_for_the_night_that_fixes_the_week(officer, state):
    if state:
        night(state)
    audit(started_at=MONDAY - timedelta(days=1), night=MONDAY.date() - timedelta(days=1))
    assert digests.send(clock.now()) == 0


@pytest.mark.parametrize(("days", "hour", "sent"), [(0, 6, 0), (0, 7, 1), (1, 20, 1), (2, 8, 0), (-1, 12, 0)])
def test_it_goes_out_on_monday_morning_or_the_day_after(officer, monday, days, hour, sent):
    night()
    monday.move_to(MONDAY.replace(hour=hour) + timedelta(days=days))
    assert digests.send(clock.now()) == sent


def test_a_letter_that_failed_goes_out_the_next_time(officer, settings):
    night()
    there, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # the discard port: nobody answers
    assert digests.send(clock.now()) == 0
    assert not SentLetter.objects.exists()
    settings.EMAIL_BACKEND = there
    assert digests.send(clock.now()) == 1


def test_a_mail_server_that_does_not_answer_is_asked_once_a_round(officer, schools, settings, caplog):
    reader("school_admin", institution=schools[0].institution)
    night()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert digests.send(clock.now()) == 0
    assert [one.message for one in caplog.records if one.name == "monitoring.letters"] == [
        "Почтовый сервер не отвечает, письма «digest» подождут"
    ]
    assert not SentLetter.objects.exists()


@pytest.fixture
def post_office(settings):
    """Return a function that opens a mail server with such answers; see PostOffice."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with ExitStack() as stack:

        def open_one(*answers: str) -> PostOffice:
            one = stack.enter_context(PostOffice(*answers))
            settings.EMAIL_PORT = one.port
            return one

        yield open_one


def mornings(monday, *hours: float) -> list[int]:
    """Send so many hours after Monday's first time; return how many letters went each time."""
    sent = []
    for hour in hours:
        monday.move_to(MONDAY + timedelta(hours=hour))
        sent.append(digests.send(clock.now()))
    return sent


def test_a_letter_that_the_server_took_goes_once(officer, monday, post_office):
    night()
    office = post_office(TAKES)
    assert mornings(monday, 0, 0.2, 2, 5) == [1, 0, 0, 0]
    assert len(office.letters) == 1
    assert office.letters[0]["Message-ID"].endswith("@example.org>")


def test_a_connection_that_broke_after_the_letter_repeats_it_once_under_its_name(officer, monday, post_office):
    night()
    office = post_office(DROPS, TAKES)
    assert mornings(monday, 0, 0.9, 1.1, 3) == [0, 0, 1, 0]
    first, again = office.letters
    assert first["Message-ID"] == again["Message-ID"]
    assert first["To"] == again["To"] == officer.email


def test_a_server_that_always_hangs_up_gets_a_letter_twice_and_never_again(officer, monday, post_office):
    night()
    office = post_office(DROPS)
    assert mornings(monday, *range(10)) == [0] * 10
    assert len(office.letters) == 2


def test_a_letter_that_was_refused_is_tried_at_every_occasion(officer, monday, post_office):
    night()
    office = post_office(REFUSES, REFUSES, DROPS, REFUSES, TAKES)
    assert mornings(monday, 0, 0.2, 0.4, 2, 2.2) == [0, 0, 0, 0, 0]
    assert mornings(monday, 3.5, 5) == [1, 0]
    assert len(office.letters) == 2


def test_a_worker_that_died_in_the_middle_leaves_the_letter_to_the_next_after_an_hour(officer, monday, post_office):
    night()
    told = {"tried_at": MONDAY, "tries": 1, "taken": False}
    SentLetter.objects.create(kind="digest", user=officer, day=LAST.monday, **told)
    post_office(TAKES)
    assert mornings(monday, 0.5, 1.1) == [0, 1]


def test_letters_of_people_and_weeks_have_names_of_their_own(officer, schools, monday, post_office):
    reader("school_admin", institution=schools[0].institution)
    night()
    office = post_office(TAKES)
    digests.send(clock.now())
    monday.shift(timedelta(weeks=1))
    audit(night=MONDAY.date() + timedelta(weeks=1), started_at=clock.now() - timedelta(hours=5))
    digests.send(clock.now())
    assert len({letter["Message-ID"] for letter in office.letters}) == len(office.letters) == 4


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_the_same_time_one_sends(officer):
    night()

    def work(_) -> int:
        try:
            return digests.send(clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 1
    assert len(mail.outbox) == 1


def test_names_are_only_text(schools):
    schools[0].institution.short_name = "<b>Школа & К</b>"
    schools[0].institution.save()
    reader("school_admin", institution=schools[0].institution)
    night()
    digests.send(clock.now())
    assert "<b>Школа & К</b>" in mail.outbox[0].body
    assert "&lt;b&gt;Школа &amp; К&lt;/b&gt;" in mail.outbox[0].alternatives[0][0]


def test_many_laggards_are_cut_and_the_page_shows_all(officer, schools):
    for place in range(52):
        with_issues(public(f"Сад № {place}"))
    night()
    digests.send(clock.now())
    assert "И ещё: 3." in mail.outbox[0].body
    assert f"/publics/?week={LAST}&status=issues" in mail.outbox[0].body


# --- the wish -------------------------------------------------------------------------------------
def test_a_person_switches_it_on_and_off_on_its_account(schools):
    one = person("school_admin", institution=schools[0].institution)
    client = browse(one)
    assert PAGE in text(client, "/account/")
    client.post(PAGE, {"digest": "1"})
    client.post(PAGE, {"digest": "1"})
    assert DigestWish.objects.get().user == one
    assert "checked" in text(client, PAGE)
    client.post(PAGE, {})
    assert not DigestWish.objects.exists()
    assert "checked" not in text(client, PAGE)


def test_the_ministry_is_told_that_it_has_an_overview(specialist):
    assert "получают районы и школы" in text(specialist, PAGE)
    assert specialist.post(PAGE, {"digest": "1"}).status_code == 403


def test_old_rows_go(officer):
    told = {"tried_at": NOW, "tries": 1, "taken": True}
    SentLetter.objects.create(kind="digest", user=officer, day=MONDAY.date() - timedelta(weeks=10), **told)
    night()
    digests.send(clock.now())
    assert SentLetter.objects.get().day == LAST.monday
