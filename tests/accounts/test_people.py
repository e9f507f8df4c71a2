"""«Пользователи»: roles, closing and opening accounts, sessions, sign-in history."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.models import District, Membership, SignIn, User

from .conftest import NEW, PASSWORD, a_person, change_password, code, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, anna) -> Client:
    client.force_login(anna)
    return client


def test_a_role_is_given_and_ended(chief, observer):
    district = District.objects.create(name="Арский район")
    chief.post(f"/people/{observer.pk}/", {"role": "district_officer", "district": district.pk})
    given = observer.memberships.get(role="district_officer")
    assert given.district == district
    chief.post(f"/people/{observer.pk}/roles/{given.pk}/end/")
    assert [row.role for row in observer.memberships.all()] == ["observer"]


def test_a_closed_account_is_out_at_once_and_comes_back(chief, observer):
    browser = Client()
    sign_in(browser, "olga@example.org")
    assert browser.get("/overview/").status_code == 200
    chief.post(f"/people/{observer.pk}/close/")
    assert browser.get("/overview/").status_code == 302
    assert "не подходят" in sign_in(Client(), "olga@example.org").content.decode()
    chief.post(f"/people/{observer.pk}/reopen/")
    assert sign_in(Client(), "olga@example.org").status_code == 302


def test_a_removed_second_factor_ends_the_sessions(chief):
    other = a_person("specialist", "boris@example.org")
    browser = Client()
    sign_in(browser, "boris@example.org")
    chief.post(f"/people/{other.pk}/factor/")
    assert browser.get("/").status_code == 302
    assert not UserSession.objects.filter(user=other).exists()


def test_nobody_locks_itself_out(chief, anna):
    role = anna.memberships.get()
    for address in (
        f"/people/{anna.pk}/roles/{role.pk}/end/",
        f"/people/{anna.pk}/close/",
        f"/people/{anna.pk}/factor/",
    ):
        chief.post(address)
    anna.refresh_from_db()
    assert anna.is_active
    assert anna.memberships.exists()
    assert chief.get("/people/").status_code == 200


def test_a_superuser_is_not_a_specialist_s_affair(chief):
    root = User.objects.create_superuser("root@example.org", PASSWORD)
    assert chief.post(f"/people/{root.pk}/close/").status_code == 403
    assert chief.post(f"/people/{root.pk}/", {"role": "observer"}).status_code == 403


def test_people_are_found_by_address_name_role_and_place(chief, observer):
    page = chief.get("/people/?q=olga&role=observer").content.decode()
    assert "olga@example.org" in page
    assert 'href="/people/' in page
    assert "olga@example.org" not in chief.get("/people/?role=specialist").content.decode()
    assert "Никого не нашлось" in chief.get("/people/?q=%00никто").content.decode()


def test_a_page_of_people_takes_the_same_queries_for_one_and_for_many(chief, observer):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            chief.get("/people/")
        return len(queries)

    few = count()
    for number in range(20):
        a_person("observer", f"p{number}@example.org")
    assert count() == few


def test_sign_ins_are_told_with_their_outcome(client, anna):
    sign_in(client, password="мимо", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    sign_in(client)
    client.post("/signin/code/", {"code": code()})
    assert [row.outcome for row in anna.sign_ins.all()] == ["in", "refused"]
    page = client.get(f"/people/{anna.pk}/").content.decode()
    assert "Firefox, Windows" in page
    assert "неверный пароль" in page


def test_an_unknown_address_is_noted_without_its_text(client):
    sign_in(client, "somebody@example.org", "мимо")
    assert [(row.user, row.outcome) for row in SignIn.objects.all()] == [(None, "refused")]


def test_who_signed_in_elsewhere_can_end_it_from_here(observer):
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser, "olga@example.org")
    assert here.get("/account/sessions/").content.decode().count("<tr>") == 3
    here.post("/account/sessions/")
    assert there.get("/overview/").status_code == 302
    assert here.get("/overview/").status_code == 200


@pytest.mark.parametrize("deed", ["signout", "factor", "close"])
def test_a_session_ends_also_after_a_new_password(chief, observer, deed):
    browser = Client()
    sign_in(browser, "olga@example.org")
    change_password(browser)
    assert browser.get("/overview/").status_code == 200
    for done in (deed, "reopen"):
        chief.post(f"/people/{observer.pk}/{done}/")
    assert browser.get("/overview/").status_code == 302


def test_where_one_signed_in_tells_the_device_after_a_new_password_too(observer):
    here, there = Client(), Client()
    sign_in(here, "olga@example.org")
    change_password(here)
    sign_in(there, "olga@example.org", NEW)
    assert there.get("/account/sessions/").content.decode().count("<tr>") == 3
    there.post("/account/sessions/")
    assert here.get("/overview/").status_code == 302


def test_whoever_sets_another_s_password_in_the_admin_stays_in_the_list(client, anna, observer):
    User.objects.filter(pk=anna.pk).update(is_staff=True)
    sign_in(client)
    client.post("/signin/code/", {"code": code()})
    before = client.cookies[configured.SESSION_COOKIE_NAME].value
    address = reverse("admin:auth_user_password_change", args=[observer.pk])
    client.post(address, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    after = client.cookies[configured.SESSION_COOKIE_NAME].value
    assert after != before
    assert list(UserSession.objects.filter(user=anna).values_list("session_key", flat=True)) == [after]


def test_roles_of_people_are_in_the_history(chief, observer, anna):
    row = observer.memberships.get()
    chief.post(f"/people/{observer.pk}/roles/{row.pk}/end/")
    ended = Membership.pgh_event_model.objects.get(pgh_label="delete")
    assert (ended.role, ended.pgh_context.metadata["user"]) == ("observer", anna.pk)
