"""`manage.py recount`: count what dashboards show anew, from the rows themselves."""

from typing import Any

from django.core.management.base import BaseCommand

from monitoring import tallying


class Command(BaseCommand):
    help = "Пересчитывает сводные числа страниц по самим записям. Портал при этом работает."

    def handle(self, *args: Any, **options: Any) -> None:
        tallying.rebuild()
        if options["verbosity"]:
            self.stdout.write("Сводные числа пересчитаны.")
