"""The columns of the table that a ministry sends out, and a matrix row as its cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from monitoring.facts import Outcome
from monitoring.models import Status
from registry.models import Category

from . import wording
from .queries.matrix import Row, in_order


@dataclass(frozen=True)
class Column:
    """``width``: in characters, as spreadsheets count."""

    title: str | Promise
    width: int


COLUMNS = (
    Column(gettext_lazy("№ п/п"), 6),
    Column(gettext_lazy("Район"), 24),
    Column(gettext_lazy("Организация"), 40),
    Column(gettext_lazy("Категория"), 14),
    Column(gettext_lazy("Ссылка"), 28),
    Column(gettext_lazy("Собственных постов за неделю"), 14),
    Column(gettext_lazy("Норматив"), 10),
    Column(gettext_lazy("Самый большой перерыв, дней"), 13),
    Column(gettext_lazy("Комментарии"), 18),
    Column(gettext_lazy("Обложка"), 18),
    Column(gettext_lazy("Аватар"), 18),
    Column(gettext_lazy("Описание"), 18),
    Column(gettext_lazy("Госметка"), 14),
    Column(gettext_lazy("QR размещено"), 11),
    Column(gettext_lazy("Итог"), 18),
    Column(gettext_lazy("Балл"), 8),
    Column(gettext_lazy("Что исправить"), 60),
    Column(gettext_lazy("Проверить"), 12),
)
IN_WORDS = ("comments_open", "cover", "avatar", "description", "state_mark")
TO_MEND = (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN)


class Link(str):
    """An address that a spreadsheet may open."""

    @property
    def shown(self) -> str:
        return self.removeprefix("https://")


def cells(row: Row, number: int) -> list[int | float | str]:
    """Return the cells of the row that stands at this place: numbers as numbers, what is unknown as empty text."""
    language = get_language()
    return [
        number,
        row.district_name,
        row.full_name,
        _named(language, _category, row.category) if row.category else "",
        Link(row.url) if row.url else shared_public(row),
        _or_empty(row.counted),
        _or_empty(row.quota),
        _longest_gap(row),
        *(_in_words(row, rule, language) for rule in IN_WORDS),
        row.qr_placed,
        _named(language, _status, row.status),
        _or_empty(row.score),
        "\n".join(to_mend(row)),
        _("да") if row.needs_check else "",
    ]


def shared_public(row: Row) -> str:
    """Say which public it keeps together with another institution; empty where it has one of its own, or none."""
    return _("общий паблик %(link)s") % {"link": row.shared_link} if row.shared_link else ""


def to_mend(row: Row, outcomes: tuple[Outcome, ...] = TO_MEND) -> Iterator[str]:
    """Yield what is to be done about verdicts of these outcomes, requirements first.

    What several rules ask for is said once, with their names.
    """
    if row.status == Status.NO_PUBLIC:
        yield _("Создайте паблик и сообщите министерству его адрес.")
    asking: dict[str, list[str]] = {}
    verdicts, language = in_order(row.verdicts), get_language()
    for outcome in outcomes:
        for rule, verdict in verdicts:
            if verdict["outcome"] == outcome and (advice := _told(wording.what_to_do, rule, verdict, language)):
                asking.setdefault(advice, []).append(_named(language, wording.rule_name, rule))
    yield from (f"{', '.join(names)}: {advice}" for advice, names in asking.items())


def _told(say: Callable[[str, dict], str], rule: str, verdict: dict, language: str | None) -> str:
    """Put a verdict into words. Thousands of rows say the same few dozen things: each is worded once."""
    figures = tuple(verdict["figures"].items())
    known = (verdict["outcome"], verdict["reason"], verdict["value"], verdict["threshold"])
    try:
        return _worded(language, say, rule, known, figures)
    except TypeError:
        # A figure that is a list cannot be looked up.
        return say(rule, verdict)


@lru_cache(maxsize=4096)
def _worded(_language: str | None, say: Callable[[str, dict], str], rule: str, known: tuple, figures: tuple) -> str:
    names = ("outcome", "reason", "value", "threshold")
    return say(rule, {**dict(zip(names, known, strict=True)), "figures": dict(figures), "evidence": ()})


@lru_cache(maxsize=1024)
def _named(_language: str | None, say: Callable[[str], str], value: str) -> str:
    return say(value)


def _category(value: str) -> str:
    return str(Category(value).label)


def _status(value: str) -> str:
    return str(Status(value).label)


def _or_empty(value: int | float | None) -> int | float | str:
    return "" if value is None else value


def _longest_gap(row: Row) -> float | str:
    """Return days to one place, cut and not rounded: a silence of 6.99 days has not reached seven."""
    hours = row.verdicts.get("gaps", {}).get("value")
    return floor(hours / 24 * 10) / 10 if isinstance(hours, int | float) else ""


def _in_words(row: Row, rule: str, language: str | None) -> str:
    """Return a verdict's fact, with its name unless it is fulfilled: «есть», «1 000 px (замечание)»."""
    verdict = row.verdicts.get(rule)
    if not verdict:
        return ""
    outcome = _named(language, wording.outcome_name, verdict["outcome"])
    fact = _told(wording.short_fact, rule, verdict, language)
    if verdict["outcome"] == Outcome.PASS:
        return fact
    return f"{fact} ({outcome})" if fact else outcome
