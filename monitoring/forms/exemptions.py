"""An exemption: whom it concerns, which rules, which days, and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring import wording
from monitoring.models import Exemption
from monitoring.queries.searching import publics_of_links
from monitoring.rules import RULES
from registry.models import District, InstitutionType, Public

Scope = Exemption.Scope
MOST_PUBLICS = 500
NAMED = {
    Scope.DISTRICTS: ("districts", _("Отметьте хотя бы один район.")),
    Scope.TYPES: ("types", _("Отметьте хотя бы один тип организаций.")),
    Scope.PUBLICS: ("publics", _("Вставьте ссылку хотя бы на один паблик.")),
}
DAY_ERRORS = {"required": _("Укажите день."), "invalid": _("Укажите дату, например 30.11.2026.")}


def day_field(label) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=DAY_ERRORS)


class ExemptionForm(forms.Form):
    first_day = day_field(_("Первый день"))
    last_day = day_field(_("Последний день, включительно"))
    reason = forms.CharField(
        label=_("Причина"),
        max_length=500,
        help_text=_("Её увидят школы: каникулы, ремонт, карантин."),
        error_messages={"required": _("Напишите причину: её увидят школы рядом с вердиктом.")},
    )
    rules = forms.MultipleChoiceField(
        label=_("Какие правила не действуют"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ничего не отмечено — не действуют все правила."),
    )
    scope = forms.ChoiceField(label=_("Кого касается"), choices=Scope.choices, widget=forms.RadioSelect)
    districts = forms.TypedMultipleChoiceField(
        label=_("Районы"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )
    types = forms.MultipleChoiceField(
        label=_("Типы организаций"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=InstitutionType.choices,
    )
    publics = forms.CharField(
        label=_("Паблики"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Ссылки на паблики, по одной в строке."),
    )

    def __init__(self, data=None, *, initial: Mapping[str, Any] | None = None):
        super().__init__(data, initial={"scope": Scope.ALL, **(initial or {})}, label_suffix="")
        self._offer("rules", [(rule.id, wording.rule_name(rule.id)) for rule in RULES])
        self._offer("districts", list(District.objects.values_list("pk", "name")))

    def clean_publics(self) -> list[int]:
        """Return the publics' primary keys; name every line that is none."""
        lines = [line.strip() for line in self.cleaned_data["publics"].splitlines() if line.strip()]
        if len(lines) > MOST_PUBLICS:
            raise forms.ValidationError(_("Не больше %(most)s пабликов за один раз."), params={"most": MOST_PUBLICS})
        found = publics_of_links(Public.objects.all(), lines)
        if unknown := [line for line in lines if line not in found]:
            said = _("Таких пабликов нет в реестре: %(lines)s")
            raise forms.ValidationError(said, params={"lines": ", ".join(unknown[:10])})
        return sorted({public.pk for public in found.values()})

    def clean(self) -> None:
        first, last = (self.cleaned_data.get(name) for name in ("first_day", "last_day"))
        if first and last and last < first:
            self.add_error("last_day", _("Последний день раньше первого."))
        named = NAMED.get(Scope(self.cleaned_data["scope"])) if self.cleaned_data.get("scope") else None
        if named and not self.cleaned_data.get(named[0]) and not self.has_error(named[0]):
            self.add_error(*named)

    def _offer(self, name: str, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — declared so above
        field.choices = choices

    def fill(self, row: Exemption) -> Exemption:
        """Write what was entered into a row; lists that its scope does not use are emptied."""
        told = self.cleaned_data
        row.scope, row.reason, row.rules = told["scope"], told["reason"], told["rules"]
        row.first_day, row.last_day = told["first_day"], told["last_day"]
        for scope, (name, _error) in NAMED.items():
            setattr(row, name, told[name] if row.scope == scope else [])
        return row


def initial_of(row: Exemption, publics: Iterable[Public]) -> dict[str, Any]:
    """Return what the form begins with when a row is changed."""
    return {
        "scope": row.scope,
        "districts": row.districts,
        "types": row.types,
        "publics": "\n".join(public.url for public in publics),
        "rules": row.rules,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "reason": row.reason,
    }
