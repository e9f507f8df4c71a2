"""Silences between community posts, and the moments at which they become too long. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitoring.facts import PostFact, WeekFacts

from .exemptions import Span, exempt_spans, exempt_time


@dataclass(frozen=True)
class Silence:
    """From a post to the next one, or to the horizon if none has come yet."""

    before: PostFact
    after: PostFact | None
    since: datetime
    until: datetime
    exempt: tuple[Span, ...] = ()

    @property
    def length(self) -> timedelta:
        """Return how long it was without the exempt hours."""
        return self.until - self.since - exempt_time(list(self.exempt), self.since, self.until)

    def reaches(self, limit: timedelta) -> datetime:
        """Return the first moment at which it would have lasted so long, were it not ended."""
        moment = self.since + limit
        for starts, ends in self.exempt:
            if ends > self.since and starts < moment:
                moment += ends - max(starts, self.since)
        return moment


def silences(facts: WeekFacts) -> list[Silence]:
    """Return the silences that touch the week, oldest first; empty if nothing was ever published."""
    posts = facts.publications
    exempt = tuple(exempt_spans(facts, "gaps"))
    pairs = zip(posts, (*posts[1:], None), strict=True)
    found = (_between(before, after, facts.horizon, exempt) for before, after in pairs)
    return [silence for silence in found if silence.until >= facts.starts]


def too_long_in(silence: Silence, limit: timedelta, facts: WeekFacts) -> bool:
    """Tell whether the week answers for a silence: it became too long then, or the week passed in it.

    So one silence is charged to the week in which it became too long and to each silent week after it, never to
    the week in which the school took up its work again.
    """
    moment = silence.reaches(limit)
    became = facts.starts <= moment <= silence.until and moment < facts.ends
    lasted = not facts.in_week and silence.after is None and silence.length >= limit
    return became or lasted


def charged_before(silence: Silence, limit: timedelta, facts: WeekFacts) -> bool:
    """Tell whether an earlier week has answered for it and this one need not."""
    return silence.reaches(limit) < facts.starts and not too_long_in(silence, limit, facts)


def _between(before: PostFact, after: PostFact | None, horizon: datetime, exempt: tuple[Span, ...]) -> Silence:
    until = after.date.astimezone(UTC) if after else horizon
    return Silence(before, after, before.date.astimezone(UTC), until, exempt)
