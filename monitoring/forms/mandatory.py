"""A mandatory post: what it is called, how it is recognised, when and by whom it is published."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring import clock
from monitoring.models import Campaign, MandatoryPost
from monitoring.models.mandatory import WAYS
from monitoring.recognising import Way, sought
from registry.models import District, InstitutionType

from .exemptions import day_field

Scope = MandatoryPost.Scope
NAMED = {
    Scope.DISTRICTS: ("districts", _("Отметьте хотя бы один район.")),
    Scope.TYPES: ("types", _("Отметьте хотя бы один тип организаций.")),
    Scope.CATEGORIES: ("categories", _("Отметьте хотя бы одну категорию.")),
}
TOO_LITTLE = {
    Way.TEXT: _("По такому тексту пост не узнать: без ссылок, хештегов и эмодзи нужно хотя бы 20 знаков."),
    Way.HASHTAGS: _("Напишите хотя бы один хештег, например #ГодПедагога."),
    Way.KEYWORDS: _("Напишите хотя бы одно слово."),
}
LONGEST_SAMPLE = 20_000


class MandatoryPostForm(forms.Form):
    title = forms.CharField(
        label=_("Название"),
        max_length=200,
        help_text=_("Его увидят школы: «Опубликуйте до 20 ноября: …»."),
        error_messages={"required": _("Назовите публикацию: это название увидят школы.")},
    )
    campaign = forms.CharField(
        label=_("Кампания"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "campaigns", "autocomplete": "off"}),
        help_text=_("Например, «Год педагога и наставника». Можно не указывать."),
    )
    first_day = day_field(_("Первый день"))
    last_day = day_field(_("Последний день, включительно"))
    way = forms.ChoiceField(label=_("Как узнать пост"), choices=WAYS, widget=forms.RadioSelect)
    sample = forms.CharField(
        label=_("Что искать"),
        max_length=LONGEST_SAMPLE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Текст узнаётся и среди слов школы, и с небольшими правками. Хештеги и слова должны быть в посте все;"
            " падежи не мешают."
        ),
        error_messages={"required": _("Напишите, что искать: без этого пост не узнать.")},
    )
    scope = forms.ChoiceField(label=_("Кто публикует"), choices=Scope.choices, widget=forms.RadioSelect)
    districts = forms.TypedMultipleChoiceField(
        label=_("Районы"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )
    types = forms.MultipleChoiceField(
        label=_("Типы организаций"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=InstitutionType.choices,
    )
    categories = forms.MultipleChoiceField(
        label=_("Категории пабликов"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[(one.value, one.label) for one in MandatoryPost.ASKED],
    )

    def __init__(self, data=None, *, initial: Mapping[str, Any] | None = None):
        known = {"scope": Scope.HOLDERS, "way": Way.TEXT, **(initial or {})}
        super().__init__(data, initial=known, label_suffix="")
        field = self.fields["districts"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — declared so above
        field.choices = list(District.objects.values_list("pk", "name"))

    def clean_sample(self) -> str:
        return self.cleaned_data["sample"].replace("\0", "")

    def clean(self) -> None:
        told = self.cleaned_data
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Последний день раньше первого."))
        elif last and last < clock.today():
            self.add_error("last_day", _("Этот день уже прошёл: задним числом публикацию не требуют."))
        if told.get("way") and told.get("sample") and not sought(Way(told["way"]), told["sample"]).tells:
            self.add_error("sample", TOO_LITTLE[Way(told["way"])])
        named = NAMED.get(Scope(told["scope"])) if told.get("scope") else None
        if named and not told.get(named[0]) and not self.has_error(named[0]):
            self.add_error(*named)

    def fill(self, row: MandatoryPost) -> MandatoryPost:
        """Write what was entered into a row; lists that its scope does not use are emptied."""
        told = self.cleaned_data
        for name in ("title", "way", "sample", "first_day", "last_day", "scope"):
            setattr(row, name, told[name])
        for scope, (name, _error) in NAMED.items():
            setattr(row, name, told[name] if row.scope == scope else [])
        campaign = " ".join(told["campaign"].split())
        row.campaign = Campaign.objects.get_or_create(name=campaign)[0] if campaign else None
        return row


def initial_of(row: MandatoryPost) -> dict[str, Any]:
    """Return what the form begins with when a row is changed."""
    names = ("title", "way", "sample", "first_day", "last_day", "scope", "districts", "types", "categories")
    return {**{name: getattr(row, name) for name in names}, "campaign": row.campaign.name if row.campaign else ""}
