"""Invitations: made, sent, taken up once, ended. Nobody comes in without one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from registry.models import Invitation, Membership, User

SALT = "registry.invitation"
# Letters that one task sends before it lets others have the worker.
AT_ONCE = 50


@dataclass(frozen=True)
class Place:
    """A role and where it holds: see Membership."""

    role: str
    district: int | None = None
    institution: int | None = None

    @property
    def fields(self) -> dict:
        return {"role": self.role, "district_id": self.district, "institution_id": self.institution}


@dataclass
class Invited:
    """What became of addresses: ``sent`` an invitation each, ``given`` the role at once, ``known`` to have it."""

    sent: list[Invitation] = field(default_factory=list)
    given: list[User] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


@transaction.atomic
def invite(email: str, name: str, place: Place, by: User, now: datetime, into: Invited | None = None) -> Invited:
    """Invite an address to a role; who has an account gets the role at once, and who has the role nothing."""
    done = into or Invited()
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user:
        _role, new = Membership.objects.get_or_create(user=user, **place.fields)
        done.given.extend([user] if new else [])
    else:
        known = {"name": name, "created_at": now, "created_by": by, "ends_at": now + _term()}
        row, new = Invitation.objects.open().get_or_create(email=email, **place.fields, defaults=known)
        done.sent.extend([row] if new else [])
    done.known.extend([] if new else [email])
    return done


def invite_all(told: Iterable[tuple[str, str, Place]], by: User, now: datetime) -> Invited:
    """Invite many: (address, name, place) each. Said twice, nobody is invited twice."""
    done = Invited()
    for email, name, place in told:
        invite(email, name, place, by, now, done)
    return done


def send_again(row: Invitation, now: datetime) -> bool:
    """Make a new link with a term of its own; the one before opens nothing any more."""
    changed = Invitation.objects.open().filter(pk=row.pk)
    return bool(changed.update(edition=row.edition + 1, sent_at=None, ends_at=now + _term()))


def withdraw(row: Invitation, now: datetime) -> bool:
    return bool(Invitation.objects.open().filter(pk=row.pk).update(withdrawn_at=now))


# --- the link -------------------------------------------------------------------------------------
def token_of(row: Invitation) -> str:
    return signing.dumps([row.pk, row.edition], salt=SALT)


def find(token: str, now: datetime) -> Invitation | None:
    """Return the invitation that a link opens; None for one that was used, ended, withdrawn, replaced or invented."""
    try:
        pk, edition = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Invitation.objects.open().filter(pk=pk, edition=edition, ends_at__gt=now).first()


@transaction.atomic
def accept(row: Invitation, name: str, password: str, now: datetime) -> User | None:
    """Make the account with all roles that wait for this address. None if somebody was quicker."""
    waiting = list(Invitation.objects.open().select_for_update().filter(email=row.email, ends_at__gt=now))
    if row not in waiting or User.objects.filter(email__iexact=row.email).exists():
        return None
    user = User.objects.create_user(row.email, password, name=name)
    for one in waiting:
        Membership.objects.create(user=user, role=one.role, district=one.district, institution=one.institution)
    Invitation.objects.filter(pk__in=[one.pk for one in waiting]).update(used_at=now)
    return user


# --- letters --------------------------------------------------------------------------------------
def send_waiting(now: datetime) -> int:
    """Send the letters that wait, each once; return how many went out. A letter that fails waits on."""
    rows = list(Invitation.objects.waiting(now).values_list("pk", flat=True)[:AT_ONCE])
    return sum(_send(pk, now) for pk in rows)


@transaction.atomic
def _send(pk: int, now: datetime) -> bool:
    # Of two workers one takes the row; the other finds it locked, or sent.
    row = Invitation.objects.waiting(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return False
    _letter(row).send()
    return bool(Invitation.objects.filter(pk=pk).update(sent_at=now))


def _letter(row: Invitation) -> EmailMessage:
    address = settings.SITE_URL + reverse("invitation_accept", args=[token_of(row)])
    told = {"row": row, "address": address, "region_name": settings.REGION_NAME}
    subject, text = (render_to_string(f"registry/people/invitation_{part}.txt", told) for part in ("subject", "text"))
    # A subject is one line, whatever stands in it.
    return EmailMessage(" ".join(subject.split()), text, to=[row.email])


def _term() -> timedelta:
    return timedelta(days=settings.INVITATION_DAYS)
