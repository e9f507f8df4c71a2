"""The address of an account is the one it has now; asking for a new password locks nobody out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from .conftest import a_person, code, shown_secret, sign_in

pytestmark = pytest.mark.django_db


def forgotten(email: str) -> str:
    """Ask for a new password; return the path of the link in the letter, an empty string if there is none."""
    Client().post("/password/forgotten/", {"email": email})
    found = re.search(r"https?://[^/]+(/password/new/\S+)", mail.outbox[-1].body)
    return found[1] if found else ""


def test_who_asks_for_another_s_new_password_does_not_keep_them_from_the_second_factor(client):
    a_person("specialist")
    assert forgotten("anna@example.org")
    sign_in(client)
    page = client.get("/account/second-factor/new/")
    done = client.post("/account/second-factor/new/", {"code": code(shown_secret(page))})
    assert done.url == "/account/codes/"


def test_a_mailbox_that_was_left_opens_nothing(observer):
    old = forgotten("olga@example.org")
    observer.email = "ivanova@example.org"
    observer.save()
    assert "не действует" in Client().get(old, follow=True).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert forgotten("olga@example.org") == ""
        assert forgotten("ivanova@example.org")
