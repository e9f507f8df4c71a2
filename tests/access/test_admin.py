"""Django's admin: one rule for all its addresses. It opens to specialists with the staff mark, and to nobody else."""

import pytest
from django.urls import NoReverseMatch, reverse

from .table import ANONYMOUS, ROLES, SPECIALIST
from .test_matrix import addresses, browser
from .world import World

OWN_PAGES = {"admin:login", "admin:logout"}


def pages() -> set[str]:
    """Return the admin's addresses; those of an object with a number that no object has."""
    found = set()
    for name, _route in addresses():
        if name.startswith("admin:") and name not in OWN_PAGES:
            for args in ([], ["999999"], ["registry"], ["999999", "999999"]):
                try:
                    found.add(reverse(name, args=args))
                except NoReverseMatch:
                    continue
    return found


@pytest.mark.parametrize("role", [role for role in ROLES if role != SPECIALIST])
def test_no_other_role_gets_in(role, world: World):
    client = browser(world, role)
    answers = {address: client.get(address) for address in pages() if "jsi18n" not in address}
    assert answers
    inside = {address for address, got in answers.items() if got.status_code not in (302, 301, 403, 404)}
    assert inside == set()


def test_a_staff_mark_without_the_role_opens_no_table(world: World):
    for role in ROLES:
        if role not in (ANONYMOUS, SPECIALIST):
            person = world.people[role]
            person.is_staff = True
            person.save()
            assert browser(world, role).get(reverse("admin:registry_user_changelist")).status_code == 403
