"""The pool of tokens. Each has one pace, shared by all processes through Redis, and several connections."""

import logging
import math
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from . import entries, errors, secrecy
from .breaker import Breaker
from .pace import Pace
from .secrecy import fingerprint
from .standing import Standing
from .transport import Session

log = logging.getLogger(__name__)

EXECUTE_CALLS = 25
FRESH = 120  # seconds


class Credential:
    """A service or user token and what belongs to it. ``key`` is the name under which logs and ledger know it.

    The key stays the same when VK renews the token: it is that of what stands in the settings.
    """

    def __init__(self, told: "Told", calls_a_second: int):
        self.told, self.key, self.kind = told, told.key, told.kind
        self._pace = Pace(told.key, calls_a_second)
        self.standing = Standing()
        self.breaker = Breaker()
        self.answering = threading.Lock()
        self.connections = settings.VK_CONNECTIONS
        self.lines = ThreadPoolExecutor(self.connections, thread_name_prefix=f"vk-{self.key}")
        entry = told.entry
        self._access, self._refresh, self.expires_at = entry.access, entry.refresh, entry.expires
        self._adopted_at = -math.inf
        # A last-in-first-out pool keeps connections warm: an idle token opens one, a busy one all.
        self._sessions: queue.LifoQueue[Session | None] = queue.LifoQueue()
        for _ in range(self.connections):
            self._sessions.put(None)
        self._counting = threading.Lock()
        self._purpose = threading.local()
        self.requests = 0

    def __repr__(self) -> str:
        return f"<{self.kind} token {self.key}>"

    @property
    def renewable(self) -> bool:
        return self.told.renewable

    @property
    def refresh(self) -> str:
        return self._refresh

    @property
    def calls_in_one(self) -> int:
        """Return how many calls fit into one request: only user tokens may use execute."""
        return EXECUTE_CALLS if self.kind == "user" else 1

    def adopt(self, access: str, refresh: str, expires_at: datetime | None) -> None:
        """Go on with the token that VK has given for the former one."""
        secrecy.remember(access, refresh)
        self._access, self._refresh, self.expires_at = access, refresh, expires_at
        self._adopted_at = time.monotonic()
        self.standing.renewing = False

    def due(self, now: datetime) -> bool:
        """Tell whether the next token should be asked for. An end that is not known may be any moment."""
        ahead = timedelta(minutes=settings.VK_REFRESH_AHEAD_MINUTES)
        return self.renewable and (self.standing.renewing or not self.expires_at or self.expires_at - now < ahead)

    def over(self, now: datetime) -> bool:
        return not self._access or (self.expires_at is not None and self.expires_at <= now)

    def call(self, method: str, params: dict, purpose: str = "") -> dict:
        """Wait for the token's turn, make one call, return VK's envelope. Raises vk.errors.VkError.

        ``purpose``: the method whose rests and quota count, where it is called inside execute.
        """
        session = self._sessions.get()
        self._purpose.told = purpose or method
        try:
            session = self._session(session)
            return session.call(method, params)
        except (errors.Expired, errors.Revoked) as error:
            self._blame(session, error)
            raise
        finally:
            self._sessions.put(session)

    def _turn(self) -> None:
        """Wait until the request of this thread, which is ready, may go."""
        self._pace.wait()
        if self.standing.closed(self._purpose.told):
            raise errors.NoTokens("токен отдыхает")
        with self._counting:
            self.requests += 1

    def close(self) -> None:
        self.lines.shutdown()
        while not self._sessions.empty():
            if session := self._sessions.get():
                session.close()

    def _blame(self, session: Session | None, error: errors.VkError) -> None:
        """Ask for the next token if this one is over; one that VK has just given and takes no more is no use."""
        if session and session.token != self._access:
            raise errors.Transient("ключ обновлён, пока шёл вызов") from None
        if self.renewable and time.monotonic() - self._adopted_at > FRESH:
            self.standing.renewing = True

    def _session(self, session: Session | None) -> Session:
        if session and session.token == self._access:
            return session
        if session:
            session.close()
        fresh = Session(self._access, settings.VK_API_URL, settings.VK_TIMEOUT, self._turn)
        fresh.warm_up()
        return fresh


@dataclass(frozen=True)
class Told:
    """A token as the settings tell it. ``key``: its fingerprint; ``number``: its place among those of its kind."""

    entry: entries.Entry
    kind: str
    number: int

    @property
    def key(self) -> str:
        return fingerprint(self.entry.refresh or self.entry.access)

    @property
    def renewable(self) -> bool:
        return bool(self.entry.refresh and settings.VK_CLIENT_ID)


def told() -> list[Told]:
    """Return the tokens of the settings, each once. Raises ValueError for an entry that cannot be read."""
    zone = timezone.get_default_timezone()
    users = [entries.read(text, zone) for text in settings.VK_USER_TOKENS]
    services = [entries.Entry(token) for token in settings.VK_SERVICE_TOKENS]
    every = [
        *(Told(entry, "user", number) for number, entry in enumerate(users, 1)),
        *(Told(entry, "service", number) for number, entry in enumerate(services, 1)),
    ]
    return list({one.key: one for one in every}.values())


def from_settings() -> list[Credential]:
    """Return the configured tokens, ready to make calls. Raises ValueError as ``told`` does."""
    pace = {"user": settings.VK_USER_RPS, "service": settings.VK_SERVICE_RPS}
    return [Credential(one, pace[one.kind]) for one in told()]
