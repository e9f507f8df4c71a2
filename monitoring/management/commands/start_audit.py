"""Start an audit as the night does, through Celery, and watch it."""

import threading

from django.core.management.base import BaseCommand, CommandError

from monitoring import clock, planning
from monitoring.models import Run
from monitoring.progress import progress_of
from monitoring.tasks import announce_run


class Command(BaseCommand):
    help = "Запускает аудит через Celery."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--follow", action="store_true", help="показывать ход и дождаться конца")
        parser.add_argument("--if-none", action="store_true", help="только если ни один аудит ещё не закончен")

    def handle(self, *, follow: bool, if_none: bool, **options) -> None:
        if if_none and Run.objects.filter(finished_at__isnull=False).exists():
            return
        try:
            run = planning.plan_due(clock.now())
        except planning.NothingDue:
            self.stdout.write("Сегодня все паблики уже прочитаны.")
            return
        except planning.RunUnderWay as busy:
            run = busy.run
        announce_run(run)
        if follow:
            self._follow(run)

    def _follow(self, run: Run) -> None:
        shown = ""
        while run.under_way:
            line = str(progress_of(run))
            if line != shown:
                self.stdout.write(line)
            shown = line
            threading.Event().wait(1)
            run.refresh_from_db()
        self.stdout.write(f"Аудит: {run.get_state_display()}. Не собрано: {run.misses.count()}.")
        if run.state == Run.State.STOPPED:
            raise CommandError("Аудит остановлен.")
