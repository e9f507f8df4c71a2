"""Storing what walls show: the worker's CPU, not the network's time, against a bare loop over the same JSON.

Baseline: ``requests`` and ``json`` fetch the same profiles and the same walls, in the same portions, from the same
local VK, and keep nothing. CPU seconds of this process are compared, which is set up as a worker is; the local VK and
PostgreSQL run in processes of their own. The limiter is lifted.

``python -m benchmarks storing [PUBLICS …]``: `make bench` measures 3,500 publics; memory needs 3,500 and 20,000.
"""

import json
import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import requests
from django.db import connection
from django.test.utils import override_settings

from demo import texts
from demo.server import LocalVK
from demo.world import Post, World, community, photo, post
from gospublics.collector import spare_the_collector

POSTS = 20
LETTERS = 300
DAY = 86_400
FEW = 3_500
NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class Night:
    """``speed``: publics a CPU second of the worker; ``bare``: of the loop that keeps nothing.

    ``memory``: the most that the worker's process held during the night, in MB.
    """

    name: str
    publics: int
    speed: float
    bare: float
    new_posts: int
    memory: float

    @property
    def ratio(self) -> float:
        return self.speed / self.bare


def measure(*sizes: int) -> Iterator[Night]:
    """Yield a first fill and two usual nights for each number of publics."""
    for publics in sizes:
        with _servers(publics) as (vk, url):
            yield _night("first fill", publics, url)
            vk.send("new post")
            vk.recv()
            yield _night("usual night", publics, url)
            yield _night("nothing new", publics, url)


@contextmanager
def _servers(publics: int) -> Iterator[tuple[Connection, str]]:
    """A database of its own with so many publics, and a local VK in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(theirs, publics), daemon=True)
    server.start()
    url = ours.recv()
    database = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{database}_storing"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        _register(publics)
        with override_settings(
            VK_API_URL=url,
            VK_SERVICE_TOKENS=[],
            VK_USER_TOKENS=["user-1"],
            VK_USER_RPS=NO_LIMIT,
            VK_DAILY_WALL_GET=NO_LIMIT * 10,
        ):
            yield ours, url
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)
        server.terminate()
        server.join()


def _serve(pipe: Connection, publics: int) -> None:
    now = int(time.time())
    wall = [_post(place, now - (POSTS - place) * DAY // 2) for place in range(POSTS)]
    world = World(community(vk_id, description="Официальная страница. " * 8) for vk_id in range(1, publics + 1))
    walls = {vk_id: [_own(post, vk_id) for post in wall] for vk_id in world.communities}
    for vk_id, one in world.communities.items():
        one.posts = walls[vk_id]
    with LocalVK(world, quotas={}) as vk:
        pipe.send(vk.url)
        while pipe.recv():
            fresh = _post(POSTS, now)
            for vk_id, posts in walls.items():
                posts.append(_own(fresh, vk_id))
            pipe.send("done")


def _own(post: Post, community: int) -> Post:
    """Return the post as this community tells it: a text that all of them share would be judged against all walls."""
    return replace(post, text=f"{post.text} Школа {community}.")


def _post(number: int, moment: int):
    """Return a post that tells of something else than its neighbours, as schools' posts do."""
    dice, text, place = Random(number), "", number * 7
    while len(text) < LETTERS:
        text, place = f"{text} {texts.own(dice, 'school', 'Школа № 5', place)}".strip(), place + 1
    return post(number + 1, moment, text, photo(number + 1))


def _register(publics: int) -> None:
    from registry.models import District, Institution, Public

    district = District.objects.create(name="Заречный")
    schools = Institution.objects.bulk_create(
        Institution(full_name=f"Школа {place}", short_name=f"Школа {place}", type="school", district=district)
        for place in range(publics)
    )
    Public.objects.bulk_create(
        Public(vk_id=place, screen_name=f"club{place}", institution=school, category="active")
        for place, school in enumerate(schools, start=1)
    )


def _night(name: str, publics: int, url: str) -> Night:
    bare = _bare(url, publics)
    _forget_peak()
    run, spent = _ours()
    return Night(name, publics, publics / spent, publics / bare, run.posts_new, _peak())


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Return the most memory, in MB, that this process has held since the peak was forgotten."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) * 1024 / 1e6


def _ours() -> tuple:
    """Do a night's work as a worker does; return the run and the CPU seconds that its collecting took."""
    from monitoring import audits, clock, planning
    from monitoring.models import Batch, Run
    from registry.models import Public
    from vk.door import Door

    run = planning.plan(Public.objects.order_by("pk").values_list("pk", flat=True), clock.now())
    spent, began = 0.0, time.process_time()
    with Door.from_settings() as door:
        while batch := audits.claim(run):
            audits.attempt(batch, door)
            # Judging is no storing, but a week must be frozen before the next night is a usual one.
            now = time.process_time()
            spent, began = spent + (now - began) * (batch.step != Batch.Step.VERDICTS), now
    audits.finish(run)
    run = Run.objects.get(pk=run.pk)
    assert run.state == Run.State.COMPLETE, run
    return run, spent


def _bare(url: str, publics: int) -> float:
    """Fetch and parse the same profiles and walls; return the CPU seconds that it took."""
    from vk.batching import script
    from vk.door import PROFILE_FIELDS

    with requests.Session() as session:

        def ask(method: str, **params) -> dict:
            known = {"access_token": "user-1", "v": "5.199", **params}
            return json.loads(session.post(f"{url}/method/{method}", known, timeout=60).content)

        began = time.process_time()
        for start in range(1, publics + 1, 500):
            ids = range(start, min(start + 500, publics + 1))
            ask("groups.getById", group_ids=",".join(map(str, ids)), fields=PROFILE_FIELDS)
        for start in range(1, publics + 1, 25):
            walls = [
                {"owner_id": -one, "count": POSTS, "offset": 0} for one in range(start, min(start + 25, publics + 1))
            ]
            answer = ask("execute", code=script("wall.get", walls))
            assert len(answer["response"][0]["items"]) == POSTS
        return time.process_time() - began


def report(*sizes: int) -> None:
    """Print the table of benchmarks/README.md; information that a worker would log is left out."""
    logging.disable(logging.INFO)
    spare_the_collector()
    print("| night | publics | new posts | publics a CPU second | bare loop | ratio | peak memory, MB | load |")
    print("|---|---|---|---|---|---|---|---|")
    for one in measure(*sizes or (FEW,)):
        speeds = f"{one.speed:.0f} | {one.bare:.0f} | {one.ratio:.2f}"
        told = f"{one.name} | {one.publics} | {one.new_posts} | {speeds} | {one.memory:.0f}"
        print(f"| {told} | {os.getloadavg()[0]:.1f} |", flush=True)
    logging.disable(logging.NOTSET)
