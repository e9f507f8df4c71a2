"""Charts as SVG: geometry from monitoring/charts.py, words from here, drawing in templates/monitoring/charts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring import charts
from registry.templatetags.portal import STATUSES, clock, day_month, duration, moment, number, until, week

register = template.Library()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """The table behind a chart: names of its columns, and (name, cells) of each row."""

    title: str
    head: list[str]
    rows: list[tuple[str, list[str]]]


@register.inclusion_tag("monitoring/charts/_bar.html")
def bar(value: float, total: float = 100, tick: float | None = None, label: str = "", height: int = 10) -> dict:
    """Draw a value of a total; ``tick`` is last week's value. ``label`` says it in words."""
    drawn = charts.bar(value, total, tick)
    said = label or _("%(value)s из %(total)s") % {"value": number(value), "total": number(total)}
    if tick is not None and not label:
        said += ", " + _("неделей раньше %(tick)s") % {"tick": number(tick)}
    return {"bar": drawn, "label": said, "height": height, "tick_height": height + 6}


@register.inclusion_tag("monitoring/charts/_share_bar.html")
def share_bar(parts: list[tuple[str, int]]) -> dict:
    """Draw (status, count) pairs side by side."""
    segments = charts.share_bar(parts)
    said = ", ".join(f"{STATUSES[part.kind]}: {number(part.value)}" for part in segments)
    return {"segments": segments, "label": said}


@register.inclusion_tag("monitoring/charts/_ranking_bar.html")
def ranking_bar(fails: int, warns: int, maximum: int) -> dict:
    """Draw how many fail (solid) and are remarked on (outlined); ``maximum`` is the longest row's sum."""
    said = _("не выполнено: %(fails)s, замечаний: %(warns)s") % {"fails": number(fails), "warns": number(warns)}
    return {"bar": charts.ranking_bar(fails or 0, warns or 0, maximum), "label": said}


@register.inclusion_tag("monitoring/charts/_line_chart.html")
def line_chart(chart: charts.LineChart, title: str, unit: str = "") -> dict:
    """Draw lines told by weight and dash, named at their ends."""
    figures = _figures_of_lines(chart, title, unit)
    return {"chart": chart, "title": title, "unit": unit, "label": describe_lines(chart, unit), "figures": figures}


def _figures_of_lines(chart: charts.LineChart, title: str, unit: str) -> Figures:
    weeks = [(column.text, [line.values[place] for line in chart.lines]) for place, column in enumerate(chart.columns)]
    rows = [(name, ["–" if one is None else f"{number(one)}{unit}" for one in values]) for name, values in weeks]
    return Figures(title, [_("Неделя"), *(line.name or title for line in chart.lines)], rows)


def describe_lines(chart: charts.LineChart, unit: str) -> str:
    """Return the chart in one sentence: from where each line came and where it is."""
    if not chart.lines:
        return _("Данных пока нет.")
    sentence = "; ".join(
        (f"{line.name}: " if line.name else "")
        + _("с %(first)s до %(last)s") % {"first": number(line.first), "last": f"{number(line.last)}{unit}"}
        for line in chart.lines
    )
    return _("С %(from)s по %(to)s — %(lines)s.") % {
        "from": chart.columns[0].text,
        "to": chart.columns[-1].text,
        "lines": sentence,
    }


@register.inclusion_tag("monitoring/charts/_week_strip.html")
def week_strip(strip: charts.WeekStrip, labelled: bool = True) -> dict:
    """Draw the rhythm of a week; without labels it is an illustration of a rule."""
    bands = [(band, _pill(band)) for band in strip.bands]
    label = describe_strip(strip)
    figures = _figures_of_strip(strip, label)
    return {"strip": strip, "bands": bands, "labelled": labelled, "label": label, "figures": figures}


