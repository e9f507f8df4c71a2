"""A specialist's verdict: which one, why, and for how long."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring import wording
from monitoring.models import ManualVerdict
from monitoring.overruling import Ruling
from monitoring.weeks import Week

LONGEST_TERM = timedelta(days=366)
THIS_WEEK, UNTIL = "week", "until"


class VerdictForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Вердикт"),
        widget=forms.RadioSelect,
        choices=[(str(one), wording.OUTCOMES[one]) for one in ManualVerdict.OUTCOMES],
        error_messages={"required": _("Выберите вердикт.")},
    )
    reason = forms.CharField(
        label=_("Почему"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Это увидят школа и район рядом с вердиктом."),
        error_messages={"required": _("Напишите, почему: школа увидит это рядом с вердиктом.")},
    )
    term = forms.ChoiceField(
        label=_("На какой срок"),
        widget=forms.RadioSelect,
        choices=[(THIS_WEEK, _("только на эту неделю")), (UNTIL, _("на эту и следующие недели, до даты"))],
    )
    until = forms.DateField(
        label=_("До какого дня"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Последняя неделя — та, в которую попадает этот день."),
        error_messages={"invalid": _("Укажите дату, например 30.11.2026.")},
    )

    def __init__(self, week: Week, data=None):
        self.week = week
        super().__init__(data, initial={"term": THIS_WEEK}, label_suffix="")

    def clean(self) -> None:
        until, term = self.cleaned_data.get("until"), self.cleaned_data.get("term")
        if term != UNTIL or self.has_error("until"):
            return
        if until is None:
            self.add_error("until", _("Укажите день, до которого действует вердикт."))
        elif until < self.week.monday:
            self.add_error("until", _("Этот день раньше недели, для которой вы ставите вердикт."))
        elif until > self.week.monday + LONGEST_TERM:
            self.add_error("until", _("Не больше года: дольше без пересмотра вердикт не ставят."))

    def ruling(self, rule: str) -> Ruling:
        told = self.cleaned_data
        until: date = told["until"] if told["term"] == UNTIL else self.week.sunday
        return Ruling(rule, told["outcome"], told["reason"], self.week, until)
