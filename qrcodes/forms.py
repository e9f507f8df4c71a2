"""What a person chooses for a sheet; the same parameters make the page and the files."""

from dataclasses import asdict

from django import forms
from django.utils.translation import gettext_lazy as _

from qrcodes.composing import compose
from qrcodes.fitting import printable
from qrcodes.models import SHEET_LANGUAGES
from qrcodes.paper import FORMATS
from qrcodes.quotas import MOST_COPIES
from qrcodes.remembering import FIELDS, words_of
from qrcodes.sheet import LANGUAGES, Layout, Style
from qrcodes.texts import LONGEST_CALL, LONGEST_TITLE, Words, call_in, suggestions
from qrcodes.typeface import typeface
from registry.models import Public

COPIES_ERROR = _("За один раз можно напечатать от 1 до 50 листов.")


class StyleForm(forms.Form):
    """How sheets look: one choice for a sheet and for a book of them."""

    language = forms.ChoiceField(
        label=_("Язык листа"),
        choices=SHEET_LANGUAGES,
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
        """Take what the query names; the rest is filled in as the institution will most likely want it.

        `asked`: what was named, for links that change one thing of it.
        """
        self.public = public
        self.asked = query.copy()
        self.asked.pop("csrfmiddlewaretoken", None)
        self.usual = {
            **self.USUAL_STYLE,
            **asdict(words_of(public)),
            "copies": copies,
            "checklist": False,
        }
        super().__init__(_with_calls({**self.usual, **self.asked.dict()}))
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
        style, words = style_of(self.chosen), self.words
        return compose(self.public, style, words.titles(style.language), words.calls(style.language))

    @property
    def words(self) -> Words:
        """What the sheet is to say."""
        chosen = self.chosen
        return Words(**{name: chosen[name] for name in FIELDS})

    @property
    def words_are_right(self) -> bool:
        return self.errors.keys().isdisjoint(FIELDS)

    @property
    def other_choices(self) -> dict:
        """What was chosen beside the words, as parameters of the page."""
        chosen = self.chosen
        return {
            name: chosen[name] for name, usual in self.usual.items() if name not in FIELDS and chosen[name] != usual
        }

    @property
    def suggestions(self) -> list[tuple[str, ...]]:
        """Calls to action in the sheet's languages."""
        return suggestions(LANGUAGES[self.chosen["language"]])


def _with_calls(given: dict) -> dict:
    """Fill in the usual calls; a suggested one changes with the sheet's language, in the field as on the sheet."""
    first, *_rest = LANGUAGES.get(given["language"], LANGUAGES["ru"])
    return {**given, "call": call_in(first, given["call"]), "call_tt": call_in("tt", given["call_tt"])}
