"""``python -m benchmarks.local_vk``: a local VK with quiet walls, in a process of its own, until it is stopped.

Prints its address. ``GET /_local/state`` tells calls, errors and the span of time between the first and the last.
"""

import argparse
import hashlib
import json
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from demo.server import LocalVK
from demo.world import Community, Post, Token, World, community, photo, post

FIRST = 1_000_001
POSTS = 30
EVERY = 2 * 86_400
# Schools do not publish at the same second.
SHIFT = 7200
TOKENS = {
    "service-1": Token.SERVICE,
    "service-2": Token.SERVICE,
    "service-3": Token.SERVICE,
    "user-1": Token.USER,
}


def wall(vk_id: int, until: int, _now: int) -> list[Post]:
    """Return one post in two days, the latest of them at ``until``: nothing new comes while it is measured."""
    newest = until - vk_id % SHIFT
    return [post(POSTS - place, newest - place * EVERY, _text(vk_id, place), photo(place)) for place in range(POSTS)]


def _text(vk_id: int, place: int) -> str:
    """Return a text like no other: comparing likenesses is no part of what is measured."""
    return f"Новость {place}: {hashlib.sha512(f'{vk_id} {place}'.encode()).hexdigest()}"


def world(publics: int, until: int) -> World:
    return World([_community(vk_id, until) for vk_id in range(FIRST, FIRST + publics)], tokens=TOKENS)


def _community(vk_id: int, until: int) -> Community:
    return community(vk_id, f"Школа № {vk_id}", posts=partial(wall, vk_id, until), description="Учим и растим. " * 10)


@contextmanager
def serving(publics: int, until: int, rps: float | None, latency: float) -> Iterator[str]:
    """Serve such a VK from another process; yield its address."""
    told = [str(publics), str(until), str(rps or 0), str(latency)]
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "benchmarks.local_vk", *told], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.communicate()


def state(url: str) -> dict:
    with urllib.request.urlopen(f"{url}/_local/state", timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def main() -> None:
    options = argparse.ArgumentParser()
    for name, kind in {"publics": int, "until": int, "rps": float, "latency": float}.items():
        options.add_argument(name, type=kind)
    asked = options.parse_args()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    quiet = world(asked.publics, asked.until)
    with LocalVK(quiet, rps=asked.rps or None, latency=asked.latency, quotas={}) as vk:
        print(vk.url, flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
