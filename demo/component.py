"""An invented export of the «Госпаблики» component: what a regional team downloads, of any length, without categories.

Real schools are many and alike; so are these. Links lead to communities of ``world``, to nobody else's.
"""

from io import BytesIO

import xlsxwriter

from demo import names
from demo.world import World, community

FIRST_ID = 995_000_001
HEADER = (
    "Уровень", "Учредитель", "Наименование подведомственной организации", "ОГРН", "Сфера 1", "Сфера 2", "Сфера 3",
    "Статус", "Причина", "ID госпаблика", "Ссылка на госпаблик ВК", "Адрес, указанный в настройках страницы",
    "Подключение к компоненту «Госпаблики» (да/нет)", "Госметка (да/нет)", "Оформление (%)", "Виджеты (0/1/2)",
    "Активность (%)", "Количество подписчиков", "Общий охват аудитории за неделю", "Средний охват одной публикации",
)  # fmt: skip
NAMES = (
    "МБОУ «Средняя общеобразовательная школа № {n}»",
    "МБДОУ «Детский сад № {n} «Солнышко»",
    "МАОУ «Гимназия № {n}»",
    "МБУДО «Дом детского творчества № {n}»",
    "МБОУ «Основная школа села Верхнее-{n}»",
    "МБДОУ «Детский сад комбинированного вида № {n}»",
)
WITHOUT_PUBLIC = 20  # one in so many


def districts() -> list[str]:
    return [name for _kind, name, *_rest in names.DISTRICTS]


def rows(count: int) -> list[list[str]]:
    """Return rows below the header; numbers and names of no two are the same."""
    places = districts()
    return [_row(number, places[number % len(places)]) for number in range(count)]


def _row(number: int, place: str) -> list[str]:
    id = 0 if number % WITHOUT_PUBLIC == 0 else FIRST_ID + number
    link = f"https://vk.com/club{id}" if id else ""
    founder = f"Исполнительный комитет ({place})"
    told = ["МО", founder, NAMES[number % len(NAMES)].format(n=number), ogrn(number), "Образование", "", ""]
    return [*told, "Активен", "", str(id), link, "", "да", "да", "80", "1", "75", "412", "1930", "310"]


def ogrn(number: int) -> str:
    """Return a number that has the form of an ОГРН and its control digit."""
    body = f"10216{number:07d}"
    return f"{body}{int(body) % 11 % 10}"


def world(count: int) -> World:
    return World(community(FIRST_ID + number, f"Паблик № {number}") for number in range(count))


def workbook(count: int) -> bytes:
    """Return the export as an XLSX file."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Выгрузка")
        for line, row in enumerate([list(HEADER), *rows(count)]):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)
    return file.getvalue()
