"""Weeks as the letter means them: Monday 00:00 to the next Monday 00:00 in the region's time zone. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, told by its Monday."""

    monday: date

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> "Week":
        """Return the week that holds an aware moment, by the region's calendar."""
        return cls.holding(moment.astimezone(zone).date())

    @classmethod
    def holding(cls, day: date) -> "Week":
        """Return the week that holds a day."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read «2026-W46». Raises ValueError for anything else."""
        try:
            year, number = re.fullmatch(r"([1-9]\d{3})-W(\d{2})", text, re.ASCII).groups()  # type: ignore[union-attr]
            return cls(date.fromisocalendar(int(year), int(number), 1))
        except (AttributeError, ValueError):
            raise ValueError(f"«{text}» — не неделя: нужно вида 2026-W46") from None

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def shift(self, weeks: int) -> "Week":
        """Return the week that lies so many weeks later (earlier, if negative)."""
        return Week(self.monday + timedelta(weeks=weeks))

    def starts(self, zone: tzinfo) -> datetime:
        """Return the first moment of the week."""
        return datetime.combine(self.monday, time.min, zone)

    def ends(self, zone: tzinfo) -> datetime:
        """Return the first moment after the week."""
        return self.shift(1).starts(zone)
