"""Write a week's audit as a file."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from monitoring import clock, exporting
from monitoring.weeks import Week
from registry.models import Public


def week(text: str) -> Week:
    """Read a week given on the command line; one that has not begun has nothing to show."""
    try:
        parsed = Week.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if parsed > clock.week_of(clock.now()):
        raise CommandError(f"Неделя {text} ещё не началась.")
    return parsed


class Command(BaseCommand):
    help = "Выгружает аудит недели: одна строка на паблик."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--week", type=week, required=True, help="неделя, например 2026-W46")
        parser.add_argument("--format", choices=exporting.FORMATS, required=True)
        parser.add_argument("--output", type=Path, help="файл; без него — стандартный вывод")

    def handle(self, *, week: Week, format: str, output: Path | None, **options) -> None:
        records = exporting.records(Public.objects.present(), week)
        if output is None:
            exporting.write(records, format, sys.stdout.buffer)
            return
        partial = output.with_name(output.name + ".part")
        with partial.open("wb") as file:
            count = exporting.write(records, format, file)
        # A reader sees the old file or the whole new one, never a half.
        partial.replace(output)
        self.stdout.write(f"Записано: {count}, файл {output}")
