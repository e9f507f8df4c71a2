"""What the portal wants otherwise than django-allauth: nobody signs up, nobody learns which addresses are known."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal.ratelimit import clear, consume, get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.access import is_specialist
from vk import sealing

from .throttle import client_address


class Backend(AuthenticationBackend):
    """An account that is closed answers like a wrong password."""

    @classmethod
    def _stash_user(cls, user):
        """Remember no closed account: allauth would tell its owner, and whoever guessed the password, that it is."""
        return super()._stash_user(None)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Почта или пароль не подходят."),
        "incorrect_password": _("Пароль введён неверно."),
        "too_many_login_attempts": _("Слишком много неудачных попыток. Подождите пять минут и попробуйте снова."),
        "rate_limited": _("Слишком много попыток подряд. Подождите минуту и попробуйте снова."),
        "incorrect_code": _("Код не подходит. Проверьте время на телефоне и введите новый код."),
        "invalid_password_reset": _("Ссылка уже не действует."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_client_ip(self, request) -> str:
        return client_address(request)

    def pre_authenticate(self, request, **credentials) -> None:
        """Count the attempt at the account too, whoever makes it; a success takes it back with the visitor's."""
        super().pre_authenticate(request, **credentials)
        attempt = consume(request, **_at_account(**credentials))
        if not attempt:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage.extend(attempt.usage)

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Count the few attempts for each visitor apart: a stranger who fails keeps nobody out but themselves."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def _delete_login_attempts_cached_email(self, request, **credentials) -> None:
        """Let whoever has set a new password by a letter in at once, whatever strangers tried."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        clear(request, **_at_account(**credentials))

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build a letter's link from the settings: a request's host is whatever the visitor says it is."""
        user, _dash, secret = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": secret})

    def format_email_subject(self, subject: str) -> str:
        # A subject is one line, whatever stands in it.
        return " ".join(subject.split())

    def respond_user_inactive(self, request, user):
        return redirect("signin")

    def add_message(self, request, level, message_template=None, *args, **kwargs) -> None:
        """Say only what the portal words itself: pages tell the rest by what they show."""
        if message := kwargs.get("message"):
            super().add_message(request, level, message=message)

    def set_password(self, user, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Ask for the password again only some time after it was typed: not in the walk from the sign-in on."""
        records = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)

    def reauthenticate(self, user, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


def _at_account(email: str, **_rest) -> dict:
    return {"app": "portal", "action": "account", "config": settings.ATTEMPTS, "key": email.lower()}


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Код не подходит. Проверьте время на телефоне и введите новый код."),
        "cannot_delete_authenticator": _("Специалисту второй фактор обязателен: его можно заменить, но не убрать."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. One that was sealed with another SECRET_KEY is lost: no code will fit it."""
        try:
            return sealing.unseal(encrypted_text)["secret"]
        except sealing.Broken:
            return ""

    def can_delete_authenticator(self, authenticator) -> bool:
        return not is_specialist(authenticator.user)

    def get_totp_issuer(self) -> str:
        return str(_("Госпаблики"))


class SocialAdapter(DefaultSocialAccountAdapter):
    """VK ID opens accounts that are linked to it, and makes none."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
