"""Whose an address is: present names before former ones, institutions named only inside the reader's scope."""

import pytest

from qrcodes.owners import owners_of
from qrcodes.verdicts import Owner
from registry.models import Public


def rename(public: Public, name: str) -> None:
    Public.objects.filter(pk=public.pk).update(screen_name=name)


def link(name: str) -> str:
    return f"https://vk.com/{name}"


@pytest.fixture
def reader(make_user):
    return make_user("observer")


def test_a_public_is_known_by_number_present_and_former_name(make_public, reader):
    public = make_public("Школа", screen_name="Fresh_Name", vk_id=700)
    rename(public, "newest")
    owners = owners_of(reader, [link("club700"), link("NEWEST"), link("fresh_name"), link("nobody")])
    now = Owner(public.pk, "Школа")
    assert owners == {700: now, "newest": now, "fresh_name": Owner(public.pk, "Школа", former=True)}


def test_who_has_the_name_now_has_the_code(make_public, reader):
    first = make_public("Первая", screen_name="shared_name")
    rename(first, "moved_on")
    second = make_public("Вторая", screen_name="shared_name")
    assert owners_of(reader, [link("shared_name")], first.pk) == {"shared_name": Owner(second.pk, "Вторая")}


def test_of_two_that_once_had_a_name_the_asked_one_is_meant_else_the_last(make_public, reader):
    first = make_public("Первая", screen_name="shared_name")
    rename(first, "first_new")
    second = make_public("Вторая", screen_name="shared_name")
    rename(second, "second_new")
    assert owners_of(reader, [link("shared_name")])["shared_name"].public == second.pk
    assert owners_of(reader, [link("shared_name")], first.pk)["shared_name"].public == first.pk


def test_a_watched_public_wins_over_an_archived_one_of_the_same_name(make_public, reader):
    watched = make_public(screen_name="same_name")
    make_public(screen_name="same_name", archived_at="2026-11-01T00:00Z")
    assert owners_of(reader, [link("same_name")])["same_name"] == Owner(watched.pk, "Апастовская школа № 2")


def test_an_archived_public_says_so(make_public, reader):
    make_public(screen_name="gone_name", archived_at="2026-11-01T00:00Z")
    assert owners_of(reader, [link("gone_name")])["gone_name"].archived


def test_an_institution_outside_the_scope_is_not_named(make_public, make_user):
    own, foreign = make_public("Своя"), make_public("Чужая", screen_name="foreign_name")
    reader = make_user("school_admin", institution=own.institution)
    assert owners_of(reader, [link("foreign_name"), link(own.screen_name)]) == {
        "foreign_name": Owner(foreign.pk),
        own.screen_name: Owner(own.pk, "Своя"),
    }


def test_the_cost_does_not_grow_with_the_codes(make_public, reader, django_assert_max_num_queries):
    texts = [link(make_public().screen_name) for _ in range(12)] + [link(f"club{number}") for number in range(30)]
    with django_assert_max_num_queries(6):
        owners_of(reader, texts)
