"""manage.py import_registry FILE [--dry-run]: the ministry's or a district's list into the registry."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.deciding import Decision, Outcome
from registry.importing import Report, carry_out, preview, read_list
from registry.lists import UnreadableList
from registry.rows import Rejection
from registry.workbooks import LARGEST_FILE
from vk.door import Door
from vk.errors import VkError


class Command(BaseCommand):
    help = "Загружает список организаций и пабликов (XLSX или CSV); строки с ошибками перечисляет"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="файл XLSX или CSV")
        parser.add_argument("--dry-run", action="store_true", help="только показать, ничего не записывать")

    def handle(self, *, file: Path, dry_run: bool, **options):
        reading = self._read(file)
        report = preview(reading) if dry_run else carry_out(reading, timezone.now())
        self._print(report, dry_run, int(options["verbosity"]))
        if report.counts[Outcome.REJECTED]:
            sys.exit(1)

    def _read(self, file: Path):
        try:
            with file.open("rb") as source, Door.from_settings() as door:
                return read_list(source.read(LARGEST_FILE + 1), file.name, door, self._progress)
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

    def _print(self, report: Report, dry_run: bool, verbosity: int) -> None:
        for decision in report.decisions:
            for line in _lines(decision, verbosity):
                self.stdout.write(line)
        for name in report.districts:
            self.stdout.write(_("добавлен район «%(name)s»") % {"name": name})
        if report.skipped:
            told = {"rows": ", ".join(map(str, report.skipped))}
            self.stdout.write(_("пропущены строки без организаций (итоги, заголовки): %(rows)s") % told)
        self.stdout.write(_totals(report))
        if dry_run:
            self.stdout.write(_("Пробный запуск: ничего не записано."))


def _lines(decision: Decision, verbosity: int) -> list[str]:
    """Return the lines about one row; what was added or changed is told in detail with ``-v 2``."""
    head = _("строка %(row)s") % {"row": decision.row}
    if decision.rejection:
        return [f"{head}, {_rejected(decision.rejection)}"]
    told = [f"{head}, {decision.name}: {one}" for one in decision.remarks]
    if verbosity > 1:
        told += [f"{head}, {decision.name}: {one.field}: {one.old} → {one.new}" for one in decision.changes]
    return told


def _rejected(one: Rejection) -> str:
    told = {"column": one.column, "value": one.value, "reason": one.reason}
    text = _("колонка «%(column)s», «%(value)s»: %(reason)s") % told
    return text + (_(" (возможно, %(suggestion)s)") % {"suggestion": one.suggestion} if one.suggestion else "")


def _totals(report: Report) -> str:
    counts = {outcome.value: report.counts[outcome] for outcome in Outcome}
    return (
        _("добавлено: %(added)s, изменено: %(changed)s, без изменений: %(unchanged)s, отклонено: %(rejected)s")
        % counts
    )
