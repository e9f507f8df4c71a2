"""A public's weeks as charts: the strip of one, the calendar of many, the line of the scores."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from monitoring import charts, clock
from monitoring.facts import Kind, WeekFacts
from monitoring.models import WeekSummary
from monitoring.rules.reasons import Reason

from .public import WEEKS, Story, posts_by_day

TREND_WEEKS = 12
# What a reader of the wall takes for the public's own voice; visitors and what is gone are not drawn.
DRAWN = (Kind.COMMUNITY, Kind.REPOST, Kind.AD)
TOO_LONG = (Reason.SILENCE, Reason.SILENCE_OPEN)


def strip(story: Story) -> charts.WeekStrip | None:
    """Return the rhythm of the shown week, None if nothing could be read of it."""
    facts, summary = story.facts, story.summary
    if facts is None or summary is None or facts.seen_at is None:
        return None
    beats = _beats(facts)
    if facts.unreachable and not beats:
        return None
    silences = [charts.Silence(since, until) for since, until, _ in _silences([summary])]
    return charts.week_strip(facts.starts, facts.ends, beats, silences)


def calendar(story: Story) -> tuple[charts.CalendarWeek, ...]:
    """Return the weeks that there are, the shown one last; none if none was judged."""
    if not story.weeks:
        return ()
    span = (story.week.monday - story.weeks[0].week).days // 7 + 1
    return charts.calendar(
        story.week.monday,
        posts_by_day(story),
        silences=[_silent_days(*silence) for silence in _silences(story.weeks)],
        outcomes={row.week: row.status for row in story.weeks},
        today=clock.today(),
        weeks=min(span, WEEKS),
    )


def trend(weeks: Sequence[WeekSummary], last: date) -> charts.LineChart | None:
    """Return the scores of up to twelve weeks, None if there are not two to compare."""
    scores = {row.week: row.score for row in weeks}
    mondays = [last - timedelta(weeks=back) for back in reversed(range(TREND_WEEKS))]
    known = [monday for monday in mondays if scores.get(monday) is not None]
    if len(known) < 2:
        return None
    shown = [monday for monday in mondays if known[0] <= monday <= known[-1]]
    series = charts.Series("", tuple(_whole(scores.get(monday)) for monday in shown))
    return charts.line_chart([series], [f"{monday:%d.%m}" for monday in shown], height=120)


def _whole(score: float | None) -> int | None:
    """Return a score as the page writes it; tenths would only stretch the scale."""
    return None if score is None else round(score)


def _beats(facts: WeekFacts) -> list[charts.Beat]:
    week = (post for post in facts.posts if facts.starts <= post.date < facts.ends and post.date <= facts.horizon)
    return [charts.Beat(post.date, post.counts) for post in week if post.kind in DRAWN]


def _silences(weeks: Iterable[WeekSummary]) -> list[tuple[datetime, datetime, bool]]:
    """Return (since, until, ended by a post) of the silences that weeks answer for."""
    verdicts = (row.verdicts.get("gaps", {}) for row in weeks)
    return [_silence(one["figures"], one["reason"]) for one in verdicts if one.get("reason") in TOO_LONG]


def _silence(figures: Mapping[str, str], reason: str) -> tuple[datetime, datetime, bool]:
    since, until = (datetime.fromisoformat(figures[name]) for name in ("since", "until"))
    return since, until, reason == Reason.SILENCE


def _silent_days(since: datetime, until: datetime, ended: bool) -> tuple[date, date]:
    """Return the first and last whole day without a post."""
    first = timezone.localtime(since, clock.zone()).date() + timedelta(days=1)
    last = timezone.localtime(until - timedelta.resolution, clock.zone()).date()
    return first, last - timedelta(days=1) if ended else last
