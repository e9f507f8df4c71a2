"""Who is known here is not to be learned: same answers, same work. And how often one may try."""

import re
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.models import User
from tests.accounts.conftest import NEW, PASSWORD, a_person, change_password, code, sign_in

pytestmark = pytest.mark.django_db
KNOWN, CLOSED, UNKNOWN = "olga@example.org", "closed@example.org", "nobody@example.org"
# What differs in two pages of the same content: the form's token, the nonce, and the address that was typed.
PASSING = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|nonce=")[^"]+|[a-z]+@example\.org')


@pytest.fixture(autouse=True)
def people(observer) -> None:
    a_person("observer", CLOSED, is_active=False)


def answer(address: str, form: dict) -> tuple:
    """Return status, headers' names, place and page of an answer, and the work done for it."""
    hashed = []
    encode = ScryptPasswordHasher.encode

    def counted(self, password, *args, **kwargs):
        hashed.append(1)
        return encode(self, password, *args, **kwargs)

    client, before = Client(), len(mail.outbox)
    with CaptureQueriesContext(connection) as queries, patch.object(ScryptPasswordHasher, "encode", counted):
        got = client.post(address, form)
    kinds = sorted(query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"])
    page = PASSING.sub("", got.content.decode())
    return (
        got.status_code,
        sorted(got.headers),
        got.get("Location"),
        page,
        len(hashed),
        kinds,
        len(mail.outbox) - before,
    )


@pytest.mark.parametrize("email", [CLOSED, UNKNOWN])
def test_signing_in_with_a_wrong_password_tells_nothing(email):
    assert answer("/signin/", {"login": email, "password": "мимо"}) == answer(
        "/signin/", {"login": KNOWN, "password": "мимо"}
    )


def test_the_right_password_of_a_closed_account_tells_no_more():
    told = [answer("/signin/", {"login": email, "password": PASSWORD})[:5] for email in (CLOSED, UNKNOWN)]
    assert told[0] == told[1]


@pytest.mark.parametrize("email", [CLOSED, UNKNOWN])
def test_asking_for_a_new_password_tells_nothing(email):
    """Each gets a letter: what stands in it, only the mailbox's owner reads."""
    known, other = (answer("/password/forgotten/", {"email": one}) for one in (KNOWN, email))
    assert known[:5] == other[:5]
    assert known[-1] == other[-1] == 1


def test_the_letter_to_a_stranger_holds_no_link():
    Client().post("/password/forgotten/", {"email": UNKNOWN})
    assert "/password/new/" not in mail.outbox[0].body


def test_a_new_password_is_set_once_by_the_letter_s_link():
    Client().post("/password/forgotten/", {"email": KNOWN})
    path = re.search(r"https?://[^/]+(/password/new/\S+)", mail.outbox[0].body)[1]
    new = "ещё-один-длинный-пароль"
    browser = Client()
    form = browser.get(path, follow=True)
    assert path not in form.request["PATH_INFO"]  # the key is not left in the address
    browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(email=KNOWN).check_password(new)
    assert "не действует" in Client().get(path, follow=True).content.decode()


def test_the_host_header_does_not_write_the_letter_s_link(settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/password/forgotten/", {"email": KNOWN}, HTTP_HOST="evil.example")
    assert "evil.example" not in mail.outbox[0].body


# --- brute force ----------------------------------------------------------------------------------
def fail(email: str, times: int, visitors: int = 1) -> None:
    """Try wrong passwords, as many of each visitor."""
    for number in range(visitors):
        for _ in range(times):
            sign_in(Client(), email, "мимо", REMOTE_ADDR=f"10.0.0.{number}")


def waits(email: str, address: str = "10.0.0.0", password: str = PASSWORD) -> bool:
    page = sign_in(Client(), email, password, REMOTE_ADDR=address)
    return "Слишком много неудачных попыток" in page.content.decode()


def test_after_five_wrong_passwords_the_right_one_waits_too():
    fail(KNOWN, 5)
    assert waits(KNOWN)


def test_a_stranger_who_fails_keeps_the_owner_out_nowhere_else():
    fail(KNOWN, 9)
    assert not waits(KNOWN, "10.9.9.9")


def test_nor_by_going_on_all_day():
    """Refused attempts count for nobody: those of one visitor never reach the limit of the account."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(24):
            clock.shift(301)
            fail(KNOWN, 12)
        assert not waits(KNOWN, "10.9.9.9")


def test_many_visitors_together_do_not_try_without_end():
    fail(KNOWN, 5, visitors=20)
    assert waits(KNOWN, "10.9.9.9")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert not waits(KNOWN, "10.9.9.9")


def test_a_new_password_by_a_letter_lets_its_owner_in_whatever_was_tried():
    fail(KNOWN, 5, visitors=20)
    forgotten(KNOWN)
    browser = Client()
    form = browser.get(re.search(r"https?://[^/]+(/password/new/\S+)", mail.outbox[0].body)[1], follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert not waits(KNOWN, "10.9.9.9", NEW)


def test_an_unknown_address_is_throttled_alike():
    fail(UNKNOWN, 5)
    assert waits(UNKNOWN)
    fail(UNKNOWN, 5, visitors=20)
    assert waits(UNKNOWN, "10.9.9.9")


def test_one_visitor_cannot_try_one_password_on_everybody():
    for number in range(20):
        sign_in(Client(), f"p{number}@example.org", "Пароль123", REMOTE_ADDR="10.0.0.1")
    assert "Слишком много" in sign_in(Client(), KNOWN, PASSWORD, REMOTE_ADDR="10.0.0.1").content.decode()
    assert sign_in(Client(), KNOWN, PASSWORD, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_an_address_that_the_visitor_writes_itself_does_not_help():
    for number in range(25):
        told = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"1.2.3.{number}"}
        page = sign_in(Client(), f"p{number}@example.org", "мимо", **told)
    assert "Слишком много" in page.content.decode()


def test_codes_of_the_second_factor_cannot_be_tried_through(client, anna):
    sign_in(client)
    for number in range(8):
        client.post("/signin/code/", {"code": f"{number:06}"})
    assert client.post("/signin/code/", {"code": code()}).status_code == 200
    assert client.get("/overview/").status_code == 302


def test_the_present_password_cannot_be_guessed_from_a_session_left_open(client, observer):
    sign_in(client, KNOWN)
    for number in range(5):
        assert "введён неверно" in change_password(client, old=f"мимо-{number}").content.decode()
    assert "Слишком много неудачных попыток" in change_password(client).content.decode()
    observer.refresh_from_db()
    assert not observer.check_password(NEW)
    assert [row.outcome for row in observer.sign_ins.all()] == ["refused"] * 5 + ["in"]


def test_nor_on_the_page_of_the_admin(client, anna):
    client.force_login(anna)
    assert client.get("/admin/password_change/").url == "/password/"
    assert client.post("/admin/password_change/").status_code == 405


def test_letters_cannot_be_had_without_end():
    """One a minute and five a day to a mailbox, known or not; sixty a day from one place."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for email in (KNOWN, UNKNOWN):
            for _ in range(8):
                forgotten(email)
                forgotten(email)
                clock.shift(61)
    assert Counter(letter.to[0] for letter in mail.outbox) == {KNOWN: 5, UNKNOWN: 5}


def test_one_place_does_not_write_to_everybody():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(65):
            forgotten(f"p{number}@example.org")
            clock.shift(61)
        assert len(mail.outbox) == 60
        forgotten(KNOWN)
        forgotten(KNOWN, "10.0.0.2")
    assert [letter.to for letter in mail.outbox[60:]] == [[KNOWN]]


def forgotten(email: str, address: str = "10.0.0.1") -> None:
    Client().post("/password/forgotten/", {"email": email}, REMOTE_ADDR=address)
