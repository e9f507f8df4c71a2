"""A token ends with what it was made under, is made by its owner's hand, and does not outlive that."""

from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.management import call_command
from django.test import Client

from monitoring import clock
from monitoring.api import tokens
from monitoring.models import ApiToken
from registry.models import Membership, User
from tests.accounts.conftest import NEW, PASSWORD, a_person, change_password, observer, sign_in

from .conftest import Program

__all__ = ["observer"]
FORM = {"name": "отчёт", "days": 30}


@pytest.fixture
def program(observer) -> Program:
    return Program(observer)


@pytest.fixture
def chief(client, db) -> Client:
    client.force_login(a_person("specialist"))
    return client


def stands(program: Program) -> bool:
    return program.ask("publics").status_code == 200


@pytest.mark.parametrize("deed", ["signout", "factor", "close"])
def test_what_a_specialist_does_to_an_account_reaches_its_programs(chief, observer, program, deed):
    assert stands(program)
    for done in (deed, "reopen"):
        chief.post(f"/people/{observer.pk}/{done}/")
    assert not stands(program)


def test_a_new_password_of_one_s_own_ends_them_and_says_so(observer, program):
    browser = Client()
    sign_in(browser, observer.email)
    change_password(browser)
    assert not stands(program)
    assert "Токены API отозваны" in browser.get("/account/").content.decode()


def test_nobody_hears_of_tokens_who_has_none(observer):
    browser = Client()
    sign_in(browser, observer.email)
    change_password(browser)
    assert "Токены API" not in browser.get("/account/").content.decode()


def test_a_password_that_the_command_resets_ends_them(observer, program, capsys):
    call_command("createspecialist", observer.email, reset=True)
    User.objects.update(must_change_password=False)
    assert not stands(program)


def test_a_new_role_ends_them_as_an_old_one_does(observer, program):
    role = Membership.objects.create(user=observer, role="specialist")
    assert not stands(program)
    again = Program(observer)
    role.delete()
    assert not stands(again)
    assert stands(Program(observer))


def test_signing_in_ends_no_token(observer, program):
    sign_in(Client(), observer.email)
    assert stands(program)


def test_an_ended_token_is_not_said_to_be_revoked(observer):
    row = tokens.make(observer, "старый", 30, clock.now() - timedelta(days=31))[0]
    tokens.revoke_all(observer.pk, clock.now())
    row.refresh_from_db()
    assert row.revoked_at is None


def test_who_signed_in_long_ago_gives_the_password_again(observer):
    browser = Client()
    sign_in(browser, observer.email)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": 1}]
    session.save()
    assert browser.get("/api/").status_code == 200
    assert browser.post("/api/", FORM).url == "/account/again/?next=%2Fapi%2F"
    assert not ApiToken.objects.exists()
    page = browser.post("/account/again/", {"password": PASSWORD, "next": "/api/"}).content.decode()
    assert ApiToken.objects.get().starts in page
    assert "Скопируйте его сейчас" in page


def test_a_person_s_page_tells_how_many_tokens_run(chief, observer):
    page = f"/people/{observer.pk}/"
    assert "токенов API" not in chief.get(page).content.decode()
    for _ in range(2):
        tokens.make(observer, "отчёт", 30, clock.now())
    assert "Действующих токенов API: 2." in chief.get(page).content.decode()


def test_the_admin_s_ways_end_them_too(chief, observer, program):
    User.objects.exclude(pk=observer.pk).update(is_staff=True)
    chief.post(
        f"/admin/registry/user/{observer.pk}/password/",
        {"password1": NEW, "password2": NEW, "usable_password": "true"},
    )
    assert not stands(program)
    again = Program(observer)
    form = {"email": observer.email, "name": "Ольга", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    chief.post(f"/admin/registry/user/{observer.pk}/change/", form)
    assert not User.objects.get(pk=observer.pk).is_active
    chief.post(f"/people/{observer.pk}/reopen/")
    assert not stands(again)
