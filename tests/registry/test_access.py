"""What each role sees of districts, institutions and publics."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from registry.access import is_specialist
from registry.models import District, Institution, Membership, Public

from .people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(school, apastovo):
    """Return a second school of the same district, with a public."""
    institution = Institution.objects.create(full_name="Лицей № 2", short_name="Лицей № 2", district=apastovo)
    Public.objects.create(vk_id=102, screen_name="school2", institution=institution)
    return institution


@pytest.fixture
def stranger(arsk):
    institution = Institution.objects.create(full_name="Гимназия", short_name="Гимназия", district=arsk)
    Public.objects.create(vk_id=103, screen_name="school3", institution=institution)
    return institution


def sees(user):
    """Return the names of districts, the names of institutions and the numbers of publics that a user sees."""
    return (
        {one.name for one in District.objects.visible_to(user)},
        {one.short_name for one in Institution.objects.visible_to(user)},
        {one.vk_id for one in Public.objects.visible_to(user)},
    )


EVERYTHING = (
    {"Республиканские", "Апастовский", "Арский"},
    {"МБОУ «Апастовская СОШ»", "Лицей № 2", "Гимназия"},
    {101, 102, 103},
)
NOTHING: tuple = (set(), set(), set())


@pytest.mark.parametrize("role", ["specialist", "observer"])
def test_the_ministry_sees_everything(role, school, neighbour, stranger):
    assert sees(person(role)) == EVERYTHING


def test_a_superuser_sees_everything(school, neighbour, stranger):
    user = person()
    user.is_superuser = True
    assert sees(user) == EVERYTHING


def test_a_district_officer_sees_the_district(school, neighbour, stranger, apastovo):
    user = person("district_officer", district=apastovo)
    assert sees(user) == ({"Апастовский"}, {"МБОУ «Апастовская СОШ»", "Лицей № 2"}, {101, 102})


def test_a_school_admin_sees_the_school_alone(school, neighbour, stranger):
    user = person("school_admin", institution=school)
    assert sees(user) == ({"Апастовский"}, {"МБОУ «Апастовская СОШ»"}, {101})


def test_roles_add_up(school, neighbour, stranger, arsk):
    user = person("school_admin", institution=school)
    Membership.objects.create(user=user, role="district_officer", district=arsk)
    assert sees(user) == ({"Апастовский", "Арский"}, {"МБОУ «Апастовская СОШ»", "Гимназия"}, {101, 103})


def test_without_a_role_a_person_sees_nothing(school):
    assert sees(person()) == NOTHING


def test_an_anonymous_visitor_sees_nothing(school):
    assert sees(AnonymousUser()) == NOTHING


@pytest.mark.parametrize("role", ["specialist", "observer"])
def test_whoever_may_not_enter_any_more_sees_nothing(role, school):
    user = person(role)
    user.is_active = False
    assert sees(user) == NOTHING


@pytest.mark.parametrize(("role", "may"), [("specialist", True), ("observer", False), (None, False)])
def test_only_a_specialist_may_change_the_registry(role, may, db):
    assert is_specialist(person(role)) is may


def test_a_district_without_a_district_officers_place_is_refused(apastovo, school):
    user = person()
    for role, place in [
        ("district_officer", {}),
        ("school_admin", {"district": apastovo}),
        ("observer", {"institution": school}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=user, role=role, **place)


def test_archived_publics_are_not_watched(school, neighbour):
    neighbour.archived_at = "2026-11-01T00:00Z"
    neighbour.save()
    assert [one.vk_id for one in Public.objects.present()] == [101]
    assert [one.short_name for one in Institution.objects.present()] == ["МБОУ «Апастовская СОШ»"]
