"""The pool of tokens. Each has one pace, shared by all processes through Redis, and several connections."""

import logging
import queue
import threading
from functools import cached_property

import redis
from django.conf import settings
from pyrate_limiter import Limiter, Rate, StateBucket, TokenBucket
from pyrate_limiter.buckets.redis_state import RedisStateStore

from . import errors
from .secrecy import fingerprint
from .transport import Session

log = logging.getLogger(__name__)

# VK counts arrivals in its own second, we count departures in ours: 50 ms absorb the jitter between them.
SECOND_MS = 1050


class Credential:
    """A service or user token and what belongs to it. ``key`` is the name under which logs and ledger know it."""

    def __init__(self, token: str, kind: str, calls_a_second: int):
        self._token = token
        self.kind = kind
        self.key = fingerprint(token)
        self.calls_a_second = calls_a_second
        self._rests: dict[str, str] = {}
        # A last-in-first-out pool keeps connections warm: an idle token opens one, a busy one all.
        self._sessions: queue.LifoQueue[Session | None] = queue.LifoQueue()
        for _ in range(settings.VK_CONNECTIONS):
            self._sessions.put(None)
        self._opening = threading.Lock()

    def __repr__(self) -> str:
        return f"<{self.kind} token {self.key}>"

    @cached_property
    def _limiter(self) -> Limiter:
        # burst=1: evenly spaced calls. Bursts of the whole second's worth meet VK's window at its edges.
        rate = Rate(self.calls_a_second, SECOND_MS, burst=1)
        store = RedisStateStore(redis.Redis.from_url(settings.REDIS_URL), f"vk:pace:{self.key}")
        return Limiter(StateBucket([rate], store=store, algorithm=TokenBucket()), buffer_ms=0)

    def call(self, method: str, params: dict) -> dict:
        """Wait for the token's turn, make one call, return VK's envelope. Raises vk.errors.VkError."""
        session = self._sessions.get()
        try:
            session = session or Session(self._token, settings.VK_API_URL, settings.VK_TIMEOUT)
            with self._opening:
                limiter = self._limiter
            limiter.try_acquire(self.key)
            return session.call(method, params)
        finally:
            self._sessions.put(session)

    def resting(self, method: str) -> str:
        """Return why this token may not make such calls, or an empty string."""
        return self._rests.get("") or self._rests.get(method, "")

    def rest(self, reason: errors.TokenDone, method: str) -> None:
        """Use this token no more in this process, for one method if only its quota is used up. Say so once."""
        scope = method if isinstance(reason, errors.QuotaExhausted) else ""
        if not self.resting(scope):
            self._rests[scope] = str(reason)
            log.error("%r отдыхает: %s", self, reason)

    def close(self) -> None:
        while not self._sessions.empty():
            if session := self._sessions.get():
                session.close()


def from_settings() -> list[Credential]:
    """Return the configured tokens, user tokens first: only they may batch walls."""
    users = [Credential(token, "user", settings.VK_USER_RPS) for token in settings.VK_USER_TOKENS]
    return users + [Credential(token, "service", settings.VK_SERVICE_RPS) for token in settings.VK_SERVICE_TOKENS]
