"""Which column of a list is which, by the many names that lists give them. Pure: no Django, no files."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from registry.names import outside_brackets, word_key

HEADER_WITHIN = 30


class Column(StrEnum):
    NAME = "name"
    SHORT_NAME = "short_name"
    TYPE = "type"
    SPHERE = "sphere"
    OGRN = "ogrn"
    DISTRICT = "district"
    FOUNDER = "founder"
    LEVEL = "level"
    CATEGORY = "category"
    LINK = "link"
    VK_ID = "vk_id"
    CABINET = "cabinet"
    STATE_MARK = "state_mark"


# Names in the order of preference: where a list has two that fit, the earlier one is read.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        "полное наименование организации", "полное наименование учреждения", "полное наименование", "полное название",
        "наименование подведомственной организации", "наименование организации", "наименование учреждения",
        "наименование образовательной организации", "наименование оо", "название организации", "название учреждения",
        "образовательная организация", "образовательное учреждение", "организация", "учреждение", "наименование",
        "название", "школа", "оо", "full_name", "name",
    ),
    Column.SHORT_NAME: (
        "краткое наименование организации", "сокращенное наименование организации", "краткое наименование",
        "краткое название", "сокращенное наименование", "сокращенное название", "short_name",
    ),
    Column.TYPE: (
        "тип организации", "тип учреждения", "вид организации", "вид учреждения", "тип оо", "тип", "вид", "type",
    ),
    Column.SPHERE: ("сфера 1", "сфера", "сфера деятельности"),
    Column.OGRN: ("огрн", "огрн организации", "ogrn"),
    Column.DISTRICT: (
        "муниципальный район", "наименование района", "название района", "район", "муниципальное образование",
        "район/город", "район (город)", "мр/го", "мр", "мо", "муниципалитет", "территория", "городской округ",
        "district",
    ),
    Column.FOUNDER: ("учредитель",),
    Column.LEVEL: ("уровень",),
    Column.CATEGORY: ("категория паблика", "категория госпаблика", "категория", "category"),
    Column.LINK: (
        "ссылка на госпаблик вк", "ссылка на госпаблик", "ссылка на паблик", "ссылка на сообщество",
        "ссылка на группу", "ссылка на страницу", "ссылка вк", "ссылка вконтакте", "ссылка vk", "госпаблик", "паблик",
        "сообщество вк",
        "группа вк", "группа вконтакте", "страница вк", "вконтакте", "вк", "vk", "ссылка", "адрес паблика",
        "url", "link",
    ),
    Column.VK_ID: ("id госпаблика", "id паблика", "id сообщества", "id группы", "id вк", "id vk", "vk_id"),
    Column.CABINET: (
        "подключение к компоненту госпаблики", "подключение к компоненту «госпаблики", "кабинет в системе госпаблики",
        "кабинет госпаблики", "кабинет", "наличие кабинета", "cabinet",
    ),
    Column.STATE_MARK: (
        "госметка", "отметка госорганизация", "государственная метка", "метка госорганизация", "галочка", "state_mark",
    ),
}  # fmt: skip
# Headings longer than the table knows, such as «Ссылка на официальную группу школы в ВКонтакте».
LONG_HEADINGS = ((re.compile(r"^(?:ссылка|адрес)\b.*(?:вк\b|vk|вконтакте|паблик|сообществ|групп)"), Column.LINK),)

_RANK = {word_key(name): (place, column) for column, names in HEADINGS.items() for place, name in enumerate(names)}


def heading_key(text: str) -> str:
    """Return a heading without quotes, brackets, line breaks and footnote marks."""
    plain = re.sub("[«»*:]", " ", outside_brackets(word_key(text)))
    return " ".join(plain.split()).strip(" .,")


@lru_cache(4096)
def column_of(heading: str) -> tuple[int, Column] | None:
    """Return the column that a heading names and how well (0 best), None for a column of no interest."""
    for key in (word_key(heading), heading_key(heading)):
        if key in _RANK:
            return _RANK[key]
    key = heading_key(heading)
    return next(((99, column) for pattern, column in LONG_HEADINGS if pattern.search(key)), None)


def columns_in(cells: Sequence[str], known: Mapping[str, Column | None]) -> dict[Column, int]:
    """Return the place of every column that this row, read as a header, names.

    ``known``: what people said of headings, by ``heading_key``; their word goes before the table's.
    """
    best: dict[Column, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        key = heading_key(cell)
        said = known.get(key) if key else None
        found = (-1, said) if said else (None if key in known else column_of(cell))
        if found:
            rank, column = found
            best[column] = min(best.get(column, (rank, place)), (rank, place))
    return {column: place for column, (_, place) in best.items()}


def is_header(columns: Mapping[Column, int]) -> bool:
    """Tell whether so many known headings make a header: two, one of which says whose row it is."""
    return len(columns) >= 2 and bool(columns.keys() & {Column.NAME, Column.LINK, Column.VK_ID})


def find_header(
    rows: Sequence[Sequence[str]], known: Mapping[str, Column | None]
) -> tuple[int, dict[Column, int]] | None:
    """Return the header row's index and columns: the row with most known headings among the first ones."""
    candidates = [(index, columns_in(row, known)) for index, row in enumerate(rows[:HEADER_WITHIN])]
    candidates = [(index, columns) for index, columns in candidates if is_header(columns)]
    return max(candidates, key=lambda found: len(found[1]), default=None)
