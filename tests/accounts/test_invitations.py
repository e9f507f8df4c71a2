"""Invitations: one link, once, for a while; nobody comes in otherwise."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from registry import tasks
from registry.accounts import invitations
from registry.accounts.invitations import Place
from registry.models import Contact, District, Institution, Invitation, Membership, Public, User

from .conftest import PASSWORD, a_person

pytestmark = pytest.mark.django_db
# What differs in two pages of the same content: the form's token, the nonce and the page's own address.
PASSING = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|nonce="|name="next" value=")[^"]+')
TOLD = {"name": "Ольга Иванова", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def chief(client, anna) -> Client:
    client.force_login(anna)
    return client


@pytest.fixture
def school(db) -> Institution:
    district = District.objects.create(name="Апастовский район")
    row = Institution.objects.create(
        short_name="Школа № 1", full_name="МБОУ «Школа № 1»", ogrn="1021600000014", district=district, type="school"
    )
    Public.objects.create(vk_id=101, screen_name="school1", institution=row)
    return row


def link() -> str:
    """Return the path of the latest letter's link."""
    tasks.send_invitations()
    return re.search(r"https?://[^/]+(/invitation/\S+)", mail.outbox[-1].body)[1]


def invite(chief: Client, **told):
    known = {"email": "olga@example.org", "role": "observer", **told}
    return chief.post("/people/invite/", known, follow=True)


def test_an_invited_person_sets_a_password_and_is_in(chief, school):
    invite(chief, role="school_admin", institution="vk.com/school1")
    browser = Client()
    assert "Школа № 1" in browser.get(address := link()).content.decode()
    assert browser.post(address, TOLD).url == "/"
    user = User.objects.get(email="olga@example.org")
    assert user.name == "Ольга Иванова"
    assert user.memberships.get().institution == school
    assert browser.get("/account/").status_code == 200
    assert mail.outbox[-1].to == ["olga@example.org"]


def test_a_link_is_good_once(chief):
    invite(chief)
    address = link()
    Client().post(address, TOLD)
    again = Client().post(address, TOLD)
    assert again.status_code == 404
    assert User.objects.filter(email="olga@example.org").count() == 1


def test_reading_the_page_uses_nothing_up(chief):
    invite(chief)
    address = link()
    for _ in range(3):
        assert Client().get(address).status_code == 200
    assert Client().post(address, TOLD).status_code == 302


def test_a_link_ends(chief, settings):
    invite(chief)
    address = link()
    with time_machine.travel(timezone.now() + timedelta(days=settings.INVITATION_DAYS, minutes=1)):
        assert Client().get(address).status_code == 404
        assert Client().post(address, TOLD).status_code == 404


def test_a_link_sent_again_replaces_the_one_before(chief):
    invite(chief)
    first = link()
    chief.post(f"/people/invitations/{Invitation.objects.get().pk}/again/")
    second = link()
    assert first != second
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]


def test_a_withdrawn_invitation_opens_nothing(chief):
    invite(chief)
    address = link()
    chief.post(f"/people/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(address).status_code == 404


def test_used_ended_and_invented_links_answer_alike(chief):
    invite(chief)
    address = link()
    Client().post(address, TOLD)
    used, invented = (Client().get(one) for one in (address, "/invitation/WzEsMV0:1v:abc/"))
    assert used.status_code == invented.status_code == 404
    assert PASSING.sub("", used.content.decode()) == PASSING.sub("", invented.content.decode())


def test_two_invitations_of_one_address_are_taken_up_together(chief, school):
    invite(chief)
    invite(chief, role="school_admin", institution="1021600000014")
    Client().post(link(), TOLD)
    assert {row.role for row in Membership.objects.filter(user__email="olga@example.org")} == {
        "observer",
        "school_admin",
    }


def test_said_twice_nobody_is_invited_twice(chief):
    invite(chief)
    page = invite(chief, email="OLGA@example.org")
    assert "Уже приглашены" in page.content.decode()
    tasks.send_invitations()
    tasks.send_invitations()
    assert len(mail.outbox) == 1


def test_who_has_an_account_gets_the_role_at_once(chief):
    a_person(email="olga@example.org")
    invite(chief)
    assert User.objects.get(email="olga@example.org").memberships.get().role == "observer"
    assert not Invitation.objects.exists()


def test_a_weak_password_is_refused_and_the_link_stays_good(chief):
    invite(chief)
    address = link()
    page = Client().post(address, {**TOLD, "password1": "12345678", "password2": "12345678"})
    assert page.status_code == 200
    assert "field-error" in page.content.decode()
    assert Client().post(address, TOLD).status_code == 302


def test_a_list_invites_all_or_none(chief, school):
    bad = "olga@example.org; vk.com/school1; Ольга\nне адрес; school1\nnina@example.org; Школа № 77"
    page = chief.post("/people/invite/list/", {"lines": bad}).content.decode()
    assert "Строка 2" in page
    assert "Строка 3" in page
    assert not Invitation.objects.exists()

    good = "olga@example.org; https://vk.com/school1; Ольга\n\nnina@example.org; 1021600000014"
    chief.post("/people/invite/list/", {"lines": good})
    chief.post("/people/invite/list/", {"lines": good})
    tasks.send_invitations()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["nina@example.org", "olga@example.org"]


def test_the_registry_s_contacts_fill_the_list_and_are_invited_once(chief, school):
    Contact.objects.create(institution=school, name="Нина; завуч", email="nina@example.org")
    lines = chief.get("/people/invite/list/?contacts=1").context["form"].initial["lines"]
    assert lines == 'nina@example.org;1021600000014;"Нина; завуч"\n'
    chief.post("/people/invite/list/", {"lines": lines})
    assert Invitation.objects.get().institution == school
    assert chief.get("/people/invite/list/?contacts=1").context["form"].initial["lines"] == ""


def test_a_place_that_is_not_told_or_not_clear_is_asked_for(chief, school):
    assert "за паблик которой" in invite(chief, role="school_admin").content.decode()
    assert "Выберите район" in invite(chief, role="district_officer").content.decode()
    Institution.objects.create(short_name="Школа № 1", full_name="Вторая", district=school.district)
    assert "несколько организаций" in invite(chief, role="school_admin", institution="школа № 1").content.decode()
    assert not Invitation.objects.exists()


def test_a_name_cannot_write_a_header_of_the_letter(chief, school, settings):
    settings.REGION_NAME = "Регион\r\nBcc: evil@example.org"
    invite(chief)
    tasks.send_invitations()
    assert mail.outbox[0].recipients() == ["olga@example.org"]
    assert "\n" not in mail.outbox[0].subject


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_make_one_account(anna):
    invitations.invite("olga@example.org", "", Place("observer"), anna, timezone.now())
    address = link()
    answers: list[int] = []

    def go() -> None:
        answers.append(Client().post(address, TOLD).status_code)
        connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 404]
    assert User.objects.filter(email="olga@example.org").count() == 1
