"""The second factor: whom it is demanded of, and whether this very session has given it."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from registry.access import is_specialist

METHOD = "mfa"


def is_demanded(user) -> bool:
    """Tell whether the user must have a second factor: specialists change everything, and staff have the admin.

    Not on the demo stand: who looks at invented data should not need an authenticator for it.
    """
    return not settings.DEMO_DATA and (is_specialist(user) or user.is_staff)


def is_given(request: HttpRequest) -> bool:
    """Tell whether the second factor was given in this session."""
    return any(record.get("method") == METHOD for record in get_authentication_records(request, request.user))


def suffices(request: HttpRequest) -> bool:
    """Tell whether the session may open the portal's pages, as far as the second factor goes."""
    return not is_demanded(request.user) or is_given(request)


def is_set_up(user) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


@receiver(authenticator_added)
def give(request: HttpRequest, user, authenticator: Authenticator, **kwargs) -> None:
    """Setting it up takes a code, which is as good as giving one at sign-in."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, METHOD, id=authenticator.pk, type=authenticator.type)


def forget(user) -> None:
    """Remove the user's second factor, for somebody who has lost both the telephone and the spare codes."""
    Authenticator.objects.filter(user=user).delete()
