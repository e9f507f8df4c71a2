"""Tells a token that VK refuses everything from communities that are really closed. Pure.

A refusal is held back until the token's next answers tell what it was: where most of WINDOW answers in a row are
refusals, the token is at fault and none of them says anything about a community; otherwise it is a fact.
"""

from collections import deque
from collections.abc import Hashable

# Of 3,000 schools a few in a hundred have their walls closed: eleven of twenty in a row are no chance.
WINDOW = 20
METHODS = frozenset({"wall.get"})


class Breaker:
    """The latest answers of one token, and the refusals among them that are not decided yet."""

    def __init__(self) -> None:
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._held: deque[tuple[int, Hashable]] = deque()
        self._seen = 0

    @property
    def tripped(self) -> bool:
        """Tell whether most of the last answers were refusals."""
        return len(self._recent) == WINDOW and sum(self._recent) * 2 > WINDOW

    def good(self) -> None:
        """Note an answer that shows the token at work."""
        self._note(False)

    def hold(self, refusal: Hashable) -> None:
        """Note a refusal and keep it until it is decided."""
        self._note(True)
        self._held.append((self._seen, refusal))

    def decided(self) -> list:
        """Give out the refusals that enough answers have followed: they are facts."""
        ready = []
        while self._held and self._seen - self._held[0][0] >= WINDOW - 1:
            ready.append(self._held.popleft()[1])
        return ready

    def give_up(self) -> list:
        """Give out all that is held: no more answers will come, or the token is at fault and begins anew."""
        held = [refusal for _, refusal in self._held]
        self._held.clear()
        if self.tripped:
            self._recent.clear()
        return held

    def _note(self, refused: bool) -> None:
        self._recent.append(refused)
        self._seen += 1
