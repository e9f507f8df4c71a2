"""Keys that open what an account opens without a sign-in: they end with what they were made under.

Such as the API's tokens. A password, a role, a second factor, sessions that a specialist ends: where one of them
changes or ends, whoever has a copy of a key must not go on reading.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from registry.models import Membership, User


@dataclass(frozen=True)
class Keys:
    """Both are told a person's number and the present moment.

    ``count``: how many of the person's keys open something; ``revoke``: take them all back.
    """

    count: Callable[[int, datetime], int]
    revoke: Callable[[int, datetime], object]


# Keys that other rooms give out, by what they open; each room adds its own when it begins.
OF_OTHER_ROOMS: dict[str, Keys] = {}


def count(user: int) -> int:
    return sum(keys.count(user, timezone.now()) for keys in OF_OTHER_ROOMS.values())


def revoke(user: int) -> None:
    for keys in OF_OTHER_ROOMS.values():
        keys.revoke(user, timezone.now())


@receiver([post_save, post_delete], sender=Membership)
def end_with_role(instance: Membership, **kwargs) -> None:
    """A new role ends them too: a key made for one school must not open the region because its owner may."""
    revoke(instance.user_id)


@receiver(post_save, sender=User)
def end_with_password(instance: User, created: bool, **kwargs) -> None:
    """Whoever sets the password, and on whatever page: Django remembers a new one until it is saved."""
    if not created and getattr(instance, "_password", None) is not None:
        revoke(instance.pk)
