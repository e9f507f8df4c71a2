"""The quota table of the letter and what it means for one institution."""

import pytest
from django.db import IntegrityError

from qrcodes.labels import NORMS
from qrcodes.models import PlacementQuota
from qrcodes.quotas import Standing
from registry.models import InstitutionType

EDUCATION = ["вход", "информационные стенды", "проходные", "зоны турникетов"]
LETTER = {
    "authority": (5, 5),
    "rural_administration": (1, 5),
    "kindergarten": (5, 4),
    "school": (5, 4),
    "college": (5, 4),
    "additional_education": (5, 4),
    "childrens_home": (None, 4),
    "youth_centre": (5, 5),
    "culture": (8, 6),
    "health": (10, 4),
    "sport": (8, 6),
    "social": (5, 5),
    "residential_home": (None, 5),
    "mfc": (5, 0),
    "other": (None, 0),
}


def test_the_seeded_table_is_the_letters_for_each_type(db):
    table = {quota.type: (quota.places, len(quota.zones)) for quota in PlacementQuota.objects.all()}
    assert table == LETTER
    assert set(table) == set(InstitutionType.values)


def test_every_quota_names_its_zones_and_paragraph(db):
    quotas = PlacementQuota.objects.by_type()
    assert quotas["school"].zones == EDUCATION
    assert "вход" not in quotas["health"].zones
    assert all("раздел III" in quota.paragraph for quota in quotas.values())


def test_every_type_has_its_own_phrase():
    assert set(NORMS) == set(InstitutionType)
    assert len({str(phrase) for phrase in NORMS.values()}) == len(InstitutionType)


@pytest.mark.parametrize(
    ("places", "placed", "missing", "copies", "hung"),
    [
        (5, 0, 5, 5, 0),
        (5, 3, 2, 2, 3),
        (5, 5, 0, 1, 5),
        (5, 9, 0, 1, 5),
        (80, 0, 80, 50, 0),
        (None, 0, 0, 1, 0),
        (None, 7, 0, 1, 0),
    ],
)
def test_what_is_missing_is_what_will_be_printed(places, placed, missing, copies, hung):
    standing = Standing(places, placed)
    assert (standing.missing, standing.copies, standing.hung) == (missing, copies, hung)


def test_discretion_is_a_state_of_its_own_and_zero_is_refused(db):
    assert Standing(None, 0).at_discretion
    assert not Standing(1, 0).at_discretion
    with pytest.raises(IntegrityError):
        PlacementQuota.objects.filter(type="school").update(places=0)


def test_a_change_of_a_quota_is_in_the_history(db):
    PlacementQuota.objects.filter(type="school").update(places=6)
    changed = PlacementQuota.pgh_event_model.objects.filter(type="school", pgh_label="update")
    assert [event.places for event in changed] == [6]


def test_the_admin_edits_quotas_but_neither_adds_nor_deletes_them(admin_client):
    quota = PlacementQuota.objects.get(type="school")
    address = f"/admin/qrcodes/placementquota/{quota.pk}/change/"
    admin_client.post(address, {"places": "7", "zones": "вход,стенды", "paragraph": "Решение № 5"})
    quota.refresh_from_db()
    assert (quota.type, quota.places, quota.zones) == ("school", 7, ["вход", "стенды"])
    assert admin_client.get("/admin/qrcodes/placementquota/add/").status_code == 403
    assert admin_client.post(f"/admin/qrcodes/placementquota/{quota.pk}/delete/").status_code == 403
