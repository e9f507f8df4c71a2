"""Reading walls: our door against the bare library, on a local VK with VK's pace and a real network's latency.

Baseline: one ``vk_api`` session calling wall.get in a loop, as the library's own documentation shows it.
"""

import time
from collections.abc import Callable

import jconfig
import requests
import vk_api
from requests.adapters import HTTPAdapter

from demo.server import LocalVK
from demo.world import World, community, photo, post

WALLS = 60
LATENCY = 0.25
CALLS_A_SECOND = 3


def world() -> World:
    now = int(time.time())
    return World(
        community(
            vk_id, posts=[post(place, now - place * 86_400, f"Новость {place}", photo(1)) for place in range(30)]
        )
        for vk_id in range(1, WALLS + 1)
    )


def measure() -> list[tuple[str, float, int]]:
    """Return (what, walls a second, requests) for the baseline and for each kind of token."""
    ways = {"vk_api in a loop": bare, "service token": ours("service-1", []), "user token": ours("", ["user-1"])}
    return [(name, *timed(read)) for name, read in ways.items()]


def timed(read: Callable[[str], None]) -> tuple[float, int]:
    with LocalVK(world(), rps=CALLS_A_SECOND, latency=LATENCY) as vk:
        began = time.perf_counter()
        read(vk.url)
        return WALLS / (time.perf_counter() - began), len(vk.calls)


def bare(url: str) -> None:
    class Local(HTTPAdapter):
        def send(self, request, *args, **options):
            request.url = url + request.path_url
            return super().send(request, *args, **options)

    http = requests.Session()
    http.mount("https://api.vk.ru/", Local())
    vk = vk_api.VkApi(token="service-1", session=http, api_version="5.199", config=jconfig.MemoryConfig)  # noqa: S106
    for vk_id in range(1, WALLS + 1):
        vk.method("wall.get", {"owner_id": -vk_id, "count": 20})


def ours(service: str, users: list[str]) -> Callable[[str], None]:
    def read(url: str) -> None:
        from django.test.utils import override_settings

        from vk.door import Door, Wall, WallRequest

        tokens = {"VK_SERVICE_TOKENS": [service] if service else [], "VK_USER_TOKENS": users}
        with override_settings(VK_API_URL=url, **tokens), Door.from_settings() as door:
            walls = door.walls(WallRequest(vk_id, int(time.time()) - 86_400, page=20) for vk_id in range(1, WALLS + 1))
        assert all(isinstance(wall, Wall) for wall in walls.values())

    return read
