"""Django's admin: open to specialists by role, closed to everybody else, the history read-only."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from registry.models import CategoryPeriod, Membership, User

from .people import person

pytestmark = pytest.mark.django_db
TABLES = [model for model in admin.site._registry if model._meta.app_label == "registry"]


def staff(role):
    user = person(role)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return user


@pytest.fixture
def specialist(client):
    user = staff("specialist")
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_specialist_opens_every_table(client, specialist, school, model):
    assert client.get(reverse(f"admin:registry_{model._meta.model_name}_changelist")).status_code == 200


@pytest.mark.parametrize("name", ["district", "institution", "public", "user"])
def test_a_specialist_opens_every_row(client, specialist, school, name):
    row = apps.get_model("registry", name).objects.last()
    assert client.get(reverse(f"admin:registry_{name}_change", args=[row.pk])).status_code == 200
    assert client.get(reverse(f"admin:registry_{name}_add")).status_code == 200


def test_an_observer_opens_nothing(client, school):
    client.force_login(staff("observer"))
    assert client.get(reverse("admin:registry_public_changelist")).status_code == 403


def test_a_specialist_gives_no_one_more_than_roles(client, specialist):
    page = client.get(reverse("admin:registry_user_change", args=[specialist.pk])).content.decode()
    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page


def test_a_specialist_does_not_set_a_superusers_password(client, specialist):
    chief = User.objects.create_superuser("chief@example.org", "ежевика-42")
    address = reverse("admin:auth_user_password_change", args=[chief.pk])
    assert client.post(address, {"password1": "малина-4242", "password2": "малина-4242"}).status_code == 403
    chief.refresh_from_db()
    assert chief.check_password("ежевика-42")


def test_the_history_cannot_be_changed(client, specialist, school):
    event = apps.get_model("registry", "InstitutionEvent").objects.first()
    page = client.get(reverse("admin:registry_institutionevent_change", args=[event.pk]))
    assert 'name="_save"' not in page.content.decode()
    assert client.get(reverse("admin:registry_institutionevent_add")).status_code == 403


def test_categories_set_in_bulk_are_kept_in_the_history(client, specialist, school):
    public = school.publics.get()
    client.post(
        reverse("admin:registry_public_changelist"), {"action": "make_flagship", "_selected_action": [public.pk]}
    )
    period = CategoryPeriod.objects.get()
    assert (period.category, period.decided_by) == ("flagship", specialist)


def test_a_new_person_must_change_the_first_password(client, specialist, apastovo):
    client.post(
        reverse("admin:registry_user_add"),
        {
            "email": "New@example.org", "name": "Новая", "password1": "ежевика-42", "password2": "ежевика-42",
            "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
            "memberships-0-role": "district_officer", "memberships-0-district": apastovo.pk,
        },
    )  # fmt: skip
    user = User.objects.get(name="Новая")
    assert user.email == "new@example.org"
    assert user.must_change_password
    assert Membership.objects.get(user=user).district == apastovo
