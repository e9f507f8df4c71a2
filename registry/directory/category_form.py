"""What a specialist fills in to give publics a category."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.models import Category

EARLIEST = date(2020, 1, 1)
AHEAD = timedelta(days=366)


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=_("Категория"), choices=Category.choices)
    valid_from = forms.DateField(
        label=_("Действует с"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Можно указать прошедший день или будущий. Итоги закрытых недель не меняются."),
    )
    reason = forms.CharField(
        label=_("Основание"), max_length=500, help_text=_("Например, номер и дата приказа. Останется в истории.")
    )

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if not EARLIEST <= day <= timezone.localdate() + AHEAD:
            raise ValidationError(_("Укажите день не раньше 2020 года и не дальше чем через год."))
        return day
