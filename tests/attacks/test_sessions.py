"""Stolen, planted and outlived sessions; forms from forged pages."""

import pytest
from django.conf import settings as configured
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from tests.access.table import SPECIALIST, TABLE
from tests.access.test_matrix import forgotten
from tests.access.world import KINDS, OWN
from tests.accounts.conftest import a_person, change_password, code, sign_in

pytestmark = pytest.mark.django_db
SENT = sorted(name for name, row in TABLE.items() if row.act)


def key(client: Client) -> str:
    return client.cookies[configured.SESSION_COOKIE_NAME].value


def test_a_session_that_was_planted_before_signing_in_is_not_the_one_after(client, observer):
    planted = SessionStore()
    planted["mine"] = True
    planted.create()
    client.cookies[configured.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(client, "olga@example.org")
    assert key(client) != planted.session_key
    assert not SessionStore().exists(planted.session_key)


def test_the_session_changes_when_the_second_factor_is_given(client, anna):
    sign_in(client)
    before = key(client)
    client.post("/signin/code/", {"code": code()})
    assert key(client) != before
    assert "_auth_user_id" not in SessionStore(before).load()


def test_an_invented_session_key_is_not_taken(client, observer):
    client.cookies[configured.SESSION_COOKIE_NAME] = "a" * 32
    sign_in(client, "olga@example.org")
    assert key(client) != "a" * 32


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client, observer):
    sign_in(client, "olga@example.org")
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = key(client)
    assert thief.get("/overview/").status_code == 200
    client.post("/signout/")
    assert thief.get("/overview/").status_code == 302


def test_a_new_password_ends_every_other_session(client, observer):
    other = Client()
    for browser in (client, other):
        sign_in(browser, "olga@example.org")
    change_password(client)
    assert client.get("/overview/").status_code == 200
    assert other.get("/overview/").status_code == 302


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client, observer):
    client.get("/signin/")
    sign_in(client, "olga@example.org")
    for name in (configured.SESSION_COOKIE_NAME, configured.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax"), name


def test_signing_out_by_a_link_does_nothing(client, observer):
    sign_in(client, "olga@example.org")
    assert client.get("/signout/").status_code == 405
    assert client.get("/overview/").status_code == 200


def test_a_form_without_its_token_is_refused(world):
    client, stranger = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    client.force_login(world.people[SPECIALIST])
    taken = {}
    for name in SENT:
        row = TABLE[name]
        with forgotten():
            parts = KINDS[row.of](world, OWN, SPECIALIST) if row.of else {}
            browser = stranger if row.public else client
            answer = browser.post(reverse(name, kwargs={**(parts or {}), **row.more}))
        if answer.status_code != 403:
            taken[name] = answer.status_code
    assert taken == {}
    assert len(SENT) > 30


def test_a_person_s_rights_end_with_the_role_and_not_with_the_session(client, observer):
    sign_in(client, "olga@example.org")
    observer.memberships.all().delete()
    assert client.get("/overview/").status_code == 404


def test_a_session_of_one_person_does_not_speak_for_another(client, observer):
    """Records of a second factor name whose it was: they do not pass to whoever signs in next."""
    a_person("specialist", "boris@example.org")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1}]
    session["account_authentication_methods_user"] = str(observer.pk)
    session.save()
    sign_in(client, "boris@example.org")
    assert client.get("/overview/").url == "/account/second-factor/new/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_door_does_not_come_into_a_part_of_a_page(world, method):
    for address in (reverse("registry:institutions"), reverse("monitoring:pictures_undo")):
        answer = getattr(Client(), method)(address, HTTP_HX_REQUEST="true")
        assert (answer.status_code, "Вы вышли из портала" in answer.content.decode()) == (401, True)


def test_nor_does_the_page_that_comes_before_all_others(client, observer):
    observer.must_change_password = True
    observer.save()
    client.force_login(observer)
    assert client.get("/overview/").url == "/password/"
    assert client.get("/overview/", HTTP_HX_REQUEST="true").status_code == 401
