"""Silences between community posts, and the moments at which they become too long. Pure."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from monitoring.facts import PostFact, WeekFacts

from .exemptions import Span, exempt_spans, exempt_time


class Silence(NamedTuple):
    """From a post to the next one, or to the horizon if none has come yet. ``length``: without the exempt hours."""

    before: PostFact
    after: PostFact | None
    since: datetime
    until: datetime
    length: timedelta
    exempt: tuple[Span, ...] = ()

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
    earlier = len(posts) - len(facts.in_week)
    # Of the posts before the week, only from the last one does a silence reach into it.
    posts = posts[max(0, earlier - 1) :]
    exempt = tuple(exempt_spans(facts, "gaps")) if facts.exemptions else ()
    moments = [post.date if post.date.tzinfo is UTC else post.date.astimezone(UTC) for post in posts]
    begin, ends = facts.bounds[0], [*moments[1:], facts.horizon]
    return [
        Silence(before, after, since, until, _length(since, until, exempt) if exempt else until - since, exempt)
        for before, after, since, until in zip(posts, (*posts[1:], None), moments, ends, strict=True)
        if until >= begin
    ]


def too_long_in(silence: Silence, limit: timedelta, facts: WeekFacts) -> bool:
    """Tell whether the week answers for a silence: it became too long then, or the week passed in it.

    So one silence is charged to the week in which it became too long and to each silent week after it, never to
    the week in which the school took up its work again.
    """
    moment, (starts, ends) = silence.reaches(limit), facts.bounds
    became = starts <= moment <= silence.until and moment < ends
    lasted = not facts.in_week and silence.after is None and silence.length >= limit
    return became or lasted


def charged_before(silence: Silence, limit: timedelta, facts: WeekFacts) -> bool:
    """Tell whether an earlier week has answered for it and this one need not."""
    return silence.reaches(limit) < facts.bounds[0] and not too_long_in(silence, limit, facts)


def _length(since: datetime, until: datetime, exempt: tuple[Span, ...]) -> timedelta:
    return until - since - exempt_time(exempt, since, until)
