"""Tokens' states as rows, shared by all processes. Every change is one statement that two processes may race for."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from .credentials import Told
from .models import Rest, Token
from .standing import ENDED, PROBE_PATIENCE, Reason
from .standing import Rest as Pause

# A pause that comes again so soon is the same incident: people are told of it once.
SAME_INCIDENT = timedelta(hours=12)


def register(told: Iterable[Told]) -> dict[str, Token]:
    """Return the rows of the settings' tokens by key; write those that are new, and what has changed."""
    wanted = {one.key: one for one in told}
    known = Token.objects.in_bulk(list(wanted), field_name="key")
    if missing := [_row(one) for key, one in wanted.items() if key not in known]:
        Token.objects.bulk_create(missing, ignore_conflicts=True)
        known = Token.objects.in_bulk(list(wanted), field_name="key")
    for key, row in known.items():
        if _moved(row, wanted[key]):
            Token.objects.filter(pk=row.pk).update(number=wanted[key].number, expires_at=_end(row, wanted[key]))
    return known


def _row(told: Told) -> Token:
    return Token(key=told.key, kind=told.kind, number=told.number, expires_at=told.entry.expires)


def _moved(row: Token, told: Told) -> bool:
    return (row.number, row.expires_at) != (told.number, _end(row, told))


def _end(row: Token, told: Told) -> datetime | None:
    """Return a token's end: VK's word for one that it has renewed, else that of the settings."""
    return row.expires_at if row.sealed else told.entry.expires


def rest(token: Token, method: str, pause: Pause, now: datetime) -> None:
    """Let a token rest. The same trouble soon after is the same incident, gone on."""
    told = {"until": pause.until, "message": pause.message, "over_at": None}
    lately = Q(over_at=None) | Q(over_at__gte=now - SAME_INCIDENT)
    mine = Rest.objects.filter(lately, token=token, method=method)
    again = mine.filter(reason=pause.reason).order_by("-since").values("pk")[:1]
    try:
        with transaction.atomic():
            if not Rest.objects.filter(pk__in=again).update(**told):
                Rest.objects.create(token=token, method=method, reason=pause.reason, since=now, **told)
    except IntegrityError:
        # It rests already for another reason; both are true, and the first one is the one told of.
        return


def resting(tokens: Iterable[Token], now: datetime) -> dict[tuple[str, str], Rest]:
    """Return the rests that hold now by token key and method; end those whose time is over, but for quotas."""
    rows = Rest.objects.filter(token__in=[token.pk for token in tokens], over_at=None).select_related("token")
    held = {}
    for row in rows:
        if row.until and row.until <= now and row.reason != Reason.QUOTA:
            recover(row.token, row.method, now)
        else:
            held[row.token.key, row.method] = row
    return held


def win_probe(row: Rest, now: datetime) -> bool:
    """Let one process of all ask whether VK's day has turned. Whoever wins, ``row.until`` is when that is known."""
    due, row.until = row.until, now + PROBE_PATIENCE
    return bool(Rest.objects.filter(pk=row.pk, until=due, over_at=None).update(until=row.until))


def recover(token: Token, method: str, now: datetime) -> None:
    """End a rest: the token has made such a call again, or its time is over."""
    Rest.objects.filter(token=token, method=method, over_at=None).update(over_at=now)


def use_again(token: Token, now: datetime) -> int:
    """End all rests that a person may end; return how many there were. One that has ended stays so."""
    rows = Rest.objects.filter(token=token, over_at=None).exclude(reason__in=list(ENDED))
    return rows.update(over_at=now)


def used(keys: Iterable[str], now: datetime) -> None:
    Token.objects.filter(key__in=list(keys)).update(last_used_at=now)


def pauses(rows: Mapping[tuple[str, str], Rest], key: str) -> dict[str, Pause]:
    """Return one token's rests by method as vk.standing takes them."""
    return {method: pause(row) for (whose, method), row in rows.items() if whose == key}


def pause(row: Rest) -> Pause:
    return Pause(Reason(row.reason), row.until, row.message)
