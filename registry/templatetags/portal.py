"""How facts look on a page: marks, figures, dates, navigation."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from registry import navigation as sections
from registry.accounts import second_factor

register = template.Library()

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

# The words of monitoring's outcomes and statuses: registry may not import that room, a test compares them.
VERDICTS = {
    "pass": gettext_lazy("выполнено"),
    "warn": gettext_lazy("замечание"),
    "fail": gettext_lazy("не выполнено"),
    "unknown": gettext_lazy("неизвестно"),
    "not_applicable": gettext_lazy("не применяется"),
    "waived": gettext_lazy("исключение"),
}
STATUSES = {
    "compliant": gettext_lazy("Соответствует"),
    "remarks": gettext_lazy("Есть замечания"),
    "issues": gettext_lazy("Нужно исправить"),
    "unclear": gettext_lazy("Нужна проверка"),
    "no_data": gettext_lazy("Нет данных"),
    "in_progress": gettext_lazy("Неделя идёт"),
    "no_public": gettext_lazy("Нет паблика"),
    "shared": gettext_lazy("Общий паблик"),
}
# Shapes hold in greyscale: each meaning has its own. They are drawn in templates/_symbols.html.
SHAPES = {
    "pass": "disc",
    "compliant": "disc",
    "warn": "triangle",
    "remarks": "triangle",
    "fail": "square",
    "issues": "square",
    "unknown": "question",
    "unclear": "question",
    "not_applicable": "dash",
    "waived": "shield",
    "no_data": "slashed",
    "no_public": "ring",
    "shared": "dash",
    "in_progress": "clock",
    "info": "clock",
}
LANGUAGE_MARKS = {"ru": "Рус", "tt": "Тат", "en": "Eng"}


# --- marks ----------------------------------------------------------------------------------------
@register.simple_tag
@lru_cache
def symbol(name: str) -> SafeString:
    """Draw a verdict's or status's symbol; the word beside it speaks to screen readers."""
    return format_html(
        '<svg class="symbol symbol-{}" viewBox="0 0 20 20" aria-hidden="true"><use href="#shape-{}"/></svg>',
        name,
        SHAPES[name],
    )


def _mark(css: str, name: str, word) -> SafeString:
    return format_html('<span class="{} is-{}">{}<span>{}</span></span>', css, name, symbol(name), word)


@register.simple_tag
def verdict(outcome: str, word: str = "") -> SafeString:
    """Return a verdict's symbol and word, or another word in its colour."""
    return _mark("verdict", outcome, word or VERDICTS[outcome])


@register.simple_tag
def status(name: str, word: str = "") -> SafeString:
    """Return a status as plain text, for tables."""
    return _mark("status", name, word or STATUSES[name])


@register.simple_tag
def status_pill(name: str, word: str = "") -> SafeString:
    """Return a status, or a verdict with its own word, as a pill for headings."""
    return _mark("pill", name, word or STATUSES[name])


@register.simple_tag
def cell(outcome: str, fact: str = "", label: str = "") -> SafeString:
    """Return a matrix cell: symbol and short fact; the verdict's name is for screen readers, the label for phones."""
    return _cell(outcome, fact, label, None, get_language())


@register.simple_tag
def cells(row: Iterable[tuple[str, str, str, tuple[str, str] | None]]) -> SafeString:
    """Return a row's cells at once: a template takes longer over hundreds of tags than the cells themselves.

    A cell's last part: outcome and fact of an earlier week, where they were others.
    """
    language = get_language()
    return SafeString("".join(_cell(*one, language) for one in row))


# «13 дней», «1 000 px»: no line of a cell ends in the middle of it.
SHORT_FACT = 9


# A matrix has hundreds of cells, and most of them say the same.
@lru_cache(maxsize=10_000)
def _cell(outcome: str, fact: str, label: str, was: tuple[str, str] | None, _language: str | None) -> SafeString:
    return format_html(
        '<td role="cell" class="cell cell-{}{}"><span class="cell-body">{}'
        '<span class="visually-hidden">{}. </span><span{}>{}{}</span></span>{}</td>',
        outcome,
        " cell-turned" if was else "",
        symbol(outcome),
        VERDICTS[outcome],
        SafeString(' class="cell-short"') if len(fact) <= SHORT_FACT else "",
        format_html('<span class="cell-label">{}: </span>', label) if label else "",
        fact,
        _cell_was(*was) if was else "",
    )


def _cell_was(outcome: str, fact: str) -> SafeString:
    return format_html(
        '<span class="cell-was">{} {}<span class="visually-hidden">{}. </span><span>{}</span></span>',
        _("было"),
        symbol(outcome),
        VERDICTS[outcome],
        fact,
    )


@register.simple_tag
def change(value: float | None, unit: str = "", good: str = "up") -> SafeString:
    """Return a change with its arrow: ↑3 п.п. ``good``: the direction that is welcome, «up» or «down»."""
    if not value or not round(value):
        return format_html('<span class="change change-none">{}</span>', "0" if value else number(value))
    rises = value > 0
    css = "up" if rises == (good == "up") else "down"
    said = _("больше на") if rises else _("меньше на")
    return format_html(
        '<span class="change change-{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{} </span>{}{}</span>',
        css,
        "↑" if rises else "↓",
        said,
        number(abs(round(value))),
        f"{NARROW_NBSP}{unit}" if unit else "",
    )


