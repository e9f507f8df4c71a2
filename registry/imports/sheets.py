"""What every file of a list is turned into, and how large it may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST_FILE = 20 * 2**20
MOST_ROWS = 50_000
# Titles, headings and totals stand beside the rows of a list.
MOST_LINES = MOST_ROWS + 1_000
MOST_COLUMNS = 200
# What stands in a cell whose formula failed or was never calculated: no list may mean this text.
BROKEN = "#!"
# Longer than any cell may be: whatever is longer is cut before anybody looks at it, and its row is not taken.
LONGEST_CELL = 3000
# What a cell ends with that was cut.
CUT = "#…"


class UnreadableList(Exception):
    """The file cannot be read as a list; the message says what, where and what to do."""


@dataclass
class Sheet:
    """Cells as text, row by row from the sheet's first row, to be read once. ``fault``: why there are none."""

    rows: Iterable[list[str]]
    name: str = ""
    fault: str = ""


def cut(row: list[str]) -> list[str]:
    """Return a row whose cells are bounded; the file itself stays as it is."""
    return [cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + CUT for cell in row]


def not_a_table() -> UnreadableList:
    return UnreadableList(_("Это не таблица. Сохраните список как XLSX или CSV."))


def too_large() -> UnreadableList:
    return UnreadableList(
        _("Таблица слишком велика: не больше 50 000 строк и 200 столбцов. Скопируйте список на чистый лист.")
    )


def too_slow() -> UnreadableList:
    return UnreadableList(_("Файл читается слишком долго. Скопируйте список на чистый лист и загрузите его снова."))
