"""A new token of the API: what it is for, and how long it opens anything."""

from django import forms
from django.utils.translation import gettext_lazy as _

TERMS = ((30, _("30 дней")), (90, _("90 дней")), (365, _("год")))


class ApiTokenForm(forms.Form):
    name = forms.CharField(
        label=_("Для чего"),
        max_length=100,
        help_text=_("Например: «выгрузка в отчёт района». По названию вы узнаете токен, когда его пора отозвать."),
        error_messages={"required": _("Напишите, для чего токен.")},
    )
    days = forms.TypedChoiceField(label=_("Срок"), choices=TERMS, coerce=int, initial=90)

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")
