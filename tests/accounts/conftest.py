"""People with passwords, and their second factor."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from registry.models import Membership, User

PASSWORD = "по-настоящему-длинный"
NEW = "ещё-один-длинный-пароль"
# The code of this very half minute: one before and one after are taken too.
TOLERANCE = 1
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    """Return the code that an app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[TOLERANCE]))


def sign_in(client: Client, email: str = "anna@example.org", password: str = PASSWORD, **extra):
    return client.post("/signin/", {"login": email, "password": password}, **extra)


def change_password(client: Client, old: str = PASSWORD, new: str = NEW):
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def shown_secret(page) -> str:
    return re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page.content.decode())[1]


@pytest.fixture
def anna(db) -> User:
    """A specialist with a second factor."""
    user = a_person("specialist")
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def observer(db) -> User:
    return a_person("observer", "olga@example.org")


def a_person(role: str = "", email: str = "anna@example.org", **fields) -> User:
    user = User.objects.create_user(email, PASSWORD, name="Анна", **fields)
    if role:
        Membership.objects.create(user=user, role=role)
    return user
