"""Lists for the tests, as the people of the field would send them."""

import io

import openpyxl

HEADER = ["Организация", "Тип", "Район", "Категория", "Ссылка"]
SCHOOL = ["МБОУ «Апастовская СОШ»", "Школа", "Апастовский", "флагман", "vk.com/school1"]


def xlsx(*rows, merge=(), sheet="Лист1") -> bytes:
    """Return a workbook of one sheet with these rows, and cells merged by ranges («A2:A4»)."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for cells in merge:
        page.merge_cells(cells)
    return saved(book)


def saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv(*rows, delimiter=";", encoding="utf-8") -> bytes:
    """Return rows as Excel writes them, quotes doubled."""
    lines = [delimiter.join(_cell(cell, delimiter) for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def _cell(text: str, delimiter: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if {'"', delimiter, "\n"} & set(text) else text
