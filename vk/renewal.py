"""User tokens live an hour: VK ID gives the next one for a refresh token, and a new refresh token with it.

VK takes each refresh token once. So one process of all asks, and the new pair is in the database, sealed, before
anybody uses it. The one that asks holds a lease instead of a lock: no transaction is open while VK is asked.
"""

import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from . import errors, sealing, transport
from .credentials import Credential
from .models import Token

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)


def keep_up(credential: Credential, row: Token, now: datetime) -> errors.TokenDone | None:
    """Take over the pair that another process has got, or get one if it is time; return why that failed, if it did."""
    if failure := _take_over(credential, row):
        return failure
    if not credential.due(now):
        return None
    if credential.over(now):
        credential.standing.renewing = True
    return _renew(credential, row, now) if _claim(row, now) else None


def _take_over(credential: Credential, row: Token) -> errors.TokenDone | None:
    if not row.sealed:
        return None
    try:
        pair = sealing.unseal(row.sealed)
    except sealing.Broken:
        return errors.Expired("ключ зашифрован прежним SECRET_KEY")
    if pair["refresh"] != credential.refresh:
        credential.adopt(pair["access"], pair["refresh"], row.expires_at)
    return None


def _claim(row: Token, now: datetime) -> bool:
    """Win the right to ask VK: for one process at a time, and only if nobody has asked since the row was read."""
    free = Q(renewing_until=None) | Q(renewing_until__lt=now)
    return bool(Token.objects.filter(free, pk=row.pk, sealed=row.sealed).update(renewing_until=now + LEASE))


def _renew(credential: Credential, row: Token, now: datetime) -> errors.TokenDone | None:
    try:
        told = transport.renewed(settings.VK_ID_URL, settings.VK_TIMEOUT, _form(credential))
    except errors.Expired as error:
        return error
    except errors.Transient as error:
        log.warning("%r не обновлён: %s", credential, error)
        return errors.NotRenewed(str(error)) if credential.standing.renewing else None
    ends = timezone.now() + timedelta(seconds=told["expires_in"])
    sealed = sealing.seal({"access": told["access_token"], "refresh": told["refresh_token"]})
    Token.objects.filter(pk=row.pk).update(sealed=sealed, expires_at=ends, renewing_until=None)
    credential.adopt(told["access_token"], told["refresh_token"], ends)
    log.info("%r обновлён до %s", credential, ends)
    return None


def _form(credential: Credential) -> dict[str, str]:
    return {
        "grant_type": "refresh_token",
        "refresh_token": credential.refresh,
        "client_id": settings.VK_CLIENT_ID,
        "device_id": credential.told.entry.device,
        "state": secrets.token_urlsafe(24),
    }
