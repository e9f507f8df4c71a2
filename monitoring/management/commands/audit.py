"""The nightly audit in the foreground: the same code, without the queue."""

import sys
import threading
from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from monitoring import audits, clock, planning
from monitoring.models import Batch, Run
from monitoring.progress import Progress, progress_of
from monitoring.queries.searching import publics_of_links
from registry.models import Public
from vk.door import Door

from .export_audit import week


class Command(BaseCommand):
    help = "Проводит аудит: читает паблики во ВКонтакте и считает вердикты."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--week", type=week, help="с какой недели читать и считать, например 2026-W46")
        parser.add_argument("--public", nargs="+", metavar="URL", help="только эти паблики")
        parser.add_argument("--all", action="store_true", help="все паблики, и те, что сегодня уже прочитаны")

    def handle(self, *, week=None, public=None, **options) -> None:
        if not (settings.VK_SERVICE_TOKENS or settings.VK_USER_TOKENS):
            raise CommandError("Не задан ни один токен: нужен VK_SERVICE_TOKENS или VK_USER_TOKENS.")
        try:
            run = self._begin(_chosen(public) if public else None, week, options["all"])
        except planning.NothingDue:
            self.stdout.write("Сегодня все паблики уже прочитаны. Прочитать их ещё раз: manage.py audit --all")
            return
        worker = threading.Thread(target=_work, args=(run,), daemon=True)
        worker.start()
        while worker.is_alive():
            worker.join(1)
            self._show(progress_of(run))
        self._report(run)

    def _begin(self, chosen: list[int] | None, week, everyone: bool) -> Run:
        if not Public.objects.present().exists():
            raise CommandError("В реестре нет ни одного паблика. Загрузите список: manage.py import_registry ФАЙЛ")
        try:
            if chosen is None and not (week or everyone):
                return planning.plan_due(clock.now())
            first = min(week, clock.week_of(clock.now()).shift(-planning.WEEKS_BACK)) if week else None
            read = chosen or planning.reading_order()
            return planning.plan(read, clock.now(), first_week=first, on_request=chosen is not None)
        except planning.RunUnderWay as busy:
            self.stdout.write(f"{busy}: помогаем его закончить.")
            return busy.run

    def _show(self, progress: Progress) -> None:
        if sys.stdout.isatty():
            self.stdout.write(f"\r{progress}\033[K", ending="")
            self.stdout.flush()

    def _report(self, run: Run) -> None:
        run.refresh_from_db()
        if run.under_way:
            raise CommandError("Аудит не закончен: работа прервалась. Повторите команду, она продолжит.")
        self.stdout.write(f"{run.get_state_display()}. Пабликов: {run.publics_total}, вызовов ВКонтакте: {run.calls}.")
        self.stdout.write(f"Новых постов: {run.posts_new}. Не собрано: {run.misses.count()}.")
        for miss in run.misses.select_related("public__institution"):
            self.stdout.write(f"  {miss.public.url} — {miss.public.institution}: {miss.detail or miss.reason}")
        if run.state != Run.State.COMPLETE:
            raise CommandError("Собрано не всё: причины выше. Вердикты посчитаны по тому, что известно.")


def _work(run: Run) -> None:
    """Do batches until the run ends; wait while others hold the last ones of a step."""
    try:
        with Door.from_settings() as door:
            while audits.work(run, door) or _others_work(run):
                threading.Event().wait(0.2)
    finally:
        connection.close()


def _others_work(run: Run) -> bool:
    return (
        Run.objects.filter(pk=run.pk, state=Run.State.UNDER_WAY).exists()
        and Batch.objects.filter(run=run, done_at=None).exists()
    )


def _chosen(addresses: Sequence[str]) -> list[int]:
    """Return the ids of the publics named by their addresses."""
    found = publics_of_links(Public.objects.present(), addresses)
    if unknown := [address for address in addresses if address not in found]:
        raise CommandError(f"{', '.join(unknown)}: такого паблика нет в реестре.")
    return [found[address].pk for address in addresses]
