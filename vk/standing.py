"""What a token may do at this moment, as far as this process knows. Pure: moments are given.

A rest holds for one method (quota, flood control) or, with an empty method, for all of them.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from . import errors

FLOOD = timedelta(minutes=10)
OUTBREAK = timedelta(hours=1)
RENEWAL = timedelta(minutes=5)
# The hour at which VK's day turns is not known: from midnight on, one call an hour asks whether it has.
PROBE_EVERY = timedelta(hours=1)
# Who asks has told the others what VK said by then, or has been killed.
PROBE_PATIENCE = timedelta(minutes=2)


class Reason(StrEnum):
    REVOKED = "revoked"
    EXPIRED = "expired"
    WRONG_TOKEN = "wrong_token"  # noqa: S105 — a word, no password
    CAPTCHA = "captcha"
    FLOOD = "flood"
    QUOTA = "quota"
    OUTBREAK = "outbreak"
    NOT_RENEWED = "not_renewed"


ERRORS: dict[Reason, type[errors.TokenDone]] = {
    Reason.REVOKED: errors.Revoked,
    Reason.EXPIRED: errors.Expired,
    Reason.WRONG_TOKEN: errors.WrongToken,
    Reason.CAPTCHA: errors.Captcha,
    Reason.FLOOD: errors.FloodControl,
    Reason.QUOTA: errors.QuotaExhausted,
    Reason.OUTBREAK: errors.Outbreak,
    Reason.NOT_RENEWED: errors.NotRenewed,
}
REASONS = {error: reason for reason, error in ERRORS.items()}
# Only another token in the settings helps.
ENDED = frozenset({Reason.REVOKED, Reason.EXPIRED, Reason.WRONG_TOKEN})
# VK counts and slows down each method by itself.
OF_ONE_METHOD = frozenset({Reason.QUOTA, Reason.FLOOD})


@dataclass(frozen=True)
class Rest:
    """Why a token rests, and until when: None is until a person says otherwise."""

    reason: Reason
    until: datetime | None
    message: str = ""


def rest_after(error: errors.TokenDone, now: datetime) -> Rest:
    """Return how long a token rests after an error. ``now`` in the zone whose midnight may turn VK's day."""
    reason = REASONS[type(error)]
    return Rest(reason, _until(reason, now), str(error)[:300])


def rest_on(error: errors.TokenDone, now: datetime) -> Rest:
    """Return how much longer a quota rests when VK has turned away the call that asked whether its day has turned."""
    span = FLOOD if isinstance(error, errors.FloodControl) else PROBE_EVERY
    return Rest(Reason.QUOTA, now + span, str(error)[:300])


def _until(reason: Reason, now: datetime) -> datetime | None:
    spans = {Reason.FLOOD: FLOOD, Reason.OUTBREAK: OUTBREAK, Reason.NOT_RENEWED: RENEWAL}
    if reason == Reason.QUOTA:
        return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return now + spans[reason] if reason in spans else None


@dataclass
class Standing:
    """One token's rests, its permits to probe, and the calls booked for it in the ledger and not yet made.

    ``used_up``: methods for which the ledger has nothing left on ``day``; ``renewing``: the next token is on its way;
    ``probing``: methods of which one call is being made to see whether a rest is over. Safe for threads.
    """

    rests: dict[str, Rest] = field(default_factory=dict)
    probes: set[str] = field(default_factory=set)
    probing: set[str] = field(default_factory=set)
    booked: Counter[str] = field(default_factory=Counter)
    used_up: set[str] = field(default_factory=set)
    renewing: bool = False
    day: date | None = None
    _calls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def rest_of(self, method: str) -> Rest | None:
        return self.rests.get("") or self.rests.get(method)

    def closed(self, method: str) -> bool:
        """Tell whether a call of the method that is about to be made should not be."""
        return self.renewing or (self.rest_of(method) is not None and method not in self.probing)

    def room(self, method: str) -> int:
        """Return how many calls of the method the token may make now."""
        if self.renewing or "" in self.rests:
            return 0
        if method in self.rests:
            return 1 if method in self.probes else 0
        return max(0, self.booked[method])

    def hopes(self, method: str) -> bool:
        """Tell whether calls of the method may wait for this token."""
        with self._lock:
            if "" in self.rests:
                return False
            if self.renewing:
                return True
            if method in self.rests:
                return self.room(method) > 0 or method in self.probing
            return self.booked[method] > 0 or method not in self.used_up

    def begin_rest(self, method: str, rest: Rest) -> None:
        """Make no more calls of the method, or none at all where that is empty: then nothing is being probed."""
        with self._lock:
            self.rests[method] = rest
            self.probing = self.probing - {method} if method else set()

    def end_probe(self, method: str, passed: bool) -> bool:
        """End a rest if its probe has passed, else let the next call be the probe; return whether a rest has ended."""
        with self._lock:
            if method not in self.probing:
                return False
            self.probing.discard(method)
            if passed:
                self.rests.pop(method, None)
            else:
                self.probes.add(method)
            return passed

    def spend(self, method: str, calls: int) -> None:
        """Take calls off what is booked, or the one permit to probe."""
        with self._lock:
            if method in self.rests and method in self.probes:
                self.probes.discard(method)
                self.probing.add(method)
            else:
                self.booked[method] -= calls
            self._calls += calls

    def unspend(self, method: str, calls: int) -> None:
        """Put back what was booked for calls that came to nothing."""
        with self._lock:
            self.booked[method] += calls

    def book(self, method: str, calls: int) -> None:
        """Add calls that the ledger has granted; none means that the day's are used up."""
        with self._lock:
            self.booked[method] += calls
        if not calls:
            self.used_up.add(method)

    def unbook(self) -> dict[str, int]:
        """Give out what is booked and not used."""
        with self._lock:
            left = {method: calls for method, calls in self.booked.items() if calls > 0}
            self.booked.subtract(left)
        return left

    def begin(self, day: date) -> None:
        """Forget the bookings of another day."""
        if self.day != day:
            with self._lock:
                self.day, self.booked = day, Counter()

    def used(self) -> int:
        """Return the calls made since this was last asked."""
        with self._lock:
            calls, self._calls = self._calls, 0
        return calls


def nobody(standings: list[Standing], method: str) -> errors.TokenDone:
    """Return why none of the tokens makes a call: their common reason if they have one."""
    rests = [rest for one in standings if (rest := one.rest_of(method))]
    reasons = {rest.reason for rest in rests} | ({Reason.QUOTA} if len(rests) < len(standings) else set())
    kind = ERRORS[reasons.pop()] if len(reasons) == 1 else errors.NoTokens
    told = "; ".join(sorted({rest.message for rest in rests}))
    error = kind(f"Не осталось токенов, которыми можно спросить ВКонтакте. {told}".strip())
    error.returns_at = min((rest.until for rest in rests if rest.until), default=None)
    return error
