"""What people fill in on the registry's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry import names, wording
from registry.models import Contact, District, Institution, Public
from registry.names import ogrn_digits, ogrn_fault

KNOWN_OR_NOT = [("unknown", _("неизвестно")), ("true", _("да")), ("false", _("нет"))]


class SeenForm(forms.ModelForm):
    """A form that remembers which version of its row the person saw."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, version: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = version

    def renew(self, version: int) -> None:
        """Let the person save over what others wrote meanwhile, having seen it."""
        told = {name: self.data.get(name, "") for name in self.data}
        self.data = {**told, self.add_prefix("seen"): str(version)}

    @property
    def columns(self) -> list[str]:
        return list(self._meta.fields or ())


class InstitutionForm(SeenForm):
    another = forms.BooleanField(label=_("Это другая организация, записать"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Institution
        fields = ["full_name", "short_name", "type", "district", "ogrn"]
        help_texts = {
            "full_name": _("Как в уставе. По нему портал узнаёт организацию в списках и проверяет описание паблика."),
            "short_name": _("Так организация называется в таблицах. Оставьте пустым, и портал сократит сам."),
            "ogrn": _("13 цифр; можно оставить пустым."),
        }
        widgets = {"full_name": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["short_name"].required = False
        fields["district"].empty_label = _("выберите район")
        fields["district"].queryset = District.objects.order_by("sort_key")
        fields["ogrn"].widget.attrs["inputmode"] = "numeric"
        if self.instance.pk is None:
            fields["type"].choices = [("", _("выберите тип")), *list(fields["type"].choices)]
            self.initial["type"] = self.initial.get("type") or ""

    def clean_full_name(self) -> str:
        return names.tidy(self.cleaned_data["full_name"])

    def clean_short_name(self) -> str:
        told = names.tidy(self.cleaned_data["short_name"])
        return told or names.short_name(self.cleaned_data.get("full_name", ""))

    def clean_ogrn(self) -> str | None:
        digits = ogrn_digits(self.cleaned_data["ogrn"] or "")
        if digits and (fault := ogrn_fault(digits)):
            raise ValidationError(wording.sentence(wording.of_ogrn(fault)))
        return digits or None

    def clean(self) -> dict:
        told = super().clean() or {}
        self._refuse_taken_ogrn(told.get("ogrn"))
        if not (self.errors or told.get("another")):
            self._warn_of_namesake(told)
        return told

    def _refuse_taken_ogrn(self, ogrn: str | None) -> None:
        holder = Institution.objects.filter(ogrn=ogrn).exclude(pk=self.instance.pk).first() if ogrn else None
        if holder:
            self.add_error("ogrn", _("Этот ОГРН уже записан за организацией «%s».") % holder.short_name)

    def _warn_of_namesake(self, told: dict) -> None:
        """Stop a second row of one institution; a person who knows better says so."""
        key = names.name_key(told["full_name"])
        if self.instance.pk and key == self.instance.name_key and told["district"] == self.instance.district:
            return
        same = Institution.objects.present().filter(district=told["district"], name_key=key[:600])
        if namesake := same.exclude(pk=self.instance.pk).first():
            self.fields["another"].widget = forms.CheckboxInput()
            reason = _("В этом районе уже есть «%s». Если это другая организация, отметьте это под названием.")
            self.add_error("full_name", reason % namesake.short_name)


class PublicForm(SeenForm):
    class Meta:
        model = Public
        fields = ["cabinet", "state_mark"]
        help_texts = {
            "cabinet": _("От него зависит правило об обязательных публикациях."),
            "state_mark": _("ВКонтакте сообщает о ней не всегда: то, что указано здесь, важнее."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.columns:
            self.fields[name].widget.choices = KNOWN_OR_NOT


class ContactForm(SeenForm):
    class Meta:
        model = Contact
        fields = ["name", "email", "phone"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}

    def clean_name(self) -> str:
        return names.tidy(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        if phone and sum(sign.isdigit() for sign in phone) < 5:
            raise ValidationError(_("В номере телефона слишком мало цифр."))
        return phone


class LinkForm(forms.Form):
    """The address of a public that an institution keeps."""

    link = forms.CharField(
        label=_("Ссылка на паблик"),
        max_length=2000,
        help_text=_("Например, vk.com/school1. Портал спросит ВКонтакте и запомнит номер: адрес может смениться."),
    )
