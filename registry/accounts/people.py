"""What specialists see of people and do to their accounts."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.models import Contact, Invitation, Membership, SignIn, User

from . import keys, second_factor

LATEST = 20
# As many as one list of invitations holds.
MOST_KEEPERS = 2000


def listed(search: str = "", role: str = "", closed: str = "") -> QuerySet[User]:
    """Return people with their roles, by address. ``closed``: «yes» or «no»; empty for both."""
    found = User.objects.prefetch_related(Prefetch("memberships", places()))
    for word in search.split():
        found = found.filter(Q(email__icontains=word) | Q(name__icontains=word) | Q(pk__in=_at(word)))
    if role:
        found = found.filter(pk__in=Membership.objects.filter(role=role).values("user"))
    if closed:
        found = found.filter(is_active=closed != "yes")
    return found.order_by("email")


def _at(word: str) -> QuerySet:
    """Return the people of places whose name holds the word."""
    named = Q(district__name__icontains=word) | Q(institution__short_name__icontains=word)
    return Membership.objects.filter(named).values("user")


def places() -> QuerySet[Membership]:
    return Membership.objects.select_related("district", "institution").order_by("role", "pk")


def invitations() -> QuerySet[Invitation]:
    """Return the invitations that nobody has taken up, the latest first."""
    return Invitation.objects.open().select_related("district", "institution", "created_by")


def keepers() -> str:
    """Return the registry's contacts that nobody has invited yet, as the list of invitations takes them."""
    rows = Contact.objects.filter(institution__archived_at=None).exclude(email="")
    rows = rows.exclude(Exists(Invitation.objects.open().filter(email__iexact=OuterRef("email"))))
    rows = rows.exclude(Exists(User.objects.filter(email__iexact=OuterRef("email"))))
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\n")
    told = rows.select_related("institution").order_by("institution__sort_key", "pk")[:MOST_KEEPERS]
    writer.writerows((row.email, row.institution.ogrn or row.institution.full_name, row.name) for row in told)
    return target.getvalue()


def sign_ins(user: User) -> list[SignIn]:
    return list(user.sign_ins.all()[:LATEST])


# --- deeds ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Deed:
    """``act``: what is done to the account; ``said``: what the person who did it is told."""

    act: Callable[[User], object]
    said: str | Promise


def end_sessions(user: User) -> None:
    """Sign the user out everywhere, programs too."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    keys.revoke(user.pk)


def close(user: User) -> None:
    """Let the user in no more; whatever session is left ends with its next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)


def reopen(user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])


def forget_factor(user: User) -> None:
    second_factor.forget(user)
    end_sessions(user)


DEEDS = {
    "close": Deed(close, _("Вход закрыт. Роли сохранены, вход можно открыть снова.")),
    "reopen": Deed(reopen, _("Вход снова открыт.")),
    "signout": Deed(end_sessions, _("Сеансы завершены: на всех устройствах потребуется войти заново.")),
    "factor": Deed(forget_factor, _("Второй фактор снят: при следующем входе человек настроит новый.")),
}
