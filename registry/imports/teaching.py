"""What people teach the portal about columns: which heading is which, in every list from then on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.imports import columns
from registry.imports.columns import Column, heading_key
from registry.models import Heading

LONGEST = 300


@dataclass(frozen=True)
class Named:
    """A heading of a list. ``column``: what it is taken for, None for one that is not read; ``examples``: cells."""

    heading: str
    column: Column | None
    examples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return heading_key(self.heading)[:LONGEST]


def known() -> dict[str, Column | None]:
    """Return what people said of headings, by key."""
    return {key: Column(name) if name else None for key, name in Heading.objects.values_list("key", "column")}


def named_in(head: list[list[str]], header: int, taught: Mapping[str, Column | None]) -> list[Named]:
    """Return the headings that stand in this line, each with the first cells under it."""
    if not 0 <= header < len(head):
        return []
    places = {place: column for column, place in columns.columns_in(head[header], taught).items()}
    below = head[header + 1 :]
    return [
        Named(cell, places.get(place), tuple(_examples(below, place)))
        for place, cell in enumerate(head[header])
        if heading_key(cell)
    ]


def _examples(rows: Iterable[list[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place].strip()][:2]


def fault(chosen: Mapping[str, Column | None]) -> str:
    """Return the column that two headings of one sheet are taken for, «header» for too few columns, or nothing."""
    told = [column for column in chosen.values() if column]
    twice = next((column for column in told if told.count(column) > 1), None)
    if twice:
        return str(twice)
    return "" if columns.is_header(dict.fromkeys(told, 0)) else "header"


def teach(heading: str, column: Column | None) -> None:
    """Remember which column the heading is; what the portal knows by itself needs no remembering."""
    key = heading_key(heading)[:LONGEST]
    found = columns.column_of(heading)
    if (found[1] if found else None) is column:
        Heading.objects.filter(key=key).delete()
    else:
        told = {"heading": heading[:LONGEST], "column": column or ""}
        Heading.objects.update_or_create(key=key, defaults=told)


def guessed_header(head: list[list[str]]) -> int:
    """Return the line that looks most like a header where none is known: the fullest of the first ones."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in head[:10]]
    return filled.index(max(filled)) if filled else 0
