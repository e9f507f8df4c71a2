"""What people fill in on the pages of lists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry import patterns
from registry.imports.sheets import UnreadableList
from registry.imports.workbooks import refuse_other_formats
from registry.models import Pattern


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Файл списка"),
        help_text=_("XLSX или CSV, до 20 МБ и 50 000 строк. Столбцы в любом порядке, заголовок в любой строке."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt,.tsv"}),
        error_messages={
            "required": _("Выберите файл списка."),
            "empty": _("Файл пуст. Проверьте, тот ли файл выбран."),
        },
    )

    def clean_file(self) -> bytes:
        """Return the file's bytes; its name stays with the upload."""
        data = self.cleaned_data["file"].read()
        self.file_name = self.cleaned_data["file"].name or ""
        try:
            refuse_other_formats(data)
        except UnreadableList as reason:
            raise ValidationError(str(reason)) from reason
        return data


class PatternForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Django's own dashes say nothing, least of all to who listens.
        fields: Any = self.fields
        fields["district"].empty_label = _("не выбрано")
        for name in ("kind", "type"):
            fields[name].choices = [("", _("не выбрано")), *list(fields[name].choices)[1:]]

    class Meta:
        model = Pattern
        fields = ["kind", "words", "type", "district", "position"]
        help_texts = {
            "words": _("Слова или выражения через запятую. Звёздочка заменяет конец слова: детск* сад."),
            "position": _("Строки проверяются по порядку, решает первая подошедшая."),
        }

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        if phrase := patterns.fault(words):
            reason = _("«%(phrase)s» подойдёт почти к любому названию; напишите слово подлиннее.")
            raise ValidationError(reason, params={"phrase": phrase})
        return words

    def clean(self) -> dict:
        told = super().clean() or {}
        wanted, other = ("type", "district") if told.get("kind") == Pattern.Kind.TYPE else ("district", "type")
        if not told.get(wanted):
            message = _("Выберите тип.") if wanted == "type" else _("Выберите район.")
            self.add_error(wanted, message)
        told[other] = "" if other == "type" else None
        return told
