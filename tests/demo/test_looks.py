"""The pictures of the local VK: every address that it gives out leads to one, but for those that should not."""

from io import BytesIO

import pytest
import requests
from PIL import Image

from demo import drawing, looks, region
from demo.server import LocalVK
from demo.world import World, community


def told(vk: LocalVK) -> dict:
    """Return the community as VK's API tells it."""
    given = {"v": "5.199", "access_token": "user-1", "group_ids": 1, "fields": "cover,photo_max_orig"}
    return requests.post(f"{vk.url}/method/groups.getById", data=given, timeout=10).json()["response"]["groups"][0]


def fetched(address: str) -> Image.Image:
    return Image.open(BytesIO(requests.get(address, timeout=30).content))


@pytest.fixture
def vk():
    with LocalVK(World([community(1, cover=(400, 100), avatar=200)])) as vk:
        yield vk


def test_covers_and_avatars_are_served_where_the_api_says(vk):
    told_of = told(vk)
    assert fetched(told_of["cover"]["images"][-1]["url"]).size == (400, 100)
    assert fetched(told_of["photo_max_orig"]).size == (200, 200)
    assert len(vk.pictures) == 2
    assert vk.count() == 1


def test_another_look_is_another_picture_at_another_address(vk):
    before = told(vk)["cover"]["images"][-1]["url"]
    vk.world[1].cover_look = "squares"
    after = told(vk)["cover"]["images"][-1]["url"]
    assert before != after
    assert fetched(before).tobytes() != fetched(after).tobytes()


@pytest.mark.parametrize(
    "path", ["cover-missing-400x100.jpg", "cover-huge-400x100.jpg", "cover-sharp-99999x1.jpg", "../../etc/passwd"]
)
def test_what_is_not_there_is_not_found(vk, path):
    assert requests.get(f"{vk.url}/pictures/1/{path}", timeout=10).status_code == 404


@pytest.mark.parametrize("scene", drawing.SCENES)
def test_a_scene_is_the_same_in_every_process(scene):
    assert drawing.draw(scene, (300, 100), 5).tobytes() == drawing.draw(scene, (300, 100), 5).tobytes()
    assert drawing.draw(scene, (300, 100), 5).size == (300, 100)


def test_the_region_has_every_look():
    publics = region.region().communities.values()
    assert {one.cover_look for one in publics} == {one.avatar_look for one in publics} == set(looks.Look)
