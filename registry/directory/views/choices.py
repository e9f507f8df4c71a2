"""The choices of the registry's filter form, each with the address that takes it back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.directory import filters as narrowing
from registry.directory.filters import Filters
from registry.models import Category, District, InstitutionType

Options = list[tuple[str, str]]
PUBLICS = {
    narrowing.NO_PUBLIC: gettext_lazy("нет"),
    narrowing.SEVERAL: gettext_lazy("несколько"),
    narrowing.SHARED: gettext_lazy("общий с другой организацией"),
    narrowing.DEAD: gettext_lazy("не открывается"),
}
ARCHIVE = {narrowing.ARCHIVED: gettext_lazy("только архив"), narrowing.EVERYTHING: gettext_lazy("вместе с архивом")}


@dataclass(frozen=True)
class Field:
    """One select of the form; see templates/_filter.html."""

    name: str
    title: str
    value: str
    options: Options
    clear: str


def fields(filters: Filters, districts: Iterable[tuple[str, str]]) -> list[Field]:
    """Return the form's selects; a person of one district has none to choose."""
    of_districts = list(districts)
    made = [
        _field(filters, "type", _("Тип"), _("все"), InstitutionType.choices),
        _field(filters, "category", _("Категория"), _("все"), Category.choices),
        _field(filters, "publics", _("Паблик"), _("любой"), PUBLICS.items()),
        _field(filters, "archive", _("Архив"), _("не показывать"), ARCHIVE.items()),
    ]
    return [_field(filters, "district", _("Район"), _("все"), of_districts), *made] if len(of_districts) > 1 else made


def words(filters: Filters) -> str:
    """Return what is chosen in words: «Район: Арский, Тип: Школа»; empty if nothing is."""
    districts = [
        (str(pk), name) for pk, name in District.objects.filter(pk=filters.district or 0).values_list("pk", "name")
    ]
    chosen = [one for one in [*fields(filters, districts * 2)] if one.value]
    told = [f"{one.title}: {dict(one.options).get(one.value, one.value)}" for one in chosen]
    return ", ".join([f"«{filters.q}»", *told] if filters.q else told)


def _field(filters: Filters, name: str, title: str, empty: str, options: Iterable) -> Field:
    told = [("", empty), *((value, str(word)) for value, word in options)]
    return Field(name, title, str(getattr(filters, name) or ""), told, f"?{filters.query(**{name: ''})}")
