"""Where the marks of a chart stand. Pure geometry: no words, no colours, no Django.

Horizontal measures are per cent of the chart's width, vertical ones pixels: so a chart fills any column
while its letters keep their size.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


# --- bars -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Bar:
    """A filled share of a track, and where the mark of last week stands."""

    fill: float
    tick: float | None = None


def share(part: float, whole: float) -> float:
    """Return a part as per cent of a whole, within 0 and 100. Nothing is a share of nothing."""
    return round(min(max(part / whole, 0.0), 1.0) * 100, 2) if whole > 0 else 0.0


def bar(value: float, total: float, tick: float | None = None) -> Bar:
    return Bar(share(value, total), None if tick is None else share(tick, total))


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar. ``kind`` is a status or a verdict."""

    kind: str
    value: int
    x: float
    width: float


def share_bar(parts: Sequence[tuple[str, int]], least: float = 1.2) -> tuple[Segment, ...]:
    """Lay parts side by side. A part that is not nothing is never thinner than ``least`` per cent."""
    present = [(kind, value) for kind, value in parts if value > 0]
    total = sum(value for _, value in present)
    widths = [max(100 * value / total, least) for _, value in present]
    scale = 100 / sum(widths) if widths else 1
    segments, x = [], 0.0
    for (kind, value), width in zip(present, widths, strict=True):
        segments.append(Segment(kind, value, round(x, 2), round(width * scale, 2)))
        x += width * scale
    return tuple(segments)


@dataclass(frozen=True)
class RankingBar:
    """Fails first, warns behind them, on the scale of the longest bar."""

    fails: float
    warns: float


def ranking_bar(fails: int, warns: int, maximum: int) -> RankingBar:
    return RankingBar(share(fails, maximum), share(warns, maximum))


# --- lines ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Series:
    """Values in the order of the weeks; None where nothing is known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Line:
    """A series as drawn: paths in 1000 × height, its last point, and the height of its name."""

    name: str
    values: tuple[float | None, ...]
    paths: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    end_x: float
    end_y: float
    label_y: float

    @property
    def first(self) -> float:
        return next(value for value in self.values if value is not None)

    @property
    def last(self) -> float:
        return next(value for value in reversed(self.values) if value is not None)


@dataclass(frozen=True)
class Tick:
    """A label of a scale. ``minor`` ones are left out on a phone."""

    position: float
    text: str
    minor: bool = False


@dataclass(frozen=True)
class LineChart:
    height: int
    lines: tuple[Line, ...]
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    marks: tuple[Tick, ...]


def axis(values: Sequence[float], low: float | None = None, high: float | None = None) -> tuple[float, ...]:
    """Return the even values of a scale, at most six, that holds all values and stays within its bounds."""
    lowest, highest = min(values), max(values)
    step = next((s for s in STEPS if math.ceil(highest / s) - math.floor(lowest / s) <= 5), STEPS[-1])
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    if first == last:
        first, last = first - 1, last + 1
    ticks = [step * n for n in range(first, last + 1)]
    return tuple(t for t in ticks if (low is None or t >= low) and (high is None or t <= high))


def spread(positions: Sequence[float], gap: float) -> tuple[float, ...]:
    """Move positions apart to at least ``gap``, keeping their order and, as far as possible, their middle."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = {i: positions[i] for i in order}
    for before, after in pairwise(order):
        overlap = gap - (placed[after] - placed[before])
        if overlap > 0:
            placed[after] += overlap
    shift = sum(placed[i] - positions[i] for i in order) / (len(order) or 1)
    return tuple(round(placed[i] - shift, 1) for i in range(len(positions)))


def line_chart(
    series: Sequence[Series],
    labels: Sequence[str],
    marks: Mapping[int, str] | None = None,
    height: int = 240,
    bounds: tuple[float | None, float | None] = (0, 100),
) -> LineChart:
    """Return at most three lines over named columns. ``marks``: a column's number and what happened there.

    Raises ValueError for a fourth line or a series of another length than the labels.
    """
    if len(series) > 3:
        raise ValueError("a reader tells at most three lines apart")
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("a series has one value for each label")
    known = [value for one in series for value in one.values if value is not None]
    scale = axis(known, *bounds) if known else ()

    def y(value: float) -> float:
        return round((scale[-1] - value) / (scale[-1] - scale[0]) * height, 1)

    def x(index: int) -> float:
        return round(100 * index / max(len(labels) - 1, 1), 2)

    drawn = [one for one in series if any(value is not None for value in one.values)]
    ends = [next((i, v) for i, v in reversed(list(enumerate(one.values))) if v is not None) for one in drawn]
    label_heights = spread([y(value) for _, value in ends], 20)
    return LineChart(
        height=height,
        lines=tuple(
            _line(one, end, label_y, x, y) for one, end, label_y in zip(drawn, ends, label_heights, strict=True)
        ),
        rows=tuple(Tick(y(value), f"{value:g}") for value in scale),
        columns=tuple(Tick(x(i), text, _is_minor(i, len(labels))) for i, text in enumerate(labels)),
        marks=tuple(Tick(x(i), text) for i, text in (marks or {}).items()),
    )


def _is_minor(index: int, count: int) -> bool:
    """Keep four labels on a phone, counted from the last, which is the one that people look for."""
    return (count - 1 - index) % max(math.ceil((count - 1) / 3), 1) != 0


