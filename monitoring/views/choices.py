"""The choices that a filter form offers, each with the address that takes it back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from monitoring import wording
from monitoring.facts import Outcome
from monitoring.filters import Filters
from monitoring.models import Status, WeekSummary
from monitoring.rules import RULES
from monitoring.weeks import Week
from registry.models import Category, District, InstitutionType
from registry.templatetags.portal import week as named

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """One select of the form; see templates/_filter.html."""

    name: str
    title: str
    value: str
    options: Options
    clear: str


def filter_fields(
    query: QueryDict, filters: Filters, types: Collection[str], districts: Iterable[District] | None
) -> list[Field]:
    """Return the form's selects. ``types``: those that the rows have; ``districts`` None: there is one only."""
    told = [
        ("category", _("Категория"), filters.category, [("", _("все")), *labels(Category)]),
        ("type", _("Тип"), filters.type, [("", _("все")), *_present(types, filters.type)]),
        ("rule", _("Правило"), filters.rule, [("", _("любое")), *_rules()]),
        ("verdict", _("Вердикт"), filters.verdict, [("", _any_verdict(filters)), *_verdicts()]),
        ("status", _("Статус"), filters.status, [("", _("любой")), *labels(Status)]),
        ("pace", _("Норма недели"), filters.pace, [("", _("любая")), *labels(WeekSummary.Pace)[1:]]),
        ("check", _("Отметка"), filters.check, [("", _("любая")), ("1", _("проверить"))]),
    ]
    if districts is not None:
        names = [(str(district.pk), district.name) for district in districts]
        told.insert(0, ("district", _("Район"), str(filters.district or ""), [("", _("все")), *names]))
    return [Field(name, title, value, options, without(query, name)) for name, title, value, options in told]


def week_field(query: QueryDict, weeks: Iterable[Week], against: Week | None) -> Field:
    """Return the select of the week that the shown one is held against."""
    options = [("", _("не сравнивать")), *((str(one), named(one.monday)) for one in weeks)]
    return Field("with", _("Сравнить с неделей"), str(against or ""), options, without(query, "with"))


def labels(choices) -> Options:
    """Return the values of Django's choices with their words."""
    return [(value, str(label).lower() if choices is Status else str(label)) for value, label in choices.choices]


def _present(types: Collection[str], chosen: str) -> Options:
    return [(value, label) for value, label in labels(InstitutionType) if value in types or value == chosen]


def _rules() -> Options:
    return [(rule.id, wording.rule_name(rule.id)) for rule in RULES]


def _verdicts() -> Options:
    return [(str(outcome), wording.outcome_name(outcome)) for outcome in Outcome]


def _any_verdict(filters: Filters) -> str:
    """A rule alone means that it is not fulfilled: who asks about covers asks whose cover to mend."""
    return _("не выполнено или замечание") if filters.rule else _("любой")


def without(query: QueryDict, name: str) -> str:
    """Return the address of the page with one choice taken back."""
    rest = query.copy()
    for gone in (name, "page"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}"
