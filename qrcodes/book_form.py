"""Whose sheets, and how, in one file: the same parameters count, show and order a book."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qrcodes.forms import StyleForm
from qrcodes.queries import Selection
from registry.models import Category, District, InstitutionType
from registry.parameters import LONGEST_SEARCH

MOST_NAMED = 2
# Digits of a number that PostgreSQL's bigint surely holds.
LONGEST_ID = 19


class BookForm(StyleForm):
    district = forms.ModelChoiceField(
        label=_("Район"), queryset=District.objects.none(), required=False, empty_label=_("Все")
    )
    type = forms.MultipleChoiceField(
        label=_("Типы организаций"),
        choices=InstitutionType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    category = forms.MultipleChoiceField(
        label=_("Категории пабликов"), choices=Category.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    q = forms.CharField(required=False, max_length=LONGEST_SEARCH, widget=forms.HiddenInput)
    public = forms.TypedMultipleChoiceField(required=False, coerce=int, widget=forms.MultipleHiddenInput)
    copies = forms.ChoiceField(
        label=_("Сколько листов"),
        choices=[("one", _("По одному")), ("quota", _("Сколько не хватает до нормы"))],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("Файл"),
        choices=[("pdf", _("Один PDF")), ("zip", _("ZIP с папками"))],
        widget=forms.RadioSelect,
    )

    USUAL = {**StyleForm.USUAL_STYLE, "copies": "one", "kind": "pdf"}

    def __init__(self, query: QueryDict, user):
        """Take what the query names, the usual for the rest; districts are those that the person sees."""
        given = query.copy()
        for name, value in self.USUAL.items():
            given.setdefault(name, str(value))
        self.given = given
        super().__init__(given)
        self._field("district").queryset = District.objects.visible_to(user)
        # Whatever number is named, the person's own scope decides.
        self._field("public").valid_value = lambda value: str(value).isdecimal() and len(str(value)) < LONGEST_ID

    def _field(self, name: str):
        return self.fields[name]

    @property
    def chosen(self) -> dict:
        """What was chosen; where a field is wrong, its usual value."""
        self.is_valid()
        return {**self.USUAL, **self.cleaned_data}

    @property
    def selection(self) -> Selection:
        chosen = self.chosen
        return Selection(
            district=chosen.get("district"),
            types=tuple(chosen.get("type", ())),
            categories=tuple(chosen.get("category", ())),
            search=chosen.get("q", ""),
            publics=tuple(chosen.get("public", ())),
        )

    @property
    def style(self) -> dict:
        """The fields of StyleForm, as a book keeps them."""
        return {name: self.chosen[name] for name in StyleForm.USUAL_STYLE}

    @property
    def by_quota(self) -> bool:
        return self.chosen["copies"] == "quota"

    @property
    def title(self) -> str:
        """What the file is called: the district, and the types if they are few."""
        selection = self.selection
        if selection.publics:
            return gettext("выбранные организации")
        place = selection.district.name if selection.district else gettext("все районы")
        types = [str(InstitutionType(one).label) for one in selection.types]
        return ", ".join([place, *types]) if len(types) <= MOST_NAMED else place

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Every parameter once more, for the form that orders what this one shows."""
        return [(name, value) for name, values in self.given.lists() for value in values if name in self.fields]
