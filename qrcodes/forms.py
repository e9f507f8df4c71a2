"""What a person chooses for a sheet; the same parameters make the page and the files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qrcodes.composing import compose
from qrcodes.fitting import printable
from qrcodes.paper import FORMATS
from qrcodes.quotas import MOST_COPIES
from qrcodes.sheet import LANGUAGES, Layout, Style
from qrcodes.texts import TEXTS, call_in, suggestions
from qrcodes.typeface import typeface
from registry.models import Public

LONGEST_TITLE = 250
LONGEST_CALL = 60
COPIES_ERROR = _("За один раз можно напечатать от 1 до 50 листов.")
BOTH = "both"


class StyleForm(forms.Form):
    """How sheets look: one choice for a sheet and for a book of them."""

    language = forms.ChoiceField(
        label=_("Язык листа"),
        choices=[("ru", "Русский"), ("tt", "Татарча"), (BOTH, _("Оба"))],
        widget=forms.RadioSelect,
    )
    ink = forms.ChoiceField(
        label=_("Печать"),
        choices=[("colour", _("Цветная")), ("black", _("Чёрно-белая"))],
        widget=forms.RadioSelect,
    )
    per_page = forms.TypedChoiceField(
        label=_("Размер"),
        choices=[(1, _("1 на А4")), (2, _("2 на А4")), (4, _("4 на А4"))],
        coerce=int,
        widget=forms.RadioSelect,
    )

    USUAL_STYLE = {"language": "ru", "ink": "colour", "per_page": 1}

    @property
    def sizes(self) -> list[dict]:
        """The ways to divide A4, each with its radio button, the code's side and the distance it is read from."""
        return [{"radio": radio, "format": FORMATS[int(radio.data["value"])]} for radio in self["per_page"]]


def style_of(chosen: dict) -> Style:
    """Return the style out of a StyleForm's fields."""
    return Style(chosen["language"], chosen["ink"] == "colour", chosen["per_page"])


class SheetForm(StyleForm):
    title = forms.CharField(
        label=_("Название на листе"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Напишите название: по нему посетители узнают организацию.")},
    )
    title_tt = forms.CharField(label=_("Название по-татарски"), max_length=LONGEST_TITLE, required=False)
    call = forms.CharField(label=_("Призыв"), max_length=LONGEST_CALL, required=False)
    call_tt = forms.CharField(label=_("Призыв по-татарски"), max_length=LONGEST_CALL, required=False)
    copies = forms.IntegerField(
        label=_("Сколько листов"),
        min_value=1,
        max_value=MOST_COPIES,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], COPIES_ERROR),
    )
    checklist = forms.BooleanField(label=_("Добавить страницу «Где повесить»"), required=False)

    def __init__(self, query, public: Public, copies: int):
        """Take what the query names; the rest is filled in as the institution will most likely want it."""
        self.public = public
        self.usual = {
            **self.USUAL_STYLE,
            "title": public.institution.short_name,
            "title_tt": "",
            "call": TEXTS["ru"].calls[0],
            "call_tt": TEXTS["tt"].calls[0],
            "copies": copies,
            "checklist": False,
        }
        super().__init__({**self.usual, **_calls_in_language(query.dict())})
        for name in ("title", "title_tt", "call", "call_tt", "copies"):
            self.fields[name].widget.attrs |= {"aria-describedby": f"{name}-note", "autocomplete": "off"}

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not printable(title, typeface(bold=True)).text:
            raise forms.ValidationError(_("В названии нет ни одного знака, который можно напечатать."))
        return title

    @property
    def chosen(self) -> dict:
        """What was chosen; where a field is wrong, its usual value, so that a preview is always there."""
        self.is_valid()
        return {**self.usual, **self.cleaned_data}

    def layout(self) -> Layout | None:
        """Return the sheet; None where there is no code to print yet."""
        chosen = self.chosen
        titles: tuple[str, ...]
        calls: tuple[str, ...]
        if chosen["language"] == BOTH:
            titles = (chosen["title"], chosen["title_tt"])
            calls = (call_in("ru", chosen["call"]), call_in("tt", chosen["call_tt"]))
        else:
            titles, calls = (chosen["title"],), (call_in(chosen["language"], chosen["call"]),)
        return compose(self.public, style_of(chosen), titles, calls)

    @property
    def suggestions(self) -> list[tuple[str, ...]]:
        """Calls to action in the sheet's languages."""
        return suggestions(LANGUAGES[self.chosen["language"]])


def _calls_in_language(query: dict[str, str]) -> dict[str, str]:
    """A suggested call to action changes with the sheet's language, in the field as on the sheet."""
    language = query.get("language", "ru")
    if "call" in query and language in LANGUAGES:
        return {**query, "call": call_in(LANGUAGES[language][0], query["call"])}
    return query
