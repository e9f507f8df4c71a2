"""Personal data go in time; what was judged stays as it was."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from monitoring.models import FrozenWeek
from registry import retention
from registry.accounts import invitations
from registry.accounts.invitations import Place
from registry.history import history_rows
from registry.models import Contact, Institution, Invitation, SignIn, User
from tests.pages import deciding
from tests.pages.conftest import public

from .conftest import a_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ago(days: int):
    return NOW - timedelta(days=days)


def test_old_sign_ins_go_and_young_ones_stay(settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "sign_ins": 30}
    for days in (31, 29):
        SignIn.objects.create(at=ago(days), outcome="in")
    assert retention.purge(NOW)["sign_ins"] == 1
    assert [row.at for row in SignIn.objects.all()] == [ago(29)]


def test_an_old_invitation_goes_with_what_the_history_says_of_it(anna):
    for email, days in (("old@example.org", 200), ("new@example.org", 1)):
        invitations.invite(email, "", Place("observer"), anna, ago(days))
    assert retention.purge(NOW)["invitations"] == 1
    assert {row.email for row in Invitation.objects.all()} == {"new@example.org"}
    assert {row.email for row in history_rows(Invitation)} == {"new@example.org"}


def test_of_an_account_closed_long_ago_its_number_alone_is_left(anna):
    gone, kept = a_person("observer", "gone@example.org"), a_person("observer", "kept@example.org")
    Client().post("/password/forgotten/", {"email": "gone@example.org"})
    User.objects.filter(pk=gone.pk).update(is_active=False, last_login=ago(2000))
    User.objects.filter(pk=kept.pk).update(is_active=True, last_login=ago(2000))
    assert retention.purge(NOW)["people"] == 1
    gone.refresh_from_db()
    assert (gone.email, gone.name, gone.memberships.count()) == (f"{gone.pk}@erased.invalid", "", 0)
    assert not history_rows(User).filter(email="gone@example.org").exists()
    assert not EmailAddress.objects.exists()
    assert not history_rows(User).filter(pgh_obj_id=gone.pk, name="Анна").exists()
    assert User.objects.get(pk=kept.pk).email == "kept@example.org"


def kept_by(name: str, changed_days_ago: int, archived_days_ago: int | None = None) -> None:
    one = public(name)
    Contact.objects.create(institution=one.institution, name=name)
    Contact.objects.filter(name=name).update(changed_at=ago(changed_days_ago))
    if archived_days_ago is not None:
        Institution.objects.filter(pk=one.institution_id).update(archived_at=ago(archived_days_ago))


def test_contacts_go_when_nobody_confirmed_them_or_the_institution_left(db, settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "contacts": 100, "archived_contacts": 10}
    kept_by("давно", 101)
    kept_by("недавно", 99)
    kept_by("в архиве давно", 1, 11)
    kept_by("в архиве недавно", 1, 9)
    assert retention.purge(NOW)["contacts"] == 2
    assert sorted(row.name for row in Contact.objects.all()) == ["в архиве недавно", "недавно"]


def test_a_second_run_finds_nothing_to_do(anna):
    User.objects.filter(pk=a_person(email="gone@example.org").pk).update(is_active=False, last_login=ago(2000))
    retention.purge(NOW)
    assert set(retention.purge(NOW).values()) == {0}


def test_frozen_weeks_stay_as_they_are(anna):
    deciding.frozen(public())
    before = list(FrozenWeek.objects.values())
    retention.purge(NOW + timedelta(days=5000))
    assert list(FrozenWeek.objects.values()) == before != []


def test_the_command_says_what_went(db):
    SignIn.objects.create(at=ago(1000), outcome="in")
    out = StringIO()
    call_command("purge_personal", stdout=out)
    assert "Удалено входов: 1" in out.getvalue()


def test_the_page_names_the_terms_in_force(client, observer, settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "sign_ins": 77, "contacts": 78, "archived_contacts": 79}
    client.force_login(observer)
    page = client.get("/personal-data/").content.decode()
    assert "Хранится 77 дней." in page
    assert "Хранится 78 дней после сохранения. После ухода организации в архив – 79 дней." in page
    assert 'href="/personal-data/"' in client.get("/account/").content.decode()
