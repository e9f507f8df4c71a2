"""A draft of a rule set, value by value: thresholds and severities of each rule for each category."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from monitoring import clock, rule_values, wording
from monitoring.models import RuleSet
from monitoring.rule_values import ASKED, EXEMPTION_DAYS, WEIGHTS, Kind, Value
from monitoring.rules import RULES
from monitoring.rules.demands import DEMANDS
from monitoring.rules.reading import CATEGORIES, problems_in
from monitoring.wording.values import SEVERITIES, place, value_name
from registry.models import Category
from registry.templatetags.portal import day

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MONDAY_ERROR = _("Правила меняются с понедельника: неделя проверяется по одним правилам. Ближайший — %(day)s.")


@dataclass(frozen=True)
class Line:
    """One value of a rule over the categories."""

    name: str
    fields: list[BoundField]


@dataclass(frozen=True)
class Block:
    """One rule of the form."""

    rule: str
    name: str
    paragraph: str
    asked: list[BoundField]
    lines: list[Line]
    weight: BoundField


class RuleSetForm(forms.Form):
    name = forms.CharField(
        label=_("Название"),
        max_length=200,
        help_text=_("Коротко: как эту редакцию будут называть."),
        error_messages={"required": _("Назовите редакцию, чтобы её отличали от прежних.")},
    )
    decision = forms.CharField(
        label=_("Решение министерства"),
        max_length=300,
        help_text=_("Вид документа, дата и номер. Без решения правила не меняются."),
        error_messages={"required": _("Укажите решение министерства: дату и номер документа.")},
    )
    valid_from = forms.DateField(
        label=_("Действует с понедельника"),
        widget=DATE,
        error_messages={
            "required": _("Укажите понедельник, с которого действует редакция."),
            "invalid": _("Укажите дату, например 30.11.2026."),
        },
    )

    def __init__(self, base: Mapping[str, Any], data=None, *, initial=None, editing: RuleSet | None = None):
        """``base``: the values that the form begins with; ``editing``: the rule set, not yet in force, to change."""
        self.base, self.editing = base, editing
        super().__init__(data, initial={**_initial(base), **(initial or {})}, label_suffix="")
        self.fields |= dict(_fields())

    def clean_valid_from(self) -> date:
        chosen, today = self.cleaned_data["valid_from"], clock.today()
        if chosen.weekday() or chosen < today:
            nearest = clock.next_monday()
            raise forms.ValidationError(MONDAY_ERROR, params={"day": day(nearest)}, code="not_a_monday")
        others = RuleSet.objects.standing().filter(valid_from=chosen)
        if other := others.exclude(pk=self.editing.pk if self.editing else None).first():
            said = _("С этого дня уже действует «%(name)s». Выберите другой понедельник.")
            raise forms.ValidationError(said, params={"name": other.name}, code="taken")
        return chosen

    def clean(self) -> None:
        for path, problem in ((one.path, one) for one in problems_in(self.values)):
            if path in self.fields and not self.has_error(path):
                self.add_error(path, wording.PROBLEMS[problem.reason])
        if not any(self.values["rules"].values()):
            self.add_error(None, _("Оставьте хотя бы одно правило: иначе проверять нечего."))

    @property
    def values(self) -> dict[str, Any]:
        """Return the rule set's JSON. Values of a category that is not asked are left out."""
        kept = {path: value for path, value in rule_values.flat(self.base).items() if path not in self.fields}
        paths = {path: self.cleaned_data.get(path) for path in self.fields if self._counts(path)}
        return rule_values.nested(kept | paths)

    @property
    def proposed(self) -> RuleSet:
        said = {name: self.cleaned_data[name] for name in ("name", "decision", "valid_from")}
        return RuleSet(**said, values=self.values)

    @property
    def categories(self) -> list[str]:
        return [str(Category(category).label) for category in CATEGORIES]

    @property
    def blocks(self) -> list[Block]:
        return [self._block(rule.id) for rule in RULES]

    def _block(self, rule: str) -> Block:
        return Block(
            rule=rule,
            name=wording.rule_name(rule),
            paragraph=wording.paragraph(rule),
            asked=[self[_path(rule, category, ASKED)] for category in CATEGORIES],
            lines=[self._line(rule, value) for value in rule_values.values_of(rule)],
            weight=self[f"{WEIGHTS}.{rule}"],
        )

    def _line(self, rule: str, value: Value) -> Line:
        fields = [self[_path(rule, category, value.name)] for category in CATEGORIES]
        return Line(value_name(rule, value.name), fields)

    def _counts(self, path: str) -> bool:
        """Tell whether the field holds a value of the rule set as the person left it."""
        match path.split("."):
            case [rule, _weight] if rule == WEIGHTS:
                return self.cleaned_data.get(path) is not None
            case [rule, category, name]:
                return name != ASKED and bool(self.cleaned_data.get(_path(rule, category, ASKED)))
        return path == EXEMPTION_DAYS


class _Percent(forms.FloatField):
    """A share of 1 that people write as a percentage."""

    def clean(self, value: Any) -> float | None:
        found = super().clean(value)
        return None if found is None else round(found / 100, 6)


def _path(rule: str, category: str, name: str) -> str:
    return f"{rule}.{category}.{name}"


def _fields() -> Iterator[tuple[str, forms.Field]]:
    for rule in DEMANDS:
        for category in CATEGORIES:
            yield _path(rule, category, ASKED), _checkbox(_path(rule, category, ASKED))
            for value in rule_values.values_of(rule):
                yield _path(rule, category, value.name), _field(_path(rule, category, value.name), value)
        path = f"{WEIGHTS}.{rule}"
        yield path, _number(path, Value(WEIGHTS, Kind.NUMBER))
    yield EXEMPTION_DAYS, _number(EXEMPTION_DAYS, Value(EXEMPTION_DAYS, Kind.WHOLE, most=7))


def _checkbox(path: str) -> forms.Field:
    return forms.BooleanField(required=False, label=place(path))


def _field(path: str, value: Value) -> forms.Field:
    if value.kind is Kind.SEVERITY:
        return forms.ChoiceField(choices=SEVERITIES.items(), required=False, label=place(path))
    return _number(path, value)


def _number(path: str, value: Value) -> forms.Field:
    """Nothing is required here: what a category is not asked may stay empty, the rule set's own check tells more."""
    kinds = {Kind.SHARE: _Percent, Kind.WHOLE: forms.IntegerField, Kind.NUMBER: forms.FloatField}
    wrong = {"invalid": wording.PROBLEMS["not_a_whole_number" if value.kind is Kind.WHOLE else "not_a_number"]}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return kinds[value.kind](required=False, label=place(path), widget=widget, localize=True, error_messages=wrong)


def _initial(base: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields begin with. Shares as percentages."""
    paths = rule_values.flat(base)
    asked = {f"{path.rpartition('.')[0]}.{ASKED}": True for path in paths if path.count(".") == 2}
    shown = {path: _shown(path, value) for path, value in paths.items()}
    return {**asked, **shown}


def _shown(path: str, value: Any) -> Any:
    if value is None or rule_values.kind_of(path) is not Kind.SHARE:
        return value
    percentage = round(value * 100, 4)
    return int(percentage) if percentage == int(percentage) else percentage
