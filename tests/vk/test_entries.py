"""What may stand in VK_USER_TOKENS, and what is said of what may not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from vk import checks, entries, secrecy

MOSCOW = ZoneInfo("Europe/Moscow")
SECRET = "vk1.a." + "this-is-a-token"


def test_a_token_alone_is_an_entry():
    entry = entries.read(SECRET, MOSCOW)
    assert (entry.access, entry.refresh, entry.expires) == (SECRET, "", None)


def test_what_belongs_to_a_token_stands_after_it_in_any_order():
    entry = entries.read(f"{SECRET}; device=d1 ;expires=2026-12-31T10:00; refresh=r1", MOSCOW)
    assert (entry.refresh, entry.device) == ("r1", "d1")
    assert entry.expires == datetime(2026, 12, 31, 10, tzinfo=MOSCOW)


def test_a_refresh_token_needs_no_access_token():
    assert entries.read(";refresh=r1;device=d1", MOSCOW).access == ""


@pytest.mark.parametrize(
    "text", ["", ";", f"{SECRET};refresh=r", f"{SECRET};device=d", f"{SECRET};expires=завтра", f"{SECRET};{SECRET}"]
)
def test_what_cannot_be_read_is_named_without_the_token(text, settings):
    settings.VK_USER_TOKENS = [text]
    (error,) = checks.user_tokens(None)
    assert error.id == "vk.E001"
    assert "запись 1" in error.msg
    assert SECRET not in error.msg


def test_a_refresh_token_without_an_application_is_warned_of(settings):
    settings.VK_USER_TOKENS, settings.VK_CLIENT_ID = [f"{SECRET};refresh=r;device=d"], ""
    assert [one.id for one in checks.user_tokens(None)] == ["vk.W001"]


def test_every_secret_of_an_entry_is_blotted_out(settings):
    settings.VK_USER_TOKENS = ["user-secret;refresh=refresh-secret;device=device-1;expires=2026-12-31"]
    said = secrecy.blot("user-secret refresh-secret 2026-12-31 срок")
    assert "secret" not in said
    assert "2026-12-31 срок" in said


def test_an_entry_does_not_show_its_secrets():
    assert SECRET not in repr(entries.read(SECRET, MOSCOW))
