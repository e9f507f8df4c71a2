"""The history of sign-ins: who came in from where, and who tried to."""

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from registry.models import SignIn, User

from .throttle import client_address

BROWSER = 200


@receiver(user_logged_in)
def came_in(request: HttpRequest, user: User, **kwargs) -> None:
    _write(request, user, SignIn.Outcome.IN)


@receiver(user_login_failed)
def was_refused(credentials: dict, request: HttpRequest | None = None, **kwargs) -> None:
    """A known address and an unknown one cost the same: one query, one row."""
    if request is not None:
        email = credentials.get("email") or credentials.get("username") or ""
        _write(request, User.objects.filter(email=email.lower().replace("\x00", "")).first(), SignIn.Outcome.REFUSED)


@receiver(authentication_failed)
def gave_a_wrong_code(request: HttpRequest, user: User, **kwargs) -> None:
    _write(request, user, SignIn.Outcome.WRONG_CODE)


def _write(request: HttpRequest, user: User | None, outcome: str) -> None:
    browser = request.headers.get("User-Agent", "")[:BROWSER].replace("\x00", "")
    told = {"address": client_address(request), "browser": browser}
    SignIn.objects.create(user=user, at=timezone.now(), outcome=outcome, **told)
