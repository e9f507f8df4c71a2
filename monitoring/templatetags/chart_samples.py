"""Invented charts for the sign-in page and for the kit."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

from monitoring import charts

register = template.Library()

MONDAY = datetime(2026, 11, 9, tzinfo=timezone.get_default_timezone())
SUNDAY_END = MONDAY + timedelta(days=7)


def _at(day: int, hour: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def _even() -> charts.WeekStrip:
    beats = [charts.Beat(_at(day, hour), counted=True) for day, hour in ((0, 11), (2, 12), (4, 8), (6, 10))]
    return charts.week_strip(MONDAY, SUNDAY_END, beats)


def _burst() -> charts.WeekStrip:
    beats = [charts.Beat(_at(0, hour), counted=True) for hour in (4, 9, 14, 19, 24)]
    return charts.week_strip(MONDAY, SUNDAY_END, beats, [charts.Silence(_at(1, 6), _at(9, 0))])


def _gap() -> charts.WeekStrip:
    posts = ((4, 9.25, True), (4, 15, False), (5, 11.3, True), (5, 17.75, False), (6, 12.1, True), (6, 18.5, False))
    beats = [charts.Beat(_at(day, hour), counted) for day, hour, counted in posts]
    return charts.week_strip(MONDAY, SUNDAY_END, beats, [charts.Silence(_at(-5, 12.5), _at(4, 9.25))])


STRIPS = {"even": _even, "burst": _burst, "gap": _gap}


@register.simple_tag
def sample_strip(kind: str) -> charts.WeekStrip:
    return STRIPS[kind]()


@register.simple_tag
def sample_lines() -> charts.LineChart:
    labels = [f"{MONDAY - timedelta(weeks=n):%d.%m}" for n in reversed(range(12))]
    series = [
        charts.Series("флагманские", (58, 61, 60, 64, 66, 65, 69, 67, 70, 62, 69, 74)),
        charts.Series("активные", (49, 52, 55, 56, 58, 60, 61, 63, 63, 55, 62, 65)),
        charts.Series("визитки", (76, 77, 76, 78, 78, 79, 79, 80, 80, 79, 80, 79)),
    ]
    return charts.line_chart(series, labels, marks={9: "осенние каникулы"})


@register.simple_tag
def sample_score() -> charts.LineChart:
    labels = [f"{MONDAY - timedelta(weeks=n):%d.%m}" for n in reversed(range(12))]
    values = (78, 81, 80, 84, None, 85, 88, 86, 84, 90, 87, 63)
    return charts.line_chart([charts.Series("", values)], labels, height=120)


@register.simple_tag
def sample_calendar() -> tuple[charts.CalendarWeek, ...]:
    last = MONDAY.date()
    days = [last + timedelta(days=6 - n) for n in range(26 * 7)]
    silences = [(date(2026, 7, 9), date(2026, 7, 21)), (date(2026, 11, 4), date(2026, 11, 12))]
    counts = {day: (day.toordinal() * 7 % 5) // 2 for day in days if day.weekday() < 6}
    quiet = {day for first, end in silences for day in days if first <= day <= end}
    outcomes = {last - timedelta(weeks=n): "fail" if n in (0, 1, 16) else "pass" for n in range(26)}
    outcomes[last - timedelta(weeks=17)] = "waived"
    return charts.calendar(last, {d: n for d, n in counts.items() if d not in quiet}, silences, outcomes)
