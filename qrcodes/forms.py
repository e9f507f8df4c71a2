"""What a person chooses for a sheet; the same parameters make the page and the PDF."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qrcodes.code import Code
from qrcodes.fitting import printable
from qrcodes.quotas import MOST_COPIES
from qrcodes.sheet import Sheet
from qrcodes.texts import TEXTS, call_in
from qrcodes.typeface import typeface
from registry.models import Public

LONGEST_TITLE = 250
LONGEST_CALL = 60
COPIES_ERROR = _("За один раз можно напечатать от 1 до 50 листов.")


class SheetForm(forms.Form):
    title = forms.CharField(
        label=_("Название на листе"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Напишите название: по нему посетители узнают организацию.")},
    )
    call = forms.CharField(label=_("Призыв"), max_length=LONGEST_CALL, required=False)
    language = forms.ChoiceField(
        label=_("Язык листа"), choices=[("ru", "Русский"), ("tt", "Татарча")], widget=forms.RadioSelect
    )
    ink = forms.ChoiceField(
        label=_("Печать"),
        choices=[("colour", _("Цветная")), ("black", _("Чёрно-белая"))],
        widget=forms.RadioSelect,
    )
    copies = forms.IntegerField(
        label=_("Сколько напечатать"),
        min_value=1,
        max_value=MOST_COPIES,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], COPIES_ERROR),
    )

    def __init__(self, query, public: Public, copies: int):
        """Take what the query names; the rest is filled in as the institution will most likely want it."""
        self.public = public
        self.usual = {
            "title": public.institution.short_name,
            "call": TEXTS["ru"].calls[0],
            "language": "ru",
            "ink": "colour",
            "copies": copies,
        }
        super().__init__({**self.usual, **_calls_in_language(query.dict())})
        for name in ("title", "call", "copies"):
            self.fields[name].widget.attrs |= {"aria-describedby": f"{name}-note", "autocomplete": "off"}

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not printable(title, typeface(bold=True)).text:
            raise forms.ValidationError(_("В названии нет ни одного знака, который можно напечатать."))
        return title

    def sheet(self, code: Code) -> Sheet:
        """Return the sheet; where a field is wrong, with its usual value, so that a preview is always there."""
        self.is_valid()
        chosen = {**self.usual, **self.cleaned_data}
        return Sheet(
            title=chosen["title"],
            call=call_in(chosen["language"], chosen["call"]),
            address=self.public.url,
            code=code,
            language=chosen["language"],
            colour=chosen["ink"] == "colour",
            state_mark=self.public.state_mark is True,
        )

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Calls to action in the sheet's language."""
        self.is_valid()
        return TEXTS[self.cleaned_data.get("language", "ru")].calls


def _calls_in_language(query: dict[str, str]) -> dict[str, str]:
    """A suggested call to action changes with the sheet's language, in the field as on the sheet."""
    language = query.get("language", "ru")
    if "call" in query and language in TEXTS:
        return {**query, "call": call_in(language, query["call"])}
    return query
