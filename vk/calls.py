"""Many calls of one method, made by all tokens at hand at the same time.

The calls lie on a desk; each token takes them up as fast as VK lets it, 25 in an ``execute`` (user tokens) or one by
one on several connections (service tokens). What a token could not make goes back onto the desk for the others.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from . import errors, ledger
from .asking import Asking
from .books import Books
from .breaker import METHODS
from .credentials import EXECUTE_CALLS, Credential
from .errands import Answer, Desk, Errand
from .standing import OF_ONE_METHOD, Reason, Rest, nobody

# Seconds after which a thread that waits for its calls looks whether there is something else to do.
TICK = 0.5


class Calls:
    """Makes calls with a pool of tokens; ``requests``: sent so far. Safe for threads."""

    def __init__(self, credentials: Sequence[Credential]):
        self.credentials = credentials
        self._desk = Desk()
        self._books = Books(credentials)
        self._counting = threading.Lock()
        self._counted = 0

    @property
    def requests(self) -> int:
        return sum(token.requests for token in self.credentials)

    def uncounted(self) -> int:
        """Return the requests sent since this was last asked."""
        with self._counting:
            before, self._counted = self._counted, self.requests
            return self._counted - before

    @property
    def portions_at_once(self) -> int:
        """Return how many full executes, or as many single calls, the tokens can have under way."""
        return -(-sum(token.connections * token.calls_in_one for token in self.credentials) // EXECUTE_CALLS)

    def one(self, method: str, params: dict) -> Any:
        """Return VK's answer to one call. Raises vk.errors.VkError."""
        answer = self.many(method, [params])[0].value
        if isinstance(answer, errors.VkError):
            raise answer
        return answer

    def many(
        self,
        method: str,
        many: Sequence[dict],
        at_once: int = EXECUTE_CALLS,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> list[Answer]:
        """Return the answer to each set of parameters, in their order.

        ``at_once``: calls in one execute at most; ``meanwhile``: called now and then until all answers are there.
        """
        errands = [Errand(method, params, at_once) for params in many]
        self._desk.put(errands)
        try:
            self._see_through(errands, meanwhile)
        finally:
            self._desk.withdraw(errands)
            if not self._desk.demand():
                self._books.settle()
        return [errand.result() for errand in errands]

    def left_today(self, method: str) -> int | None:
        """Return how many calls of the method all tokens may still make today; None if none of them works at all."""
        self._books.keep(Counter())
        rests = [(token, token.standing.rest_of(method)) for token in self.credentials]
        working = [(token, rest) for token, rest in rests if rest is None or rest.reason in OF_ONE_METHOD]
        if not working:
            return None
        today = timezone.localdate()
        return sum(ledger.left(token.key, method, today) for token, rest in working if not _used_up(rest, today))

    def close(self) -> None:
        for token in self.credentials:
            token.close()

    def _see_through(self, errands: Sequence[Errand], meanwhile: Callable[[], object]) -> None:
        while True:
            meanwhile()
            seen = self._desk.changes
            if all(errand.done for errand in errands):
                return
            self._books.keep(self._desk.demand())
            self._release_held()
            self._answer_hopeless()
            self._start_lines()
            self._desk.wait(errands, seen, TICK)

    def _start_lines(self) -> None:
        for token in self.credentials:
            for _ in range(self._desk.hire(token.key, token.connections, self._portions(token))):
                token.lines.submit(self._line, token)

    def _portions(self, token: Credential) -> int:
        """Return how many requests the token could make of what lies on the desk."""
        waiting = {method: min(calls, token.standing.room(method)) for method, calls in self._desk.demand().items()}
        return sum(-(-calls // token.calls_in_one) for calls in waiting.values())

    def _line(self, token: Credential) -> None:
        """Make calls on one connection until there are none for this token."""
        asking = Asking(token, partial(self._books.rest, token))
        take = partial(self._desk.take, token.key, token.calls_in_one, token.standing.room, token.standing.spend)
        while portion := take():
            try:
                self._deliver(token, portion, asking.make(portion))
            except Exception as failure:  # noqa: BLE001 — raised where the calls were asked for
                self._books.probed(token, portion[0].method, failure)
                for errand in portion:
                    errand.failure = failure
            self._desk.tell()

    def _deliver(self, token: Credential, portion: Sequence[Errand], answers: Sequence) -> None:
        undone = []
        with token.answering:
            for errand, answer in zip(portion, answers, strict=True):
                self._books.probed(token, errand.method, answer)
                if isinstance(answer, errors.TokenDone):
                    token.standing.unspend(errand.method, 1)
                    undone.append(errand)
                elif not _doubtful(errand, answer):
                    self._finish(token, errand, answer)
                elif token.standing.rest_of(errand.method):
                    undone.append(errand)  # of those that were under way when the breaker tripped
                else:
                    token.breaker.hold((errand, answer))
            undone += self._judge(token)
        self._desk.put_back(undone)

    def _finish(self, token: Credential, errand: Errand, answer) -> None:
        errand.answer = Answer(answer, token.kind)
        if errand.method in METHODS and not isinstance(answer, errors.VkError):
            token.breaker.good()

    def _judge(self, token: Credential) -> list[Errand]:
        """Decide on the refusals held back; return those that another token shall decide on."""
        if not token.breaker.tripped:
            _settle(token, token.breaker.decided())
            return []
        held = token.breaker.give_up()
        last = held[-1][1] if held else ""
        self._books.rest(token, errors.Outbreak(f"ВКонтакте отказывает почти в каждой стене подряд. {last}"), "")
        return [errand for errand, _ in held]

    def _release_held(self) -> None:
        """Let refusals be facts where no further answers will come to tell."""
        for token in self.credentials:
            with token.answering:
                if self._desk.idle(token.key) and not self._portions(token):
                    _settle(token, token.breaker.give_up())

    def _answer_hopeless(self) -> None:
        """Answer calls that no token will make, and say why."""
        standings = [token.standing for token in self.credentials]
        for method, errands in self._desk.methods().items():
            if not any(one.hopes(method) for one in standings):
                why = Answer(nobody(standings, method))
                self._desk.withdraw(errands)
                for errand in errands:
                    errand.answer = why
                self._desk.tell()


def _used_up(rest: Rest | None, today: date) -> bool:
    """Tell whether VK has called the day's calls used up. Of a later day a call asks, so calls are planned for it."""
    if rest is None or rest.reason != Reason.QUOTA or rest.until is None:
        return False
    return timezone.localdate(rest.until) > today


def _doubtful(errand: Errand, answer) -> bool:
    return errand.method in METHODS and isinstance(answer, errors.Refused) and answer.doubtful


def _settle(token: Credential, refusals: Sequence[tuple[Errand, errors.Refused]]) -> None:
    for errand, refusal in refusals:
        errand.answer = Answer(refusal, token.kind)
