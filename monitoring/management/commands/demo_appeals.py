"""manage.py demo_appeals FILE: appeals of an invented region's schools against the last closed week; twice is once."""

from collections.abc import Mapping
from pathlib import Path

import pghistory
from django.core.management.base import BaseCommand

from monitoring import appealing, clock
from monitoring.appealing import AlreadyWaiting, Claim, NotDisputable
from monitoring.models import Appeal
from registry import demonstrating
from registry.models import Public, User


class Command(BaseCommand):
    help = "Заполняет демостенд: с какими вердиктами школы не согласны"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="файл, который записал python -m demo.people")

    def handle(self, *, file: Path, **options):
        told = demonstrating.read(file)
        people = demonstrating.people(told["people"])
        for row in told["appeals"]:
            try:
                _dispute(row, people)
            except (NotDisputable, AlreadyWaiting, Public.DoesNotExist):
                # People may have worked on the stand, an audit may have been stopped: it works without the appeal.
                self.stdout.write(f"{row['by']}: такой вердикт сейчас не оспорить.")


def _dispute(row: Mapping[str, str], people: Mapping[str, User]) -> None:
    by, public = people[row["by"]], Public.objects.get(institution__ogrn=row["ogrn"])
    if Appeal.objects.filter(public=public, rule=row["rule"], made_by=by).exists():
        return
    claim = Claim(row["rule"], clock.week_of(clock.now()).shift(-1), row["reason"])
    with pghistory.context(user=by.pk):
        appeal = appealing.make(public, claim, by)
    if "comment" in row:
        officer = people[row["commented_by"]]
        with pghistory.context(user=officer.pk):
            appealing.comment(appeal, row["comment"], officer)
    if "declined" in row:
        specialist = demonstrating.specialist()
        with pghistory.context(user=specialist.pk):
            appealing.decline(appeal, row["declined"], specialist)
