"""Silences between community posts, and the moments at which they become too long. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
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
    posts = _posts(facts)
    moments = _moments(posts, facts)
    exempt = tuple(exempt_spans(facts, "gaps")) if facts.exemptions else ()
    begin, ends = facts.bounds[0], moments[1:]
    return [
        Silence(before, after, since, until, _length(since, until, exempt) if exempt else until - since, exempt)
        for before, after, since, until in zip(posts, (*posts[1:], None), moments[:-1], ends, strict=True)
        if until >= begin
    ]


def longest(facts: WeekFacts) -> Silence:
    """Return the longest silence that touches the week, the earliest of equals; something must have been published.

    Nearly every week has no exempt hours and no silence that is too long: then only this one is built.
    """
    if facts.exemptions:
        return max(silences(facts), key=_LENGTH)
    posts = _posts(facts)
    moments = _moments(posts, facts)
    lengths = [until - since for since, until in pairwise(moments)]
    length = max(lengths)
    place = lengths.index(length)
    after = posts[place + 1] if place + 1 < len(posts) else None
    return Silence(posts[place], after, moments[place], moments[place + 1], length)


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


def _posts(facts: WeekFacts) -> tuple[PostFact, ...]:
    """Return the week's posts and the last one before them: from no earlier one does a silence reach into the week."""
    posts = facts.publications
    return posts[max(0, len(posts) - len(facts.in_week) - 1) :]


def _moments(posts: Iterable[PostFact], facts: WeekFacts) -> list[datetime]:
    """Return when silences begin and end, in UTC: the moments of the posts, and the horizon."""
    dates = [post.date if post.date.tzinfo is UTC else post.date.astimezone(UTC) for post in posts]
    dates.append(facts.horizon)
    return dates


_LENGTH = attrgetter("length")


def _length(since: datetime, until: datetime, exempt: tuple[Span, ...]) -> timedelta:
    return until - since - exempt_time(exempt, since, until)
