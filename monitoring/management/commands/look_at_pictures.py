"""Fetch and measure covers and avatars now, without waiting for the queue."""

from django.core.management.base import BaseCommand

from monitoring.pictures import looking

A_DAY = 24 * 3600


class Command(BaseCommand):
    help = "Загружает обложки и аватары, которых ещё не видели, и проверяет, не видны ли на них пикселы."

    def handle(self, **options) -> None:
        looked = looking.look(A_DAY)
        self.stdout.write(f"Просмотрено адресов картинок: {looked}.")
