"""How many sheets should hang and how many still have to be printed."""

from dataclasses import dataclass

MOST_COPIES = 50


@dataclass(frozen=True)
class Standing:
    """An institution against its type's quota. `places` None: as its head decides, which is not zero."""

    places: int | None
    placed: int
    zones: tuple[str, ...] = ()

    @property
    def at_discretion(self) -> bool:
        return self.places is None

    @property
    def missing(self) -> int:
        """Sheets still to be hung; none where nobody asks for a number."""
        return max((self.places or 0) - self.placed, 0)

    @property
    def hung(self) -> int:
        """Sheets that count towards the quota: the bar ends where the quota does."""
        return min(self.placed, self.places or 0)

    @property
    def copies(self) -> int:
        """How many to print now: what is missing, and a spare one when nothing is."""
        return min(max(self.missing, 1), MOST_COPIES)
