"""Judge a frozen week again from its facts alone."""

from django.core.management.base import BaseCommand

from monitoring import judging

from .export_audit import week


class Command(BaseCommand):
    help = "Пересчитывает вердикты недели по замороженным фактам, без обращения к ВКонтакте."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--week", type=week, required=True, help="неделя, например 2026-W46")

    def handle(self, *, week, **options) -> None:
        self.stdout.write(f"Пересчитано пабликов: {judging.recompute(week)}")
