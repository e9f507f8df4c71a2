"""Decisions about a list's rows, taken before anything is written and kept with the rows for a person to see."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from registry import names
from registry.imports.columns import Column
from registry.imports.deciding import Deciding, Decision
from registry.imports.reading import list_row
from registry.imports.rows import LONGEST_NAME, Found, Task, Unclear
from registry.models import Import, ImportRow

ROWS_AT_ONCE = 500
DECIDED = ("outcome", "name", "institution", "public", "changes", "remarks", "rejection", "questions", "suggested")
# Questions whose suggestion a person can confirm as it stands.
CONFIRMABLE = ("type", "district", "public")


def decide(one: Import, alive: Callable[[int], None]) -> None:
    """Decide every row anew and keep what is decided. ``alive``: is told how many rows are done."""
    deciding, tasks = Deciding.of_today(), Tasks(one)
    for rows in portions(one):
        record(rows, deciding.portion(tasks.of(rows)), told_again=one.renewed)
        alive(rows[-1].place)
    one.new_districts = sorted(_districts(one) - deciding.snapshot.book.saved_names)
    one.counts = dict(one.rows.values_list("outcome").annotate(count=Count("pk")).order_by())
    one.save(update_fields=["new_districts", "counts"])


def portions(one: Import) -> Iterator[list[ImportRow]]:
    """Yield the rows in their order, some hundred at once."""
    last = 0
    while rows := list(one.rows.filter(place__gt=last).order_by("place")[:ROWS_AT_ONCE]):
        yield rows
        last = rows[-1].place


class Tasks:
    """Rows of an import as the tasks that deciding takes."""

    def __init__(self, one: Import):
        self._sheets = {sheet["name"][:100]: sheet for sheet in one.sheets}
        self._repeated = _repeated(one)

    def of(self, rows: Iterable[ImportRow]) -> list[Task]:
        return [self._task(row) for row in rows]

    def _task(self, row: ImportRow) -> Task:
        sheet = self._sheets[row.sheet]
        headings = {Column(name): heading for name, heading in sheet["headings"]}
        repeated = self._repeated.get(row.place, Repeated("", shared=False))
        return Task(row.place, list_row(row), headings, sheet["title"], link_of(row), row.chosen, *repeated)


def link_of(row: ImportRow) -> Found | Unclear | None:
    """Return what VK said of the row's link."""
    if row.vk_id:
        return Found(row.vk_id, **row.link)
    return Unclear.from_json(row.link) if row.link else None


def record(rows: list[ImportRow], decisions: Iterable[Decision], told_again: bool) -> None:
    """Keep decisions with their rows, writing those alone that differ."""
    changed = []
    for row, decision in zip(rows, decisions, strict=True):
        differs = bool(row.outcome) and differs_from(row, decision)
        if differs or not row.outcome or row.renewed:
            row.renewed = told_again and differs
            _put(row, decision)
            changed.append(row)
    save_rows(changed, [*DECIDED, "renewed"])


def differs_from(row: ImportRow, decision: Decision) -> bool:
    """Tell whether the decision is another one than the row holds."""
    return any(getattr(row, name) != value for name, value in _kept(decision).items())


def save_rows(rows: list[ImportRow], fields: list[str]) -> None:
    """Update rows in one query a portion; they exist, so that it is always the conflict that happens."""
    if rows:
        ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _put(row: ImportRow, decision: Decision) -> None:
    for name, value in _kept(decision).items():
        setattr(row, name, value)


def _kept(decision: Decision) -> dict[str, Any]:
    """Return the decision as a row holds it."""
    suggested = {name: decision.questions[name] for name in CONFIRMABLE if decision.questions.get(name)}
    return {
        "outcome": str(decision.outcome),
        "name": decision.name[:500],
        "institution": decision.institution or None,
        "public": decision.public,
        "changes": decision.changes,
        "remarks": decision.remarks,
        "rejection": asdict(decision.rejection) if decision.rejection else {},
        "questions": decision.questions,
        "suggested": suggested,
    }


def _districts(one: Import) -> set[str]:
    """Return the districts that accepted rows name."""
    accepted = one.rows.filter(outcome__in=["added", "changed", "undecided"]).exclude(changes=[])
    found = (change for changes in accepted.values_list("changes", flat=True).iterator() for change in changes)
    return {new for what, name, _old, new in found if (what, name) == ("institution", "district")}


# --- one public in several rows -------------------------------------------------------------------------
class Repeated(NamedTuple):
    """Why a row waits whose public other rows name too. ``shared``: they name it for other institutions."""

    reason: str
    shared: bool


def _repeated(one: Import) -> dict[int, Repeated]:
    """Return by place why rows that share a public are refused. The first of equal rows stands; unequal all wait."""
    rows = one.rows.exclude(vk_id=None).exclude(chosen__contains={"left_out": True})
    counted = rows.order_by().values("vk_id").annotate(count=Count("pk")).filter(count__gt=1)
    several = list(counted.values_list("vk_id", flat=True))
    sharing: dict[int, list[ImportRow]] = defaultdict(list)
    for row in rows.filter(vk_id__in=several).order_by("place"):
        sharing[row.vk_id or 0].append(row)
    return {place: reason for group in sharing.values() for place, reason in _reasons(group)}


def _reasons(group: list[ImportRow]) -> Iterable[tuple[int, Repeated]]:
    first, *later = group
    several = len({row.sheet for row in group}) > 1
    if all((row.cells, row.section) == (first.cells, first.section) for row in later):
        reason = _("строка повторяет строку %(row)s") % {"row": _where(first, several)}
        return [(row.place, Repeated(reason, shared=False)) for row in later]
    shared = len({names.name_key(_name(row)) for row in group}) > 1
    return [(row.place, Repeated(_told(row, group, several, shared), shared)) for row in group]


def _told(row: ImportRow, group: list[ImportRow], several: bool, shared: bool) -> str:
    """Return which other rows name the row's public, and for whom if it is for others. ``several``: sheets."""
    others = list(islice(_others(row, group), 10))
    if not shared:
        rows = ", ".join(_where(one, several) for one in others)
        return _("тот же паблик указан в строке %(rows)s; оставьте его в одной из строк") % {"rows": rows}
    whose = ", ".join(f"{_where(one, several)} ({Truncator(_name(one)).chars(80)})" for one in others)
    return _("общий паблик: его называет и строка %(rows)s") % {"rows": whose}


def _name(row: ImportRow) -> str:
    """Return the row's name; one that is too long to be taken is compared by its beginning."""
    return (row.cells.get(Column.NAME) or row.cells.get(Column.SHORT_NAME) or "")[:LONGEST_NAME]


def _others(row: ImportRow, group: list[ImportRow]) -> Iterator[ImportRow]:
    return (one for one in group if one is not row)


def _where(row: ImportRow, several: bool) -> str:
    """Return the row's number in the file, with its sheet where the rows are on several."""
    return (
        _("%(number)s листа «%(sheet)s»") % {"number": row.number, "sheet": row.sheet} if several else str(row.number)
    )
