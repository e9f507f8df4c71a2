"""The invented region «Озёрный край»: its world for the local VK, its districts, and the ministry's list.

``python -m demo.region OUT.xlsx [--districts OUT.csv]`` writes the list as a ministry would send it.
"""

import argparse
import csv
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import xlsxwriter

from demo import names, walls
from demo.institutions import SEED, Institution, dice_of, institutions
from demo.world import Token, World

TOKENS = {
    "demo-service-1": Token.SERVICE,
    "demo-service-2": Token.SERVICE,
    "demo-user-1": Token.USER,
    "demo-user-2": Token.USER,
}
TITLE = "Вымышленный список официальных страниц организаций (Озёрный край). Ни одной из них нет на самом деле"
COLUMNS = (
    ("№ п/п", 6),
    ("Краткое название", 42),
    ("Полное название", 70),
    ("Тип", 24),
    ("Район", 34),
    ("ОГРН", 16),
    ("Категория", 16),
    ("Ссылка", 44),
    ("Госметка (да/нет)", 12),
    ("Подключение к компоненту «Госпаблики» (да/нет)", 14),
)
# The ways in which people write one address; {n} is the community's number, {s} its screen name.
LINKS = (
    "https://vk.com/{s}",
    "https://vk.com/{s}",
    "https://vk.com/{s}",
    "https://vk.com/club{n}",
    "vk.com/public{n}",
    "@{s}",
    "https://m.vk.com/public{n}?w=wall-{n}_45",
    "vk.ru/{s}",
    "Группа ВК: https://vk.com/{s}",
    "http://www.vk.com/{s}/",
    " https://vk.com/wall-{n}_12 ",
    "https://vk.com/{s}?from=search.",
)
NAME, CATEGORY, LINK = 1, 6, 7
NO_LINKS = ("нет", "", "-", "отсутствует")
CATEGORY_WORDS = {
    "flagship": ("флагман", "флагманский", "Флагманские паблики"),
    "active": ("активный", "Активный"),
    "card": ("визитка", "паблик-визитка"),
    "unset": ("",),
}
YES_NO = {True: "да", False: "нет", None: ""}


def region(seed: int = SEED, copies: int = 1) -> World:
    """Return the region's world; its walls are drawn when they are first read. ``copies`` make it larger."""
    present = (one for copy in range(copies) for one in map(partial(_copied, copy), institutions(seed)))
    publics = (walls.community(one) for one in present if one.community_id)
    return World(publics, TOKENS, {"zavuch_demo": 700_000_001})


def _copied(copy: int, one: Institution) -> Institution:
    if not copy or not one.community_id:
        return one
    id = one.community_id + copy * 10_000
    return replace(one, community_id=id, screen_name=f"club{id}")


def link(one: Institution) -> str:
    """Return what the list's link column says of an institution."""
    dice = dice_of("link", one.number)
    if one.community_id is None:
        return dice.choice(NO_LINKS)
    # A renamed or a deleted community is found by its number only.
    forms = [form for form in LINKS if "{s}" not in form] if one.character in {"renamed", "deleted"} else LINKS
    return dice.choice(forms).format(n=one.community_id, s=one.screen_name)


def rows(seed: int = SEED) -> list[list[str]]:
    """Return the list's rows below its header."""
    return [_row(one) for one in institutions(seed)]


def _row(one: Institution) -> list[str]:
    word = dice_of("category", one.number).choice(CATEGORY_WORDS[one.category])
    told = [str(one.number), one.short, one.full, one.type, one.district, one.ogrn]
    return [*told, word, link(one), YES_NO[one.mark], YES_NO[one.cabinet]]


def district_rows(seed: int = SEED) -> list[list[str]]:
    """Return what a district sends in: some of its rows anew, three it has opened, and the slips that people make."""
    district = names.DISTRICTS[0][1]
    known = [_row(one) for one in institutions(seed) if one.district == district][:12]
    known[1][CATEGORY], known[2][CATEGORY] = "активный", "визитка"
    known[3][NAME] += " имени А. Камалова"
    known[4][LINK], known[5][LINK] = "https://vk.com/id700000001", "школа в контакте"
    opened = ["Берёзовская начальная школа", "Берёзовский дом творчества", "Берёзовский центр «Рост»"]
    return [*known, *(["", name, f"Муниципальное учреждение «{name}»", "", district] for name in opened)]


def write_list(path: Path | str, seed: int = SEED) -> int:
    """Write the ministry's list and return its number of rows."""
    return write_rows(path, rows(seed))


def write_rows(path: Path | str, told: list[list[str]]) -> int:
    """Write a list of these rows below the ministry's header and return their number."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Перечень (вымышленный)")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, TITLE, bold)
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, title, bold)
        for number, row in enumerate(told, start=2):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(2, 0)
    return len(told)


def districts() -> list[tuple[str, str, str, str]]:
    """Return (kind, name, genitive, Tatar name), «Республиканские» left out: every region has them."""
    return [(kind, name, _genitive(name), tatar) for kind, name, _, tatar, _ in names.DISTRICTS]


def _genitive(name: str) -> str:
    if name.startswith("г. "):
        return f"{name}а"
    return name.replace("ий муниципальный район", "ого муниципального района")


def write_districts(path: Path | str) -> None:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("kind", "name_ru", "genitive_ru", "name_tt"))
        writer.writerows(districts())


def summary(seed: int = SEED) -> Counter[str]:
    """Return how many institutions there are of each character."""
    return Counter(str(one.character) for one in institutions(seed))


def main() -> None:
    parser = argparse.ArgumentParser(description="Записать список организаций вымышленного региона")
    parser.add_argument("output", help="куда записать список, .xlsx")
    parser.add_argument("--districts", help="куда записать районы, .csv")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    write_list(options.output, options.seed)
    if options.districts:
        write_districts(options.districts)


if __name__ == "__main__":
    main()
