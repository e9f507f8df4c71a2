"""Fetch and measure covers and avatars now, without waiting for the queue."""

from django.core.management.base import BaseCommand

from monitoring import clock
from monitoring.pictures import looking

A_DAY = 24 * 3600


class Command(BaseCommand):
    help = "Загружает обложки и аватары, которых ещё не видели, и проверяет, не видны ли на них пикселы."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--lost", action="store_true", help="и те, чьи файлы пропали из папки media/pictures")

    def handle(self, *, lost: bool, **options) -> None:
        if lost:
            self.stdout.write(f"Пропали файлы картинок: {looking.look_again_at_lost(clock.now())}.")
        looked = looking.look(A_DAY)
        self.stdout.write(f"Просмотрено адресов картинок: {looked}.")
