"""One public that several institutions name: shown as such, with what will happen, and decided by a person alone."""

import time

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.imports import keeping, preparing
from registry.models import ImportRow, Institution, Public
from tests.registry.directory.people import institution
from tests.registry.tables import HEADER, SCHOOL, csv

from .conftest import page_of

pytestmark = pytest.mark.django_db
BRANCH = ["Филиал школы", "Школа", "Апастовский", "", "vk.com/school1"]
OTHER = ["Лицей № 9", "Лицей", "Апастовский", "", "vk.com/school9"]


def test_the_preview_names_the_others_and_writes_none_until_somebody_decides(upload, press, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL, BRANCH, OTHER))
    assert one.counts == {"rejected": 2, "added": 1}
    page = page_of(specialist, one)
    assert "Общие паблики: 1, их называют 2 строки разных организаций" in page
    assert "ни одна из этих строк не запишется" in page
    assert f"общий паблик: его называет и строка 2 ({SCHOOL[0]})" in page
    assert "общий паблик, решите, чей он — 2" in page
    press(one, "write")
    assert [row.short_name for row in Institution.objects.all()] == ["Лицей № 9"]


def test_the_row_that_is_left_gets_the_public_and_the_other_one_a_note(upload, press, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL, BRANCH))
    branch = one.rows.get(name=BRANCH[0])
    one = press(one, "leave_out", "import_choose", scope="marked", row=branch.pk)
    assert one.counts == {"added": 1, "left_out": 1}
    assert "Общие паблики" not in page_of(specialist, one)
    press(one, "write")
    other = institution(BRANCH[0], apastovo, full_name=BRANCH[0])
    public = Public.objects.get(vk_id=101)
    specialist.post(reverse("registry:institution_share", args=[other.pk]), {"public": public.pk})
    again = upload(csv(HEADER, SCHOOL, BRANCH))
    assert again.counts == {"unchanged": 2}
    assert again.rows.get(place=2).remarks == [f"общий паблик, записан за организацией «{public.institution}»"]


def test_whom_the_registry_knows_stands_and_a_newcomer_waits(upload, school, apastovo):
    one = upload(csv(HEADER, BRANCH, [*SCHOOL[:3], "", SCHOOL[4]]))
    assert [row.outcome for row in one.rows.order_by("place")] == ["rejected", "unchanged"]


def test_rows_of_one_institution_are_no_shared_public(upload, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL, [*SCHOOL[:3], "визитка", SCHOOL[4]]))
    assert one.counts == {"rejected": 2}
    assert "Общие паблики" not in page_of(specialist, one)


def test_thousands_of_rows_that_name_one_public_cost_what_each_of_them_costs():
    one = keeping.receive(csv(HEADER, SCHOOL), "список.csv", timezone.now())
    cells = ({"name": "Школа", "district": f"Район {n}"} for n in range(8000))
    ImportRow.objects.bulk_create(ImportRow(of=one, place=n, number=n, cells=c, vk_id=1) for n, c in enumerate(cells))
    begun = time.process_time()
    preparing.Tasks(one)
    assert time.process_time() - begun < 4
