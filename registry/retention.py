"""Personal data go when their time is over. Frozen weeks hold none: of readers only times and numbers are in them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from registry import immutable
from registry.history import history_rows
from registry.models import Contact, Invitation, SignIn, User

ERASED = "erased.invalid"


Purge = Callable[[datetime], int]
# What other rooms keep of people, by the names of its terms; each room adds its own when it begins.
OF_OTHER_ROOMS: dict[str, Purge] = {}


def purge(now: datetime) -> dict[str, int]:
    """Delete what is kept no longer; return how many rows of each kind went. A second run finds nothing to do."""
    return {
        "sign_ins": SignIn.objects.filter(at__lt=now - term("sign_ins")).delete()[0],
        "invitations": _invitations(now),
        "sessions": _sessions(now),
        "contacts": _contacts(now),
        "people": sum(_erase(user) for user in _forgotten(now)),
        **{kind: forget(now) for kind, forget in OF_OTHER_ROOMS.items()},
    }


@transaction.atomic
def _invitations(now: datetime) -> int:
    """Delete invitations that were used, withdrawn or ended long ago, and what the history says of them."""
    before = now - term("invitations")
    over = Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(ends_at__lt=before)
    gone = list(Invitation.objects.filter(over).values_list("pk", flat=True))
    count = Invitation.objects.filter(pk__in=gone).delete()[0]
    events = history_rows(Invitation).filter(pgh_obj_id__in=gone)
    with immutable.purging(events.model):
        events.delete()
    return count


def _sessions(now: datetime) -> int:
    """Delete sessions whose time is over, with the addresses and browsers noted of them."""
    ended = Session.objects.filter(expire_date__lt=now).delete()[0]
    alive = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
    return ended


def _contacts(now: datetime) -> int:
    """Delete contacts of institutions that are long in the archive, and those that nobody has confirmed for long."""
    archived = Q(institution__archived_at__lt=now - term("archived_contacts"))
    return Contact.objects.filter(archived | Q(changed_at__lt=now - term("contacts"))).delete()[0]


def _forgotten(now: datetime) -> list[User]:
    """Return closed accounts that nobody has come in with for long, and that still have a name."""
    before = now - term("closed_people")
    unused = Q(last_login__lt=before) | Q(last_login=None, created_at__lt=before)
    return list(User.objects.filter(unused, is_active=False).exclude(email__endswith=ERASED))


@transaction.atomic
def _erase(user: User) -> int:
    """Leave of an account its number alone: the history goes on saying that one and the same person did something."""
    user.memberships.all().delete()
    user.email, user.name = f"{user.pk}@{ERASED}", ""
    user.set_unusable_password()
    user.save()
    told = history_rows(User).filter(pgh_obj_id=user.pk).exclude(email=user.email)
    with immutable.purging(told.model):
        told.delete()
    return 1


def term(what: str) -> timedelta:
    """Return for how long a kind of personal data is kept."""
    return timedelta(days=settings.KEEP_DAYS[what])