def _figures_of_strip(strip: charts.WeekStrip, title: str) -> Figures:
    head = [_("День"), _("Засчитаны"), _("Не засчитаны"), *([_("Перерыв")] if strip.bands else [])]
    return Figures(title, head, [(_day_name(day), _figures_of_day(strip, day)) for _x, day in strip.days])


def _day_name(day: datetime) -> str:
    return f"{date_format(localtime(day), 'D').lower()[:2]}, {day_month(day)}"


def _figures_of_day(strip: charts.WeekStrip, day: datetime) -> list[str]:
    posts = [bar for bar in strip.bars if day <= bar.at < day + DAY]
    times = [", ".join(clock(bar.at) for bar in posts if bar.counted == counted) or "–" for counted in (True, False)]
    silent = [_silent_part(band.silence, day, strip.starts) for band in strip.bands]
    return [*times, *([", ".join(filter(None, silent)) or "–"] if strip.bands else [])]


def _silent_part(gap: charts.Silence, day: datetime, first: datetime) -> str:
    """Return what of a day a silence takes, its length on the first day that shows it; else nothing."""
    if not (gap.starts < day + DAY and day < gap.ends):
        return ""
    if gap.starts >= day or day == first:
        told = {"duration": duration(gap.ends - gap.starts), "moment": moment(gap.starts)}
        return _("с %(moment)s, всего %(duration)s") % told
    return _("до %(time)s") % {"time": clock(gap.ends)} if gap.ends < day + DAY else _("весь день")


def _pill(band: charts.StripBand) -> dict:
    """Return the pill on a silence: its text, its width in pixels, and where there is room for it."""
    text = _("%(duration)s без постов") % {"duration": duration(band.silence.ends - band.silence.starts)}
    return {"text": text, "width": round(len(text) * 7.3) + 24, "fits": band.width > 20, "wide": band.width <= 46}


def describe_strip(strip: charts.WeekStrip) -> str:
    """Return the strip in one sentence."""
    said = [
        _("%(week)s: засчитано %(n)s") % {"week": week(strip.starts.date()), "n": strip.counted},
        ngettext("не засчитан %(n)s пост", "не засчитано %(n)s постов", strip.not_counted) % {"n": strip.not_counted},
    ]
    said += [
        _("перерыв %(duration)s, с %(moment)s")
        % {"duration": duration(gap.ends - gap.starts), "moment": moment(gap.starts)}
        for gap in (band.silence for band in strip.bands)
    ]
    return ", ".join(said) + "."


@register.inclusion_tag("monitoring/charts/_calendar.html")
def calendar(weeks: tuple[charts.CalendarWeek, ...]) -> dict:
    """Show weeks of days with the number of posts, hatched silences and the week's verdict."""
    names = [date_format(day.day, "D").lower()[:2] for day in weeks[0].days]
    label = describe_calendar(weeks)
    return {"weeks": weeks, "names": names, "label": label, "figures": _figures_of_days(weeks, names, label)}


def _figures_of_days(weeks: tuple[charts.CalendarWeek, ...], names: list[str], title: str) -> Figures:
    head = [_("Неделя"), *names, _("Всего"), _("Итог")]
    return Figures(title, head, [(week(one.monday), _figures_of_week(one)) for one in weeks])


def _figures_of_week(one: charts.CalendarWeek) -> list[str]:
    days = ["" if day.ahead else number(day.count) for day in one.days]
    return [*days, number(sum(day.count for day in one.days)), str(STATUSES.get(one.outcome, "")) or "–"]


def describe_calendar(weeks: tuple[charts.CalendarWeek, ...]) -> str:
    """Return the calendar in one sentence."""
    total = sum(day.count for one in weeks for day in one.days)
    silent = sum(day.silent for one in weeks for day in one.days)
    return _("Посты по дням, %(period)s: всего %(total)s, дней в долгих перерывах %(silent)s.") % {
        "period": until(weeks[0].monday, weeks[-1].days[-1].day),
        "total": number(total),
        "silent": number(silent),
    }
