"""The quota of one type as a specialist writes it: a number or the head's discretion, the zones line by line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qrcodes.models import PlacementQuota

MOST_PLACES = 200
MOST_ZONES = 30
LONGEST_ZONE = 120
NUMBER, DISCRETION = "number", "discretion"
PLACES_ERROR = _("Укажите число мест от 1 до 200. Если нормы нет, выберите «На усмотрение руководителя».")


class QuotaForm(forms.Form):
    norm = forms.ChoiceField(
        label=_("Сколько мест"),
        choices=[(NUMBER, _("Не менее")), (DISCRETION, _("На усмотрение руководителя"))],
        widget=forms.RadioSelect,
    )
    places = forms.IntegerField(
        label=_("Число мест"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], PLACES_ERROR),
    )
    zones = forms.CharField(
        label=_("Где повесить"),
        required=False,
        help_text=_("По одной зоне в строке, например «вход». Пусто, если зоны не названы."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    paragraph = forms.CharField(
        label=_("Основание"),
        max_length=200,
        help_text=_("Пункт письма или номер решения министерства."),
        error_messages={"required": _("Укажите, на чём основана норма: пункт письма или номер решения.")},
    )
    # The latest change that the person has seen: a change made meanwhile must not be lost unnoticed.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, quota: PlacementQuota, seen: int) -> "QuotaForm":
        """Return the form filled in with the quota as it is."""
        norm = DISCRETION if quota.places is None else NUMBER
        values = {"norm": norm, "places": quota.places, "paragraph": quota.paragraph}
        return cls(initial={**values, "zones": "\n".join(quota.zones), "seen": seen})

    def clean_zones(self) -> list[str]:
        lines = (" ".join(line.split()).strip(" ,;") for line in self.cleaned_data["zones"].splitlines())
        zones = list({line.casefold(): line for line in reversed(list(lines)) if line}.values())[::-1]
        if any(len(zone) > LONGEST_ZONE for zone in zones):
            raise forms.ValidationError(_("Название зоны длиннее 120 знаков. Разделите его на строки."))
        if len(zones) > MOST_ZONES:
            raise forms.ValidationError(_("Зон больше 30. Объедините похожие."))
        return zones

    def clean(self) -> dict[str, Any]:
        # A number typed before the person chose discretion is no mistake.
        if self.cleaned_data.get("norm") == DISCRETION:
            self.errors.pop("places", None)
            return {**self.cleaned_data, "places": None}
        if "places" not in self.errors and not self.cleaned_data.get("places"):
            self.add_error("places", PLACES_ERROR)
        return self.cleaned_data
