"""What this process knows of its tokens, kept in step with the database.

Only threads that ask for calls come here, never those that make them: the latter need no database connection.
"""

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Sequence

from django.utils import timezone

from . import errors, ledger, renewal, states
from .credentials import Credential
from .models import Rest, Token
from .standing import OF_ONE_METHOD, Reason, rest_after, rest_on
from .standing import Rest as Pause

log = logging.getLogger(__name__)

# What one process learns the others know after so many seconds.
READ_EVERY = 2.0
# Calls booked in the ledger at once; a process that is killed leaves so many counted that it never made.
PORTION = 100
# Errors that VK gives to calls which the quota has let pass.
LET_THROUGH = (errors.Refused, errors.TooLarge)


class Books:
    """Rests, renewals and bookings of a pool of tokens. Safe for threads."""

    def __init__(self, credentials: Sequence[Credential]):
        self._credentials = credentials
        self._lock = threading.Lock()
        self._rows: dict[str, Token] = {}
        self._held: dict[tuple[str, str], Rest] = {}
        self._read_at = 0.0
        # Tokens that rest or (None) make calls again, not written yet.
        self._notes: deque[tuple[Credential, str, Pause | None]] = deque()

    def rest(self, credential: Credential, error: errors.TokenDone, method: str) -> None:
        """Let a token rest at once; the database learns of it when the books are kept next."""
        if credential.standing.renewing:
            return  # over, and the next one is on its way
        now = timezone.localtime()
        pause = rest_after(error, now)
        scope = method if pause.reason in OF_ONE_METHOD else ""
        if scope in credential.standing.probing:
            pause = rest_on(error, now)
        elif not credential.standing.rest_of(scope):
            log.error("%r отдыхает: %s", credential, error)
        credential.standing.begin_rest(scope, pause)
        self._notes.append((credential, scope, pause))

    def probed(self, credential: Credential, method: str, answer: object) -> None:
        """Note what a call has come to, which may have been the one that was to show whether a rest is over.

        A refusal shows it too. No answer shows nothing: the next call asks again.
        """
        passed = not isinstance(answer, Exception) or isinstance(answer, LET_THROUGH)
        if credential.standing.end_probe(method, passed):
            self._notes.append((credential, method, None))

    def keep(self, demand: Counter[str]) -> None:
        """Do what is due, unless another thread is at it: write, read, renew, book for the calls that wait."""
        if self._lock.acquire(blocking=False):
            try:
                self._write()
                if self._stale():
                    self._read()
                self._book(demand)
            finally:
                self._lock.release()

    def settle(self) -> None:
        """Write what was learnt and give back what was booked and not used."""
        with self._lock:
            self._write()
            today = timezone.localdate()
            for one in self._credentials:
                for method, calls in one.standing.unbook().items():
                    ledger.give_back(one.key, method, calls, today)

    def _stale(self) -> bool:
        waiting = any(one.standing.renewing for one in self._credentials)
        return waiting or not self._rows or time.monotonic() - self._read_at > READ_EVERY

    def _write(self) -> None:
        while self._notes:
            credential, method, pause = self._notes.popleft()
            now, row = timezone.now(), self._row(credential)
            if pause is None:
                states.recover(row, method, now)
            else:
                states.rest(row, method, pause, now)

    def _read(self) -> None:
        """Learn what other processes and people have done; see to tokens whose end is near."""
        now = timezone.now()
        self._rows = self._register()
        self._held = states.resting(self._rows.values(), now)
        for one in self._credentials:
            one.standing.rests = states.pauses(self._held, one.key)
            one.standing.used_up.clear()
            self._renew(one)
        self._remember_notes()
        if used := [one.key for one in self._credentials if one.standing.used()]:
            states.used(used, now)
        self._read_at = time.monotonic()

    def _remember_notes(self) -> None:
        """Keep what was learnt while the database was read: it does not know that yet."""
        for one, method, pause in list(self._notes):
            if pause:
                one.standing.rests.setdefault(method, pause)
            else:
                one.standing.rests.pop(method, None)

    def _renew(self, one: Credential) -> None:
        if not one.renewable or "" in one.standing.rests:
            return
        if failure := renewal.keep_up(one, self._rows[one.key], timezone.now()):
            one.standing.renewing = False
            self.rest(one, failure, "")

    def _book(self, demand: Counter[str]) -> None:
        """Book calls of each method for every token that may make them; none of another day stay booked."""
        today = timezone.localdate()
        for one in self._credentials:
            one.standing.begin(today)
            for method, waiting in demand.items():
                wanted = min(waiting, PORTION) - one.standing.booked[method]
                if one.standing.rest_of(method):
                    self._probe(one, method)
                elif wanted > 0 and method not in one.standing.used_up:
                    one.standing.book(method, ledger.reserve(one.key, method, wanted, today))

    def _probe(self, one: Credential, method: str) -> None:
        """Let a call that waits ask whether VK's day has turned, if it is time and no other process asks already."""
        row, now = self._held.get((one.key, method)), timezone.now()
        if row is None or row.reason != Reason.QUOTA or not row.until or row.until > now:
            return
        if "" in one.standing.rests or method in one.standing.probing:
            return
        if states.win_probe(row, now):
            one.standing.probes.add(method)
        one.standing.rests[method] = states.pause(row)

    def _row(self, credential: Credential) -> Token:
        self._rows = self._rows or self._register()
        return self._rows[credential.key]

    def _register(self) -> dict[str, Token]:
        return states.register(one.told for one in self._credentials)
