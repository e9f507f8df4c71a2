"""Calls on their way: put down by those who need answers, taken up by whichever token may make them."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import VkError


@dataclass(frozen=True)
class Answer:
    """What one call brought, and with which kind of token: the kind decides what VK's flags mean.

    ``heavy``: it shared an answer that was too large; who asked for it may ask for less next time.
    """

    value: dict | list | VkError
    kind: str = ""
    heavy: bool = False


@dataclass(eq=False)
class Errand:
    """One call. ``at_once``: it may share an execute with so many others at most."""

    method: str
    params: dict
    at_once: int
    answer: Answer | None = None
    failure: BaseException | None = None
    heavy: bool = False

    @property
    def done(self) -> bool:
        return self.answer is not None or self.failure is not None

    def result(self) -> Answer:
        """Return the answer; raise what is not VK's fault but the program's."""
        if self.failure is not None:
            raise self.failure
        assert self.answer is not None  # noqa: S101 — asked for only when done
        return replace(self.answer, heavy=self.heavy)


class Desk:
    """Errands that wait, oldest first, for the tokens of this process. Safe for threads."""

    def __init__(self) -> None:
        self._waiting: list[Errand] = []
        self._at_work: Counter[str] = Counter()
        self._changed = threading.Condition()
        self.changes = 0

    def put(self, errands: Iterable[Errand]) -> None:
        with self._changed:
            self._waiting.extend(errands)

    def put_back(self, errands: Sequence[Errand]) -> None:
        """Put what a token could not make before all others."""
        with self._changed:
            self._waiting[:0] = errands
            self._tell()

    def withdraw(self, errands: Sequence[Errand]) -> None:
        """Take errands away that nobody needs any more."""
        gone = set(errands)
        with self._changed:
            self._waiting = [errand for errand in self._waiting if errand not in gone]

    def demand(self) -> Counter[str]:
        """Return how many calls of each method wait."""
        with self._changed:
            return Counter(errand.method for errand in self._waiting)

    def methods(self) -> dict[str, list[Errand]]:
        """Return the waiting errands by method."""
        with self._changed:
            found: dict[str, list[Errand]] = {}
            for errand in self._waiting:
                found.setdefault(errand.method, []).append(errand)
            return found

    def hire(self, key: str, most: int, needed: int) -> int:
        """Return how many more lines of a token should begin, so that at most ``most`` are at work."""
        with self._changed:
            new = max(0, min(most - self._at_work[key], needed))
            self._at_work[key] += new
            return new

    def idle(self, key: str) -> bool:
        """Tell whether the token makes no call now."""
        with self._changed:
            return not self._at_work[key]

    def take(self, key: str, most: int, room: Callable[[str], int], spend: Callable[[str, int], Any]) -> list[Errand]:
        """Take calls of one method, at most ``most`` and as many as there is room for; none sends the line home."""
        with self._changed:
            portion = self._portion(most, room)
            if not portion:
                self._at_work[key] -= 1
                self._tell()
                return []
            spend(portion[0].method, len(portion))
            taken = set(portion)
            self._waiting = [errand for errand in self._waiting if errand not in taken]
            return portion

    def _portion(self, most: int, room: Callable[[str], int]) -> list[Errand]:
        portion: list[Errand] = []
        limit = 0
        for errand in self._waiting:
            if not portion:
                limit = min(most, errand.at_once, room(errand.method))
                if limit < 1:
                    continue
            elif errand.method != portion[0].method:
                continue
            limit = min(limit, errand.at_once)
            if len(portion) >= limit:
                break
            portion.append(errand)
        return portion

    def wait(self, errands: Sequence[Errand], seen: int, seconds: float) -> None:
        """Sleep until the errands are done, or there is something to see to: other ``changes`` than those seen."""
        with self._changed:
            self._changed.wait_for(lambda: self.changes != seen or all(one.done for one in errands), seconds)

    def tell(self) -> None:
        """Wake those whose errands are done. The others sleep on: a dozen that look about cost more than the calls."""
        with self._changed:
            self._changed.notify_all()

    def _tell(self) -> None:
        self.changes += 1
        self._changed.notify_all()
