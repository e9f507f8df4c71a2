"""manage.py createspecialist EMAIL: someone who may change everything, with a password that works once."""

import os
import secrets

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts import second_factor
from registry.models import Membership, Role, User

PASSWORD_VARIABLE = "SPECIALIST_PASSWORD"  # noqa: S105


class Command(BaseCommand):
    help = "Создаёт специалиста министерства и один раз печатает его первый пароль"

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--if-none", action="store_true", help="ничего не делать, если специалист уже есть")
        parser.add_argument("--reset", action="store_true", help="выдать новый пароль уже заведённому человеку")
        parser.add_argument(
            "--password-from-env",
            action="store_true",
            help=f"взять первый пароль из {PASSWORD_VARIABLE} и не печатать",
        )

    def handle(self, *, email: str, if_none: bool, reset: bool, password_from_env: bool, **options):
        if if_none and _there_is_one():
            self.stdout.write(_("Специалист уже есть, никого не добавляю."))
            return
        password = _from_environment() if password_from_env else secrets.token_urlsafe(12)
        create(_valid(email), password, reset)
        self.stdout.write(_("Специалист: %(email)s") % {"email": email.lower()})
        if not password_from_env:
            self.stdout.write(_("Пароль на один вход: %(password)s") % {"password": password})


@transaction.atomic
def create(email: str, password: str, reset: bool = False) -> User:
    """Create a specialist, or with ``reset`` give an existing person the role and a new one-time password.

    The second factor is set up anew, by whoever has that password: it is for somebody who lost the telephone.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user and not reset:
        raise CommandError(_("%(email)s уже есть; новый пароль даёт ключ --reset.") % {"email": email})
    user = user or User(email=email)
    # Staff, so that Django's admin opens; what it lets them do follows from the role (registry/admin.py).
    user.is_active = user.is_staff = user.must_change_password = True
    user.set_password(password)
    user.save()
    second_factor.forget(user)
    Membership.objects.get_or_create(user=user, role=Role.SPECIALIST, district=None, institution=None)
    return user


def _there_is_one() -> bool:
    return Membership.objects.filter(role=Role.SPECIALIST, user__is_active=True).exists()


def _valid(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(_("«%(email)s» — не адрес электронной почты.") % {"email": email}) from None
    return email


def _from_environment() -> str:
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if len(password) < 8:
        raise CommandError(_("В %(name)s нужен пароль не короче 8 знаков.") % {"name": PASSWORD_VARIABLE})
    return password
