"""Tokens of the API: made, shown once, recognised, taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from monitoring.models import ApiToken
from registry.models import User

PREFIX = "gp_"
SHOWN = 10
MOST = 20
# Last use is written so rarely: a program that asks twice a second must not write twice a second.
USE_NOTED_EVERY = timedelta(minutes=1)


class TooMany(Exception):
    """The person has as many live tokens as anybody may."""


def make(user: User, name: str, days: int, now: datetime) -> tuple[ApiToken, str]:
    """Make a token; return its row and the token, which is told this once. Raises TooMany."""
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if count(user.pk, now) >= MOST:
            raise TooMany
        row = ApiToken.objects.create(
            user=user,
            name=name,
            starts=token[:SHOWN],
            digest=_digest(token),
            created_at=now,
            ends_at=now + timedelta(days=days),
        )
    return row, token


def recognise(token: str, now: datetime) -> ApiToken | None:
    """Return the token's row with its user if it opens anything, and note its use."""
    row = ApiToken.objects.live(now).select_related("user").filter(digest=_digest(token)).first()
    if row and (row.last_used_at is None or row.last_used_at < now - USE_NOTED_EVERY):
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def revoke(user: User, pk: int, now: datetime) -> bool:
    """Take the person's token back; tell whether there was one that stood."""
    return bool(ApiToken.objects.filter(user=user, pk=pk, revoked_at=None).update(revoked_at=now))


def count(user: int, now: datetime) -> int:
    """Tell how many tokens of a person (by number) open something."""
    return ApiToken.objects.live(now).filter(user=user).count()


def revoke_all(user: int, now: datetime) -> None:
    """Take back whatever tokens of a person (by number) still run."""
    ApiToken.objects.filter(user=user, revoked_at=None, ends_at__gt=now).update(revoked_at=now)


def _digest(token: str) -> str:
    # The token is 256 random bits: a slow hash would protect nothing and cost every request.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
