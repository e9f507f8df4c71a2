"""What the rows of a list may be narrowed to: tabs by outcome, and the questions that wait for an answer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import wording
from registry.imports import queries
from registry.imports.queries import CHANGES, KEPT, RENEWED, Filters
from registry.models import Import, InstitutionType, Outcome
from registry.templatetags.portal import number

BEFORE = {
    Outcome.REJECTED: gettext_lazy("Отклонены"),
    Outcome.UNDECIDED: gettext_lazy("Нужен выбор"),
    Outcome.CHANGED: gettext_lazy("Изменятся"),
    Outcome.ADDED: gettext_lazy("Добавятся"),
    Outcome.LEFT_OUT: gettext_lazy("Пропущены"),
    Outcome.UNCHANGED: gettext_lazy("Без изменений"),
}
AFTER = BEFORE | {
    Outcome.UNDECIDED: gettext_lazy("Без ответа"),
    Outcome.CHANGED: gettext_lazy("Изменены"),
    Outcome.ADDED: gettext_lazy("Добавлены"),
}
WAITING = {Import.State.READY, Import.State.DECIDING}


@dataclass(frozen=True)
class Tab:
    title: str
    count: int
    query: str
    outcome: str
    current: bool


@dataclass(frozen=True)
class Field:
    """One choice of the filter form, as templates/_filter.html takes it."""

    name: str
    title: str
    value: str
    options: list[tuple[str, str]]
    clear: str


def tabs(one: Import, filters: Filters) -> list[Tab]:
    """Return the tabs that lead to any row, all changes first."""
    titles = BEFORE if one.state in WAITING else AFTER
    changes = sum(count for name, count in one.counts.items() if name not in {Outcome.UNCHANGED, Outcome.LEFT_OUT})
    told = [(CHANGES, _("Все изменения"), changes), *_special(one)]
    told += [(name.value, str(title), one.counts.get(name, 0)) for name, title in titles.items()]
    return [
        Tab(title, count, Filters(show=name).query(), name, name == filters.show)
        for name, title, count in told
        if count or name in {CHANGES, filters.show}
    ]


def _special(one: Import) -> list[tuple[str, str, int]]:
    renewed = one.rows.filter(renewed=True).count() if one.renewed else 0
    undoing = one.state in {Import.State.UNDOABLE, Import.State.UNDONE}
    kept = one.rows.exclude(kept=[]).count() if undoing else 0
    return [(RENEWED, _("Решены заново"), renewed), (KEPT, _("Не тронем"), kept)]


def fields(found: queries.Rows, filters: Filters) -> list[Field]:
    """Return the choices that narrow these rows further, or are chosen already."""
    asked = [(name, _counted(wording.question(name), count)) for name, count in queries.questions(found).items()]
    types = [(name, _counted(_type(name), count)) for name, count in queries.suggestions(found, "type")]
    districts = [(name, _counted(name, count)) for name, count in queries.suggestions(found, "district")]
    made = [
        _field(filters, "question", _("Что спросили"), asked),
        _field(filters, "type", _("Предложен тип"), types),
        _field(filters, "district", _("Предложен район"), districts),
    ]
    return [one for one in made if one.value or len(one.options) > 1]


def _field(filters: Filters, name: str, title: str, options: list[tuple[str, str]]) -> Field:
    clear = f"?{filters.query(**{name: ''})}"
    return Field(name, title, getattr(filters, name), [("", _("все")), *options], clear)


def _counted(word: str, count: int) -> str:
    return f"{word} — {number(count)}"


def _type(code: str) -> str:
    return str(InstitutionType(code).label) if code in InstitutionType.values else code
