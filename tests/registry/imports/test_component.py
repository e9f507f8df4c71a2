"""The export of the «Госпаблики» component as long as a region's: in, typed and placed, with nobody's retyping."""

from collections import Counter

import pytest
from django.urls import reverse

from demo import component
from demo.server import LocalVK
from registry.models import District, Institution, Public

pytestmark = pytest.mark.django_db
ROWS = 3500
TYPES = ("school", "kindergarten", "school", "additional_education", "school", "kindergarten")


@pytest.fixture
def local_vk(settings):
    settings.VK_SERVICE_RPS, settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = 1000, ["service-1"], []
    with LocalVK(component.world(ROWS)) as vk:
        settings.VK_API_URL = vk.url
        yield vk


def test_3500_rows_without_types_districts_and_categories_take_two_answers(upload, press, specialist, local_vk):
    District.objects.bulk_create(District(name=name) for name in component.districts())
    one = upload(component.workbook(ROWS), "Выгрузка.xlsx")
    assert one.counts == {"undecided": ROWS}
    one = press(one, "confirm", "import_choose", scope="all")
    assert one.counts == {"added": ROWS}
    press(one, "write")
    assert (Institution.objects.count(), Public.objects.count()) == (ROWS, ROWS - ROWS // component.WITHOUT_PUBLIC)
    assert Counter(Institution.objects.values_list("type", flat=True)) == _types()
    assert set(Institution.objects.values_list("district__name", flat=True)) == set(component.districts())
    assert set(Public.objects.values_list("category", flat=True)) == {"unset"}
    assert local_vk.count("groups.getById") == ROWS // 500
    assert specialist.get(reverse("registry:imports")).status_code == 200


def _types() -> Counter[str]:
    return Counter(TYPES[number % len(TYPES)] for number in range(ROWS))
