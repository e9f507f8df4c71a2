"""manage.py import_registry FILE [--dry-run]: the ministry's or a district's list into the registry.

The same steps as on the page. What the list lacks is taken from the portal's suggestions, and each is told.
"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import wording
from registry.imports import alone, keeping
from registry.imports.exporting import why
from registry.imports.sheets import LARGEST_FILE, UnreadableList
from registry.models import Import, ImportRow, Outcome
from vk.errors import VkError

REFUSED = (Outcome.REJECTED, Outcome.UNDECIDED)


class Command(BaseCommand):
    help = "Загружает список организаций и пабликов (XLSX или CSV); строки с ошибками перечисляет"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="файл XLSX или CSV")
        parser.add_argument("--dry-run", action="store_true", help="только показать, ничего не записывать")

    def handle(self, *, file: Path, dry_run: bool, **options):
        one = self._prepare(file)
        if not dry_run:
            alone.write(one)
        self._print(one, dry_run, int(options["verbosity"]))
        refused = one.rows.filter(outcome__in=REFUSED).exists()
        if dry_run:
            keeping.drop(one)
        if refused:
            sys.exit(1)

    def _prepare(self, file: Path) -> Import:
        try:
            with file.open("rb") as source:
                return alone.prepare(source.read(LARGEST_FILE + 1), file.name, timezone.now(), self._progress)
        except OSError as error:
            raise CommandError(
                _("Файл %(file)s не открывается: %(why)s") % {"file": file, "why": error.strerror}
            ) from error
        except UnreadableList as error:
            raise CommandError(_("%(file)s: %(why)s Ничего не записано.") % {"file": file, "why": error}) from error
        except VkError as error:
            reason = _("ВКонтакте не отвечает, ссылки не проверены: %(why)s. Ничего не записано, повторите позже.")
            raise CommandError(reason % {"why": error}) from error

    def _progress(self, done: int, total: int) -> None:
        text = _("Проверка ссылок во ВКонтакте: %(done)s из %(total)s") % {"done": done, "total": total}
        watched = self.stdout.isatty()
        self.stdout.write(f"\r{text}" if watched else text, ending="\n" if done == total or not watched else "")

    def _print(self, one: Import, dry_run: bool, verbosity: int) -> None:
        for row in one.rows.order_by("place").iterator(1000):
            for line in _lines(row, verbosity):
                self.stdout.write(line)
        for name in one.new_districts:
            self.stdout.write(_("добавлен район «%(name)s»") % {"name": name})
        if one.skipped:
            told = {"rows": ", ".join(map(str, one.skipped))}
            self.stdout.write(_("пропущены строки без организаций (итоги, заголовки): %(rows)s") % told)
        self.stdout.write(_totals(one))
        if dry_run:
            self.stdout.write(_("Пробный запуск: ничего не записано."))


def _lines(row: ImportRow, verbosity: int) -> list[str]:
    """Return the lines about one row; what was added or changed is told in detail with ``-v 2``."""
    head = _("строка %(row)s") % {"row": row.number}
    if row.outcome in REFUSED:
        return [f"{head}, {_refused(row)}"]
    told = [f"{head}, {row.name}: {one}" for one in [*_taken_from_suggestions(row), *row.remarks]]
    if verbosity > 1:
        changes = [(wording.field(what, name), name, old, new) for what, name, old, new in wording.shown(row.changes)]
        told += [
            f"{head}, {row.name}: {field}: {wording.value(name, old)} → {wording.value(name, new)}"
            for field, name, old, new in changes
        ]
    return told


def _taken_from_suggestions(row: ImportRow) -> list[str]:
    texts = {
        "type": _("тип определён по названию: %(value)s"),
        "district": _("район определён по учредителю или названию: %(value)s"),
    }
    return [
        text % {"value": wording.value(name, row.chosen[name])} for name, text in texts.items() if name in row.chosen
    ]


def _refused(row: ImportRow) -> str:
    if not row.rejection:
        return f"{row.name}: {why(row)[0]}"
    text = _("колонка «%(column)s», «%(value)s»: %(reason)s") % row.rejection
    suggestion = row.rejection["suggestion"]
    return text + (_(" (возможно, %(suggestion)s)") % {"suggestion": suggestion} if suggestion else "")


def _totals(one: Import) -> str:
    counts = {outcome: one.rows.filter(outcome=outcome).count() for outcome in Outcome.values}
    counts["rejected"] += counts["undecided"]
    return (
        _("добавлено: %(added)s, изменено: %(changed)s, без изменений: %(unchanged)s, отклонено: %(rejected)s")
        % counts
    )