def _line(series: Series, end: tuple[int, float], label_y: float, x, y) -> Line:
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(series.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x(index), y(value)))
    return Line(
        name=series.name,
        values=series.values,
        paths=tuple(" ".join(f"{px * 10:g},{py:g}" for px, py in run) for run in runs if len(run) > 1),
        points=tuple(run[0] for run in runs if len(run) == 1),
        end_x=x(end[0]),
        end_y=y(end[1]),
        label_y=label_y,
    )


# --- the rhythm of a week -------------------------------------------------------------------------
@dataclass(frozen=True)
class Beat:
    """A post on the line of the week."""

    at: datetime
    counted: bool


@dataclass(frozen=True)
class Silence:
    """168 hours or more without a community post."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class StripBar:
    x: float
    counted: bool
    at: datetime
    # The row of its time below the line; None: no room for it.
    row: int | None
    on_phone: bool


@dataclass(frozen=True)
class StripBand:
    """A silence as far as the strip shows it. ``from_before`` and ``beyond``: it goes on over that edge."""

    x: float
    width: float
    silence: Silence
    from_before: bool
    beyond: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class WeekStrip:
    starts: datetime
    ends: datetime
    days: tuple[tuple[float, datetime], ...]
    bars: tuple[StripBar, ...]
    bands: tuple[StripBand, ...]

    @property
    def counted(self) -> int:
        return sum(bar.counted for bar in self.bars)

    @property
    def not_counted(self) -> int:
        return len(self.bars) - self.counted


# What is seen of the days before, if a silence came over from there.
LEAD = timedelta(hours=17)
# Room that a time of day takes below the line, per cent of the strip's width on a desk and on a phone.
TIME_ROOM, TIME_ROOM_PHONE = 5.6, 14.0
# Room of «← с 4 ноября, 12:30» under the left edge.
ORIGIN_ROOM, ORIGIN_ROOM_PHONE = 17.0, 45.0


def week_strip(starts: datetime, ends: datetime, beats: Sequence[Beat], silences: Sequence[Silence] = ()) -> WeekStrip:
    """Lay a week's posts and silences on a line from its first moment to its last."""
    came_over = any(silence.starts < starts for silence in silences)
    left = starts - LEAD if came_over else starts

    def x(moment: datetime) -> float:
        return share((moment - left).total_seconds(), (ends - left).total_seconds())

    number_of_days = round((ends - starts) / timedelta(days=1))
    days = [starts + timedelta(days=n) for n in range(number_of_days)]
    inside = sorted((beat for beat in beats if left <= beat.at < ends), key=lambda beat: beat.at)
    return WeekStrip(
        starts=starts,
        ends=ends,
        days=tuple((x(day), day) for day in days),
        bars=tuple(_bars([(x(beat.at), beat) for beat in inside], came_over)),
        bands=tuple(_band(s, left, ends, x) for s in silences if s.ends > left and s.starts < ends),
    )


def _bars(beats: list[tuple[float, Beat]], came_over: bool):
    taken = [ORIGIN_ROOM if came_over else -TIME_ROOM, -TIME_ROOM]
    taken_phone = ORIGIN_ROOM_PHONE if came_over else -TIME_ROOM_PHONE
    for x, beat in beats:
        row = next((n for n, last in enumerate(taken) if x - last >= TIME_ROOM), None)
        if row is not None:
            taken[row] = x
        on_phone = row == 0 and beat.counted and x - taken_phone >= TIME_ROOM_PHONE
        if on_phone:
            taken_phone = x
        yield StripBar(x, beat.counted, beat.at, row, on_phone)


def _band(silence: Silence, left: datetime, ends: datetime, x) -> StripBand:
    start = x(max(silence.starts, left))
    return StripBand(
        x=start,
        width=round(x(min(silence.ends, ends)) - start, 2),
        silence=silence,
        from_before=silence.starts < left,
        beyond=silence.ends > ends,
    )


# --- the calendar ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class CalendarDay:
    day: date
    count: int
    silent: bool
    ahead: bool


@dataclass(frozen=True)
class CalendarWeek:
    """``opens_month``: its month is written above it. ``older``: left out on a phone."""

    monday: date
    days: tuple[CalendarDay, ...]
    outcome: str
    opens_month: bool
    older: bool


def calendar(
    last_monday: date,
    counts: Mapping[date, int],
    silences: Sequence[tuple[date, date]] = (),
    outcomes: Mapping[date, str] | None = None,
    today: date | None = None,
    weeks: int = 26,
    on_phone: int = 13,
) -> tuple[CalendarWeek, ...]:
    """Return weeks of days, oldest first.

    ``silences``: first and last silent day of each gap; ``outcomes``: a Monday's verdict; days after ``today``
    are empty.
    """
    silent = {day for first, last in silences for day in _days(first, last)}
    mondays = [last_monday - timedelta(weeks=n) for n in reversed(range(weeks))]
    months = [monday.month for monday in mondays]
    return tuple(
        CalendarWeek(
            monday=monday,
            days=tuple(
                CalendarDay(day, counts.get(day, 0), day in silent, today is not None and day > today)
                for day in _days(monday, monday + timedelta(days=6))
            ),
            outcome=(outcomes or {}).get(monday, ""),
            # The first column may stand a week before the next month's: two names would touch.
            opens_month=months[i] != months[i - 1] if i else months[:3].count(months[0]) > 1,
            older=i < weeks - on_phone,
        )
        for i, monday in enumerate(mondays)
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
