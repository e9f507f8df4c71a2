"""A small region, a local VK that knows its publics, and a door to it."""

import pytest

from demo.server import LocalVK
from demo.world import World, community
from registry.models import District, Institution, Public
from vk.door import Door


@pytest.fixture
def world():
    people = {"direktor": 5}
    return World([community(100 + n, f"Школа {n}", f"school{n}") for n in range(1, 10)], people=people)


@pytest.fixture
def local_vk(world, settings):
    with LocalVK(world) as vk:
        settings.VK_API_URL = vk.url
        settings.VK_TIMEOUT = (1, 1)
        settings.VK_SERVICE_RPS = 1000
        settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = ["service-1"], []
        yield vk


@pytest.fixture
def door(local_vk):
    with Door.from_settings() as door:
        yield door


@pytest.fixture
def apastovo(db):
    return District.objects.create(name="Апастовский", genitive="Апастовского муниципального района")


@pytest.fixture
def arsk(db):
    return District.objects.create(name="Арский", genitive="Арского муниципального района")


@pytest.fixture
def school(apastovo):
    """Return an institution that stands in the registry with its public, vk.com/school1."""
    institution = Institution.objects.create(
        full_name="МБОУ «Апастовская СОШ»", short_name="МБОУ «Апастовская СОШ»", type="school", district=apastovo
    )
    Public.objects.create(vk_id=101, screen_name="school1", institution=institution)
    return institution
