"""Lists for the tests, as the people of the field would send them."""

import io

import openpyxl

from registry.imports.lists import Layout, ListRow, Table, no_header, no_rows, tables

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


def read(data: bytes, **layout) -> Table:
    """Return the first sheet that has a header, its lines split into ``rows`` and ``skipped``."""
    for table in tables(data, Layout(**layout)):
        if table.headings:
            lines = list(table.lines)
            table.rows = [line for line in lines if isinstance(line, ListRow)]
            table.skipped = [line for line in lines if not isinstance(line, ListRow)]
            if not table.rows:
                raise no_rows()
            return table
    raise no_header()
