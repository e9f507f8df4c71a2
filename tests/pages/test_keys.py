"""«Ключи ВКонтакте»: what each key does, why it rests, and who may let it work again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from monitoring import alarms
from vk.models import Rest, Token, Usage
from vk.secrecy import fingerprint

from .conftest import NOW, audit, browse, compliant, district, institution, person, public, seen, text
from .post_office import REFUSES, TAKES, PostOffice

pytestmark = pytest.mark.django_db

PAGE = "/audits/keys/"
FIRST, SECOND = ("vk1.a." + name for name in ("the-first-service-key", "the-second-service-key"))
USER = "vk1.a." + "the-key-of-a-person"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = [FIRST, SECOND], [f"{USER};expires=2027-01-01"]


def row(secret: str = FIRST, kind: str = "service", number: int = 1, **fields) -> Token:
    return Token.objects.create(key=fingerprint(secret), kind=kind, number=number, **fields)


def rest(reason: str, of: Token | None = None, **fields) -> Rest:
    fields = {"since": NOW - timedelta(hours=1), "message": f"VK: access_token={FIRST}", **fields}
    return Rest.objects.create(token=of or row(), reason=reason, **fields)


def page(client: Client, address: str = PAGE) -> str:
    shown = text(client, address)
    assert not any(secret in shown for secret in (FIRST, SECOND, USER))
    return shown


# --- who sees it ----------------------------------------------------------------------------------
def test_for_those_of_a_district_or_a_school_there_is_no_such_page():
    again = reverse("monitoring:key_again", args=[rest("captcha").token.pk])
    for client in (
        browse(person("district_officer", district=district())),
        browse(person("school_admin", institution=institution())),
        browse(person()),
    ):
        assert client.get(PAGE).status_code == 404
        assert client.post(again).status_code == 404


def test_an_observer_sees_the_keys_and_no_buttons(observer):
    one = rest("captcha")
    assert "Снова использовать" not in page(observer).replace("нажмите «Снова использовать»", "")
    assert observer.post(reverse("monitoring:key_again", args=[one.token.pk])).status_code == 403


# --- what it tells --------------------------------------------------------------------------------
def test_before_the_first_call_every_key_of_the_settings_is_listed(specialist):
    shown = page(specialist)
    for word in ("Сервисный ключ 1", "Сервисный ключ 2", "Пользовательский ключ 1", "ещё не было", "Работает"):
        assert word in shown


def test_without_keys_the_page_says_where_they_are_told(specialist, settings):
    settings.VK_SERVICE_TOKENS = settings.VK_USER_TOKENS = []
    assert "Ключей пока нет" in page(specialist)


def test_calls_and_what_is_left_of_the_quota_are_told(specialist):
    row(last_used_at=NOW - timedelta(minutes=5))
    today = NOW.date()
    Usage.objects.create(token=fingerprint(FIRST), method="wall.get", day=today, calls=1200)
    Usage.objects.create(token=fingerprint(FIRST), method="groups.getById", day=today, calls=7)
    Usage.objects.create(token=fingerprint(FIRST), method="wall.get", day=today - timedelta(days=1), calls=999)
    shown = page(specialist)
    assert "1 207" in shown
    assert "3 800" in shown


def test_a_key_whose_walls_are_read_up_says_so(specialist):
    row()
    Usage.objects.create(token=fingerprint(FIRST), method="wall.get", day=NOW.date(), calls=5000)
    assert "На сегодня израсходован" in page(specialist)


@pytest.mark.parametrize(
    ("reason", "until", "said", "button"),
    [
        ("captcha", None, "пройдёт проверку", True),
        ("flood", timedelta(minutes=5), "после перерыва ключ заработает сам", True),
        ("quota", timedelta(hours=5), "раз в час проверяет", True),
        ("outbreak", timedelta(minutes=30), "неисправностью ключа", True),
        ("not_renewed", timedelta(minutes=3), "через несколько минут", True),
        ("revoked", None, "выпустить новый ключ", False),
        ("expired", None, "выпустить новый ключ", False),
        ("wrong_token", None, "разрешено читать стены", False),
    ],
)
def test_a_key_that_rests_tells_why_until_when_and_what_to_do(specialist, reason, until, said, button):
    rest(reason, until=NOW + until if until else None)
    shown = page(specialist)
    assert said in shown
    assert ("Снова использовать сервисный ключ 1" in shown) == button


def test_a_rest_that_is_over_is_not_shown(specialist):
    rest("flood", until=NOW - timedelta(minutes=1))
    assert "Не используются" not in page(specialist)


def test_keys_that_are_no_longer_in_the_settings_are_not_shown(specialist):
    rest("revoked", row("vk1.a." + "an-old-key", number=9))
    assert "Не используются" not in page(specialist)


def test_the_number_of_queries_does_not_grow_with_the_keys(specialist, settings, count_queries):
    rest("captcha")
    few = count_queries(specialist, PAGE)
    for number in range(3, 20):
        secret = f"vk1.a.another-service-key-{number}"
        settings.VK_SERVICE_TOKENS = [*settings.VK_SERVICE_TOKENS, secret]
        rest("captcha", row(secret, number=number))
    assert count_queries(specialist, PAGE) == few


# --- again ----------------------------------------------------------------------------------------
def test_a_specialist_lets_a_key_work_again(specialist):
    one = rest("captcha")
    answer = specialist.post(reverse("monitoring:key_again", args=[one.token.pk]), follow=True)
    assert "Сервисный ключ 1 снова используется" in answer.content.decode()
    one.refresh_from_db()
    assert one.over_at


def test_a_key_that_has_ended_stays_so(specialist):
    one = rest("revoked")
    specialist.post(reverse("monitoring:key_again", args=[one.token.pk]))
    one.refresh_from_db()
    assert one.over_at is None


def test_a_key_that_nobody_knows_is_not_found(specialist):
    old = row("vk1.a." + "an-old-key", number=9)
    assert specialist.post(reverse("monitoring:key_again", args=[old.pk])).status_code == 404
    assert specialist.post(reverse("monitoring:key_again", args=[404404])).status_code == 404
    assert specialist.get(reverse("monitoring:key_again", args=[old.pk])).status_code == 405


# --- notices --------------------------------------------------------------------------------------
def test_the_overview_and_the_audits_tell_specialists_of_a_resting_key(specialist, observer):
    one = public()
    seen(one)
    compliant(one)
    run = audit()
    rest("captcha")
    for address in ("/overview/", "/audits/", f"/audits/{run.pk}/"):
        assert "Сервисный ключ 1 не используется: ВКонтакте хочет убедиться" in page(specialist, address)
        assert "не используется" not in page(observer, address)


def test_several_resting_keys_are_one_notice(specialist):
    rest("captcha")
    rest("revoked", row(SECOND, number=2))
    assert re.search(r"Не используются 2 ключ\w+ ВКонтакте из 3", page(specialist, "/audits/"))


def test_the_end_of_a_key_is_told_in_advance(specialist, settings):
    row(USER, "user", expires_at=NOW + timedelta(hours=5))
    assert "Пользовательский ключ 1 действует до" in page(specialist, "/audits/")
    settings.VK_WARN_AHEAD_HOURS = 2
    assert "действует до" not in page(specialist, "/audits/")


# --- letters --------------------------------------------------------------------------------------
@pytest.fixture
def readers(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return [person("specialist"), person("specialist"), person("observer"), person()]


def test_specialists_get_one_letter_an_incident(readers):
    rest("captcha")
    assert [alarms.tell(NOW), alarms.tell(NOW)] == [1, 0]
    assert sorted(letter.to for letter in mail.outbox) == sorted([one.email] for one in readers[:2])
    letter = mail.outbox[0]
    assert letter.subject == "Портал: сервисный ключ 1 не используется"
    assert "http://127.0.0.1:8000/audits/keys/" in letter.body
    assert FIRST not in letter.body


def test_the_next_incident_is_told_of_again(readers):
    first = rest("captcha")
    alarms.tell(NOW)
    Rest.objects.filter(pk=first.pk).update(over_at=NOW)
    rest("captcha", first.token)
    assert alarms.tell(NOW) == 1


def test_of_what_is_over_and_of_old_keys_nobody_is_told(readers):
    rest("flood", until=NOW - timedelta(seconds=1))
    rest("revoked", row("vk1.a." + "an-old-key", number=9))
    assert alarms.tell(NOW) == 0


def test_the_end_of_a_key_is_written_about_once(readers):
    row(USER, "user", expires_at=NOW + timedelta(hours=5))
    assert [alarms.tell(NOW), alarms.tell(NOW)] == [1, 0]
    assert "действует до" in mail.outbox[0].subject


def test_a_letter_that_could_not_be_sent_is_tried_again(readers, settings, caplog):
    rest("captcha")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert alarms.tell(NOW) == 0
    assert caplog.text.count("не отправлено") == 1  # a server that is away is waited for once, not for each
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert alarms.tell(NOW) == 1


def test_one_address_that_is_refused_keeps_the_letter_from_nobody_and_repeats_it_to_nobody(readers, settings):
    rest("captcha")
    with PostOffice(REFUSES, TAKES) as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        assert [alarms.tell(NOW), alarms.tell(NOW)] == [1, 0]
    assert len(office.letters) == 1
