"""Whom the second factor is demanded of, and what a session without it opens: nothing."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.test import Client

from registry.models import Membership, SignIn, User

from .conftest import PASSWORD, SECRET, a_person, code, shown_secret, sign_in

pytestmark = pytest.mark.django_db


def test_a_specialist_gives_a_code_after_the_password(client, anna):
    assert sign_in(client).url == "/signin/code/"
    assert client.get("/overview/").url.startswith("/signin/")
    assert client.post("/signin/code/", {"code": code()}).url == "/"
    assert client.get("/overview/").status_code == 200


def test_a_wrong_code_opens_nothing_and_is_noted(client, anna):
    sign_in(client)
    page = client.post("/signin/code/", {"code": "000000"})
    assert "Код не подходит" in page.content.decode()
    assert client.get("/overview/").status_code == 302
    assert [row.outcome for row in SignIn.objects.all()] == ["wrong_code"]


@pytest.mark.django_db(transaction=True)
def test_the_first_walk_of_a_specialist(client, capsys):
    call_command("createspecialist", "anna@example.org")
    password = capsys.readouterr().out.split()[-1]
    assert sign_in(client, password=password).url == "/"
    assert client.get("/").url == "/password/"
    told = {"old_password": password, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/password/", told).url == "/"
    assert client.get("/").url == "/account/second-factor/new/"
    page = client.get("/account/second-factor/new/")
    assert "Районы" not in page.content.decode()
    done = client.post("/account/second-factor/new/", {"code": code(shown_secret(page))})
    assert done.url == "/account/codes/"
    assert client.get("/account/codes/").content.decode().count("<li><code>") == 10
    assert client.get("/overview/").status_code == 200


def test_a_spare_code_works_once(anna):
    spare = RecoveryCodes.activate(anna).get_unused_codes()[0]
    answers = []
    for _ in range(2):
        browser = Client()
        sign_in(browser)
        answers.append(browser.post("/signin/code/", {"code": spare}).status_code)
    assert answers == [302, 200]


def test_the_secret_is_sealed_in_the_database(anna):
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert Authenticator.objects.get().wrap().validate_code(code())


@pytest.mark.bare_login
@pytest.mark.parametrize("address", ["/overview/", "/", "/admin/", "/people/", "/account/", "/password/"])
def test_a_session_without_the_second_factor_opens_nothing(client, anna, address):
    client.force_login(anna)
    assert client.get(address).url == "/account/again/code/"
    assert client.post(address).url == "/account/again/code/"


@pytest.mark.bare_login
def test_who_becomes_a_specialist_in_the_middle_of_a_session_sets_it_up(client, observer):
    client.force_login(observer)
    assert client.get("/overview/").status_code == 200
    Membership.objects.create(user=observer, role="specialist")
    assert client.get("/overview/").url == "/account/second-factor/new/"


@pytest.mark.bare_login
def test_a_code_in_the_middle_of_a_session_is_enough(client, anna):
    client.force_login(anna)
    client.post("/account/again/code/", {"code": code()})
    assert client.get("/overview/").status_code == 200


@pytest.mark.bare_login
def test_the_demo_stand_asks_nobody_for_it(client, settings, db):
    client.force_login(a_person("specialist"))
    assert client.get("/overview/").status_code == 302
    settings.DEMO_DATA = True
    assert client.get("/overview/").status_code == 200


def test_others_need_no_second_factor(client, observer):
    assert sign_in(client, "olga@example.org").url == "/"
    assert client.get("/overview/").status_code == 200


def test_a_specialist_cannot_remove_it(client, anna):
    sign_in(client)
    client.post("/signin/code/", {"code": code()})
    client.post("/account/second-factor/remove/")
    assert Authenticator.objects.filter(user=anna, type="totp").exists()


def test_a_staff_mark_asks_for_it_too(client):
    a_person(is_staff=True)
    sign_in(client)
    assert client.get("/account/").url == "/account/second-factor/new/"


def test_a_reset_by_command_lets_a_specialist_set_it_up_anew(client, anna, capsys):
    call_command("createspecialist", "anna@example.org", reset=True)
    sign_in(client, password=capsys.readouterr().out.split()[-1])
    assert client.get("/").url == "/password/"
    assert not Authenticator.objects.exists()


def test_django_s_own_sign_in_is_closed(client, anna):
    assert client.get("/admin/login/?next=/admin/").url == "/signin/?next=/admin/"
    client.post("/admin/login/", {"username": "anna@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert User.objects.get().last_login is None
