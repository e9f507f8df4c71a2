"""What people of an invented region have told, put in by commands of the demo stand; refused where data are real."""

import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone

from registry.accounts import invitations
from registry.accounts.invitations import Place
from registry.models import Institution, Role, User


def read(path: Path) -> dict[str, list[dict]]:
    """Return what ``demo.people`` wrote. Raises CommandError where data are not invented."""
    if not settings.DEMO_DATA:
        raise CommandError("Эта команда заполняет только демостенд с вымышленными данными (DEMO_DATA=1).")
    return json.loads(path.read_text(encoding="utf-8"))


def specialist() -> User:
    """Return who decides on the demo stand. Raises CommandError before there is anybody."""
    found = User.objects.filter(is_active=True, memberships__role=Role.SPECIALIST).order_by("pk").first()
    if found is None:
        raise CommandError("Сначала заведите специалиста: manage.py createspecialist ПОЧТА.")
    return found


def people(told: Iterable[Mapping[str, str]]) -> dict[str, User]:
    """Return the people by address; who is new is invited and comes in. Nobody knows their passwords."""
    by = specialist()
    return {row["email"]: _known(row["email"]) or _come_in(row, by) for row in told}


def _known(email: str) -> User | None:
    return User.objects.filter(email=email).first()


@transaction.atomic
def _come_in(row: Mapping[str, str], by: User) -> User:
    # In one transaction: the letter of an invitation that is taken up is never sent.
    institution, now = Institution.objects.get(ogrn=row["ogrn"]), timezone.now()
    own = row["role"] == Role.SCHOOL_ADMIN
    place = Place(row["role"], institution=institution.pk) if own else Place(row["role"], institution.district_id)
    [invited] = invitations.invite(row["email"], row["name"], place, by, now).sent
    invitations.accept(invited, row["name"], secrets.token_urlsafe(), now)
    return User.objects.get(email=row["email"])
