"""manage.py demo_sheets FILE: sheets and visits that an invented region's people have told; twice is once."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
from django.core.management.base import BaseCommand
from django.utils import timezone

from qrcodes import placing
from qrcodes.queries import quota_of
from registry import demonstrating
from registry.models import Institution, User


class Command(BaseCommand):
    help = "Заполняет демостенд: где висят листы и что увидели на месте"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="файл, который записал python -m demo.people")

    def handle(self, *, file: Path, **options):
        told = demonstrating.read(file)
        people, specialist = demonstrating.people(told["people"]), demonstrating.specialist()
        there = set(Institution.objects.values_list("ogrn", flat=True))
        # Whom people have taken out of the stand's registry has no sheets.
        for row in [row for row in told["placements"] if row["ogrn"] in there]:
            _place(row, people[row["by"]])
        for row in [row for row in told["inspections"] if row["ogrn"] in there]:
            _inspect(row, specialist)


def _place(row: Mapping[str, Any], by: User) -> None:
    institution, on = Institution.objects.get(ogrn=row["ogrn"]), timezone.localdate() - timedelta(days=row["days"])
    with pghistory.context(user=by.pk):
        told = {"zone": row["zone"], "words": row["place"], "on": on, "photo": None}
        placement = placing.place(institution, by, UUID(row["key"]), **told)
        if row["withdrawn"]:
            placing.withdraw(placement, by, row["withdrawn"])


def _inspect(row: Mapping[str, Any], by: User) -> None:
    institution = Institution.objects.get(ogrn=row["ogrn"])
    quota = quota_of(institution)
    zones = quota.zones if quota else []
    seen = [zone for zone in zones if zone not in row["unseen"]]
    with pghistory.context(user=by.pk):
        placing.inspect(institution, by, UUID(row["key"]), zones=zones, seen=seen, photos=[], note=row["note"])
