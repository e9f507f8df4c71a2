"""What people write of hung sheets: a placement, its end, a visit."""

from typing import cast
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qrcodes.models import PlacementQuota
from qrcodes.upload_forms import PICTURES, content_of
from qrcodes.uploads import Refused, photograph
from qrcodes.wording import REASONS

MOST_PHOTOS = 6
LONGEST_NOTE = 2000
FIRST_YEAR = 2020


def usual_key() -> dict:
    """Return what a fresh form begins with: a key of its own, so that sent twice it counts once."""
    return {"key": uuid4(), "placed_on": timezone.localdate()}


class PlacementForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    zone = forms.ChoiceField(label=_("Где"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Место словами"),
        max_length=200,
        help_text=_("Например: первый этаж, справа от расписания."),
        error_messages={"required": _("Напишите, где висит лист: по этим словам его найдут.")},
    )
    placed_on = forms.DateField(
        label=_("Когда повешен"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(["required", "invalid"], _("Укажите день, например 5.05.2026.")),
    )
    photo = forms.FileField(
        label=_("Снимок"),
        required=False,
        allow_empty_file=True,
        help_text=_("Необязательно. JPEG, PNG или WEBP до 10 МБ; место съёмки и телефон портал не хранит."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )

    def __init__(self, quota: PlacementQuota | None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = [(zone, zone[:1].upper() + zone[1:]) for zone in quota.zones] if quota else []
        zone = cast(forms.ChoiceField, self.fields["zone"])
        zone.choices = [*zones, ("", _("Другое место"))]
        self.fields["placed_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_placed_on(self):
        day = self.cleaned_data["placed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Этот день ещё не наступил."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("Проверьте год: листы вешают с 2020 года."))
        return day

    def clean_photo(self) -> bytes | None:
        file = self.cleaned_data.get("photo")
        return _photograph(file) if file else None


class WithdrawForm(forms.Form):
    reason = forms.CharField(max_length=200, required=False)


class SeveralPhotos(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    def clean(self, data, initial=None) -> list[bytes]:
        files = [file for file in data or [] if file]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Снимков больше шести. Выберите самые нужные."))
        return [_photograph(file) for file in files]


class InspectionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.MultipleChoiceField(label=_("Где лист висит"), required=False, widget=forms.CheckboxSelectMultiple)
    photos = PhotosField(
        label=_("Снимки"),
        required=False,
        help_text=_("До шести, каждый до 10 МБ. Место съёмки и телефон портал не хранит."),
        widget=SeveralPhotos(attrs={"accept": PICTURES, "multiple": True}),
    )
    note = forms.CharField(
        label=_("Заметка"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, zones: list[str], *args, **kwargs):
        super().__init__(*args, **kwargs)
        seen = cast(forms.MultipleChoiceField, self.fields["seen"])
        seen.choices = [(zone, zone[:1].upper() + zone[1:]) for zone in zones]


def _photograph(file) -> bytes:
    try:
        return photograph(content_of(file))
    except Refused as refused:
        raise forms.ValidationError(REASONS[refused.reason]) from refused