# --- figures --------------------------------------------------------------------------------------
@register.filter
def number(value: float | None, places: int = 0) -> str:
    """Write a number with narrow no-break spaces: 1 638. None is a dash."""
    if value is None:
        return "—"
    plain = f"{value:,.{places}f}".replace(",", NARROW_NBSP)
    return plain if not places else plain.replace(".", number_format(0.5, 1)[1])


@register.filter
def percent(value: float | None) -> str:
    """Write a percentage: 68 %. None is a dash."""
    return "—" if value is None else f"{number(value)}{NARROW_NBSP}%"


@register.filter
def signed(value: float | None) -> str:
    """Write a difference: +3, −1, 0."""
    if not value:
        return number(value)
    return ("+" if value > 0 else "−") + number(abs(value))


@register.filter
def posts(count: int) -> str:
    return ngettext("%(n)s пост", "%(n)s постов", count) % {"n": number(count)}


@register.filter
def publics(count: int) -> str:
    return ngettext("%(n)s паблик", "%(n)s пабликов", count) % {"n": number(count)}


@register.filter
def institutions(count: int) -> str:
    return ngettext("%(n)s организация", "%(n)s организаций", count) % {"n": number(count)}


@register.filter
def days(count: int) -> str:
    return ngettext("%(n)s день", "%(n)s дней", count) % {"n": number(count)}


@register.filter
def weeks(count: int) -> str:
    return ngettext("%(n)s неделя", "%(n)s недель", count) % {"n": number(count)}


@register.filter
def duration(length: timedelta) -> str:
    """Write a length of time: 8 сут 20 ч. Below an hour it says so."""
    full_days, hours = length.days, length.seconds // 3600
    parts = [
        _("%(n)s сут") % {"n": full_days} if full_days else "",
        _("%(n)s ч") % {"n": hours} if hours else "",
    ]
    return " ".join(part for part in parts if part).replace(" ", NBSP) or _("меньше часа")


# --- dates ----------------------------------------------------------------------------------------
@register.filter
def torn(address: str) -> SafeString:
    """Let a narrow column tear a long address at its underscores, and not in the middle of a word."""
    return mark_safe(escape(address).replace("_", "_<wbr>"))  # noqa: S308 — escaped just now


def _local(moment: date | datetime) -> date | datetime:
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


@register.filter
def day(moment: date | datetime | None) -> str:
    """Write a date: 5 мая 2023."""
    return "—" if moment is None else date_format(_local(moment), "j E Y").replace(" ", NBSP)


@register.filter
def day_month(moment: date | datetime | None) -> str:
    """Write a date of a year that goes without saying: 5 мая."""
    return "—" if moment is None else date_format(_local(moment), "j E").replace(" ", NBSP)


@register.filter
def clock(moment: datetime) -> str:
    """Write a time of the region: 04:12."""
    return date_format(_local(moment), "H:i")


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment: 20 ноября, 07:41."""
    return "—" if value is None else f"{day_month(value)}, {clock(value)}"


@register.filter
def until(first: date, last: date) -> str:
    """Write a period: 9–15 ноября, 29 декабря – 4 января."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_month(last)}"
    return f"{day_month(first)} – {day_month(last)}"


@register.filter
def week(monday: date) -> str:
    """Write the week of a Monday: 9–15 ноября."""
    return until(monday, monday + timedelta(days=6))


# --- the page around ------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def navigation(context) -> list[sections.Link]:
    """Return the reader's sections; nothing on pages without a reader."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password or not second_factor.suffices(request):
        return []
    view_name = request.resolver_match.view_name if request.resolver_match else ""
    return sections.navigation(user, view_name)


@register.simple_tag(takes_context=True)
def search_address(context) -> str:
    """Return the address of the search among publics, if the reader has one."""
    user = getattr(context.get("request"), "user", None)
    return sections.search_address(user) if user is not None and user.is_authenticated else ""


@register.simple_tag
def languages() -> list[tuple[str, str, str]]:
    """Return code, short mark and own name of each language; nothing to choose from if there is one."""
    offered = [(code, LANGUAGE_MARKS.get(code, code), str(name)) for code, name in settings.LANGUAGES]
    return offered if len(offered) > 1 else []


@register.inclusion_tag("_sort_header.html", takes_context=True)
def sort_header(context, title: str, key: str, css: str = "", first: str = ""):
    """Return a column's head that sorts by ``?sort=key`` and back by ``?sort=-key``.

    ``first`` is the direction of the first click, «-» for descending; the page number starts anew.
    """
    return {"title": title, "key": key, "css": css, **_sorting(context, key, first)}


@register.inclusion_tag("_sort_link.html", takes_context=True)
def sort_link(context, title: str, key: str, first: str = ""):
    """Return the same as a link of its own, for phones, where a table has no heads."""
    return {"title": title, **_sorting(context, key, first)}


def _sorting(context, key: str, first: str) -> dict:
    active = context["request"].GET.get("sort", context.get("sort", ""))
    ascending, descending = active == key, active == f"-{key}"
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if ascending or (not descending and first) else key
    return {"query": query.urlencode(), "ascending": ascending, "descending": descending}
