"""A token is told once, kept as a hash, ends, and can be taken back; it asks no more often than it may."""

from datetime import timedelta

import pytest
from django.urls import reverse

from monitoring import clock
from monitoring.api import tokens
from monitoring.models import ApiToken
from tests.pages.conftest import NOW, browse, person, text

from .conftest import Program

PAGE = "/api/"


@pytest.fixture
def user(db):
    return person("observer")


def made(client, name: str = "отчёт", days: int = 30) -> str:
    """Make a token on the page and copy it from there."""
    answer = client.post(PAGE, {"name": name, "days": days}).content.decode()
    return answer.partition('<code class="breakable">')[2].partition("</code>")[0]


def test_a_token_is_shown_once_and_kept_nowhere(user):
    client = browse(user)
    token = made(client)
    assert token.startswith("gp_")
    assert len(token) > 40
    assert Program(None, token).ask("publics").status_code == 200
    row = ApiToken.objects.get()
    assert token not in [str(getattr(row, field.attname)) for field in row._meta.fields]
    again = text(client, PAGE)
    assert token not in again
    assert "отчёт" in again
    assert row.starts in again


def test_the_page_with_a_token_is_kept_by_no_cache(user):
    answer = browse(user).post(PAGE, {"name": "x", "days": 30})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("token", ["", "gp_no", "gp_" + "я" * 40, "gp_\ud800"])
def test_without_a_good_token_nothing_opens(db, token):
    answer = Program(None, token or "x").ask("publics")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


def test_a_session_opens_nothing_here(user):
    assert browse(user).get("/api/v1/publics").status_code == 401


def test_a_token_ends(user, clock_at_friday):
    program = Program(user)
    clock_at_friday.move_to(NOW + timedelta(days=29))
    assert program.ask("publics").status_code == 200
    clock_at_friday.move_to(NOW + timedelta(days=31))
    assert program.ask("publics").status_code == 401
    assert "срок вышел" in text(browse(user), PAGE)


def test_a_token_is_taken_back_by_its_owner_alone(user):
    program, row = Program(user), ApiToken.objects.get()
    address = reverse("monitoring:api_revoke", args=[row.pk])
    browse(person("specialist")).post(address)
    assert program.ask("publics").status_code == 200
    browse(user).post(address)
    assert program.ask("publics").status_code == 401


def test_who_may_not_sign_in_is_let_in_by_no_token(user):
    program = Program(user)
    user.is_active = False
    user.save()
    assert program.ask("publics").status_code == 401
    user.is_active, user.must_change_password = True, True
    user.save()
    assert program.ask("publics").status_code == 401


def test_the_last_use_is_noted_once_a_minute(user, clock_at_friday):
    program = Program(user)
    program.ask("publics")
    assert ApiToken.objects.get().last_used_at == clock.now().replace(
        microsecond=ApiToken.objects.get().last_used_at.microsecond
    )
    first = ApiToken.objects.get().last_used_at
    program.ask("publics")
    assert ApiToken.objects.get().last_used_at == first
    clock_at_friday.move_to(NOW + timedelta(minutes=2))
    program.ask("publics")
    assert ApiToken.objects.get().last_used_at > first


def test_too_many_questions_in_a_minute_are_put_off(user, settings, clock_at_friday):
    settings.API_CALLS_A_MINUTE = 3
    program, second, other = Program(user), Program(user), Program(person("observer"))
    assert [program.ask("publics").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = program.ask("publics")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert second.ask("publics").status_code == 429  # another token is no other person
    assert other.ask("publics").status_code == 200
    clock_at_friday.move_to(NOW + timedelta(minutes=1))
    assert program.ask("publics").status_code == 200


def test_nobody_has_more_than_twenty(user):
    for _ in range(tokens.MOST):
        tokens.make(user, "x", 30, clock.now())
    answer = browse(user).post(PAGE, {"name": "x", "days": 30}).content.decode()
    assert "Действующих токенов уже двадцать" in answer
    assert ApiToken.objects.count() == tokens.MOST


@pytest.mark.parametrize(
    "form", [{"name": "", "days": 30}, {"name": "x", "days": 5}, {"name": "x" * 101, "days": 30}, {}]
)
def test_a_wrong_form_makes_nothing(user, form):
    assert browse(user).post(PAGE, form).status_code == 200
    assert not ApiToken.objects.exists()


def test_the_page_tells_what_can_be_asked(user):
    page = text(browse(user), PAGE)
    for path in (
        "/api/v1/publics",
        "/api/v1/weeks",
        "/api/v1/verdicts",
        "/api/v1/publics/{vk_id}/weeks/{week}/ledger",
    ):
        assert path in page
    assert 'href="/api/v1/openapi.json"' in page
