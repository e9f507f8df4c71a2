"""What people changed by hand goes out, comes back, and changes nothing."""

import pghistory.models
import pytest
from django.urls import reverse
from django.utils import timezone

from demo.component import ogrn
from registry.directory import editing
from registry.models import Institution, Public
from tests.registry.directory.people import institution
from tests.registry.imports.conftest import worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_hand(specialist, local_vk, school, apastovo, arsk):
    """Do to the registry, through its pages, all that a person can do there."""
    lyceum = institution("Лицей", apastovo)
    branch, doubled, gone = (institution(f"Школа № {number}", arsk) for number in (2, 3, 4))
    _post(specialist, "institution_edit", lyceum, **_facts(lyceum, full_name="МАОУ «Лицей «Ёлка» № 5»", ogrn=ogrn(5)))
    _post(specialist, "institution_edit", branch, **_facts(branch, district=apastovo.pk, type="kindergarten"))
    for number in (2, 3):
        _post(specialist, "public_add", lyceum, link=f"vk.com/school{number}")
    _post(specialist, "institution_contact", lyceum, name="Гөлнара", email="g@example.org", phone="", seen=0)
    _post(specialist, "institution_share", branch, public=school.publics.get().pk)
    _post(specialist, "public_edit", public := Public.objects.get(vk_id=102), cabinet="true", state_mark="false",
          seen=editing.version(public))  # fmt: skip
    _give_categories(specialist)
    address = f"{reverse('registry:merge', args=[lyceum.pk])}?with={doubled.pk}"
    specialist.post(address, {"with": doubled.pk, "seen": specialist.get(address).context["seen"]})
    _post(specialist, "institution_archive", gone)


def _post(client, page: str, one, **told) -> None:
    assert client.post(reverse(f"registry:{page}", args=[one.pk]), told).status_code == 302


def _facts(one: Institution, **other) -> dict:
    told = {name: getattr(one, name) or "" for name in ("full_name", "short_name", "type", "ogrn")}
    return {**told, "district": one.district_id, "seen": editing.version(one), **other}


def _give_categories(client) -> None:
    told = {"category": "flagship", "valid_from": timezone.localdate().isoformat(), "reason": "Приказ № 7"}
    page = reverse("registry:categories")
    mark = client.post(page, {**told, "step": "check"}).context["foreseen"].mark
    client.post(page, {**told, "step": "save", "told": mark})


def test_a_registry_changed_by_hand_comes_back_as_it_went(specialist, by_hand, upload):
    assert Institution.objects.exclude(merged_into=None).count() == 1
    assert set(Public.objects.values_list("category", flat=True)) == {"flagship"}
    before = pghistory.models.Events.objects.count()
    one = upload(specialist.get(reverse("registry:export")).getvalue(), "реестр.xlsx")
    assert one.counts == {"unchanged": 4}
    specialist.post(reverse("registry:import_step", args=[one.pk]), {"do": "write"})
    assert worked(one).state == "done"
    assert pghistory.models.Events.objects.count() == before
