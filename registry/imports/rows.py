"""A row's cells understood: what it tells of an institution and its public, or why it cannot be taken."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from registry import links, names, wording
from registry.imports.columns import Column
from registry.imports.lists import ListRow
from registry.imports.sheets import BROKEN, CUT, LONGEST_CELL

LONGEST_NAME = 500
LONGEST_SHORT_NAME = 250
SHOWN = 80


class Unclear(Exception):
    """The row cannot be taken: in which column, why, and what may have been meant."""

    def __init__(self, column: Column, reason: str, suggestion: str = ""):
        super().__init__(reason)
        self.column, self.reason, self.suggestion = column, reason, suggestion

    def as_json(self) -> dict[str, str]:
        return {"column": str(self.column), "reason": self.reason, "suggestion": self.suggestion}

    @classmethod
    def from_json(cls, told: dict[str, str]) -> "Unclear":
        return cls(Column(told["column"]), told["reason"], told["suggestion"])


@dataclass(frozen=True)
class Found:
    """The community that a row's link means. ``bare``: only a number stood in the column of links."""

    id: int
    screen_name: str
    name: str = ""
    bare: bool = False
    deactivated: bool = False

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "id"}


@dataclass(frozen=True)
class Task:
    """A row to be decided. ``link``: its community, none, or why it means none; ``title``: of its sheet;

    ``chosen``: what a person told beside the cells (see ImportRow); ``repeated``: why it waits, its public being named
    by other rows too; ``shared``: they name it for other institutions.
    """

    place: int
    row: ListRow
    headings: Mapping[Column, str]
    title: str = ""
    link: Found | Unclear | None = None
    chosen: Mapping[str, Any] = field(default_factory=dict)
    repeated: str = ""
    shared: bool = False


@dataclass(frozen=True)
class Rejection:
    """A row that was not taken. ``column``: its heading in the file; ``value``: the cell, shortened."""

    column: str
    value: str
    reason: str
    suggestion: str = ""


@dataclass(frozen=True)
class Wanted:
    """What a row tells; None and empty mean «not told»: whatever the registry holds stays."""

    name: str
    short_name: str
    type: str | None
    ogrn: str | None
    category: str | None
    cabinet: bool | None
    state_mark: bool | None

    @property
    def key(self) -> str:
        return names.name_key(self.name)


def with_choices(task: Task) -> ListRow:
    """Return the row as if the person's choices had stood in its cells."""
    chosen: dict[Column, str] = {}
    if code := task.chosen.get("type"):
        chosen[Column.TYPE] = names.TYPES[code][0]
    if category := task.chosen.get("category"):
        chosen[Column.CATEGORY] = names.CATEGORIES[category][0]
    if district := task.chosen.get("district"):
        chosen[Column.DISTRICT] = district
    return task.row.having(chosen)


def understand(row: ListRow) -> Wanted:
    """Read every cell but the link and the district. Raises Unclear at the first that cannot be read."""
    for column, text in row.cells.items():
        if text == BROKEN:
            raise Unclear(column, _("в ячейке ошибка или невычисленная формула; впишите значение"))
    wanted = Wanted(
        name=_name(row),
        short_name=_bounded(row, Column.SHORT_NAME, LONGEST_SHORT_NAME),
        type=_type(row),
        ogrn=_ogrn(row),
        category=_category(row),
        cabinet=_yes_no(row, Column.CABINET),
        state_mark=_yes_no(row, Column.STATE_MARK),
    )
    _refuse_cut(row)
    return wanted


def _refuse_cut(row: ListRow) -> None:
    """Refuse what no column has refused by its own length: most of a cell may be spaces, or nobody measures it."""
    for column, text in row.cells.items():
        if text.endswith(CUT):
            raise Unclear(column, _("в ячейке больше %(count)s знаков; сократите её") % {"count": LONGEST_CELL})


def link_in(row: ListRow, column: Column) -> links.Link:
    """Read a link or a number of a community. Raises Unclear."""
    link = links.parse(row.get(column))
    if isinstance(link, links.Refused):
        raise Unclear(column, *wording.of_link(link))
    return link


def ogrn_in(row: ListRow) -> str:
    """Return the ОГРН's digits as they stand, empty where none is told."""
    digits = names.ogrn_digits(row.get(Column.OGRN))
    return "" if not digits.strip("-–—0") or names.word_key(digits) == "нет" else digits


def rejection(task: Task, unclear: Unclear) -> Rejection:
    text = task.row.get(unclear.column)
    value = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    headings = task.headings
    heading = headings.get(unclear.column) or headings.get(Column.NAME) or headings.get(Column.LINK, "")
    return Rejection(heading, value, unclear.reason, unclear.suggestion)


def _name(row: ListRow) -> str:
    name = _bounded(row, Column.NAME, LONGEST_NAME) or _bounded(row, Column.SHORT_NAME, LONGEST_SHORT_NAME)
    if name and not any(sign.isalpha() for sign in name):
        raise Unclear(Column.NAME, _("в названии нет ни одной буквы"))
    return name


def _bounded(row: ListRow, column: Column, longest: int) -> str:
    if len(row.get(column)) > longest:
        raise Unclear(column, _("название длиннее %(count)s знаков; сократите его") % {"count": longest})
    return row.get(column)


def _type(row: ListRow) -> str | None:
    column = Column.TYPE if row.get(Column.TYPE) else Column.SPHERE
    text = row.get(column)
    if not text or names.is_wide_sphere(text):
        return None
    if code := names.type_of(text):
        return code
    raise Unclear(column, _("неизвестный тип; известны: %(known)s") % {"known": wording.known_types()})


def _ogrn(row: ListRow) -> str | None:
    digits = ogrn_in(row)
    if not digits:
        return None
    if fault := names.ogrn_fault(digits):
        raise Unclear(Column.OGRN, wording.of_ogrn(fault))
    return digits


def _category(row: ListRow) -> str | None:
    try:
        return names.category_of(row.get(Column.CATEGORY))
    except ValueError:
        known = {"known": wording.known_categories()}
        raise Unclear(Column.CATEGORY, _("неизвестная категория; известны: %(known)s") % known) from None


def _yes_no(row: ListRow, column: Column) -> bool | None:
    try:
        return names.yes_no(row.get(column))
    except ValueError:
        raise Unclear(column, _("непонятный ответ; напишите «да» или «нет» или оставьте ячейку пустой")) from None
