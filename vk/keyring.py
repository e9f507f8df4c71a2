"""What people may know of the tokens: states, calls, ends. Never a token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from . import credentials
from .credentials import Told
from .ledger import LIMITED
from .models import Rest, Token, Usage


@dataclass(frozen=True)
class Key:
    """A token of the settings as it stands. ``row`` has no primary key before the first call.

    ``calls``: made today; ``left``: walls that it may still read today; ``ending``: its end is near, and nobody
    renews it.
    """

    row: Token
    rest: Rest | None
    calls: int
    left: int
    ending: bool
    renewable: bool

    @property
    def label(self) -> str:
        return self.row.label

    @property
    def state(self) -> str:
        """Return ``working``, ``resting``, ``ended``, or ``spent`` where today's walls are used up."""
        if self.rest:
            return "ended" if self.rest.ended else "resting"
        return "working" if self.left else "spent"

    @property
    def can_be_used_again(self) -> bool:
        return self.state == "resting"


def every() -> list[Key]:
    """Return the tokens of the settings, user tokens first. Three queries, whatever their number."""
    told = credentials.told()
    rows = Token.objects.in_bulk([one.key for one in told], field_name="key")
    rests = _rests(rows.values())
    usage = _usage(rows)
    return [_key(one, rows.get(one.key), rests.get(one.key), usage) for one in told]


def ending(row: Token, renewable: bool, now: datetime) -> bool:
    """Tell whether people should be told of a token's end."""
    ahead = timedelta(hours=settings.VK_WARN_AHEAD_HOURS)
    return not renewable and row.expires_at is not None and row.expires_at - now < ahead


def _key(told: Told, row: Token | None, rest: Rest | None, usage: dict[tuple[str, str], int]) -> Key:
    row = row or Token(key=told.key, kind=told.kind, number=told.number, expires_at=told.entry.expires)
    calls = sum(made for (key, _), made in usage.items() if key == told.key)
    read = sum(usage.get((told.key, method), 0) for method in LIMITED)
    left = max(0, settings.VK_DAILY_WALL_GET - read)
    if rest and rest.reason == "quota":
        left = 0
    return Key(row, rest, calls, left, ending(row, told.renewable, timezone.now()), told.renewable)


def _rests(rows: Iterable[Token]) -> dict[str, Rest]:
    """Return each token's gravest rest that goes on: of all methods before that of one."""
    going_on = Rest.objects.filter(token__in=[row.pk for row in rows], over_at=None).select_related("token")
    held = [rest for rest in going_on if not _passed(rest)]
    return {rest.token.key: rest for rest in sorted(held, key=lambda rest: rest.method, reverse=True)}


def _passed(rest: Rest) -> bool:
    """Tell whether a rest's time is over, though no process has used the token since. A quota is asked about first."""
    return rest.reason != "quota" and rest.until is not None and rest.until <= timezone.now()


def _usage(keys: Iterable[str]) -> dict[tuple[str, str], int]:
    rows = Usage.objects.filter(token__in=list(keys), day=timezone.localdate())
    return {(row.token, row.method): row.calls for row in rows}
