"""The spacing of a token's calls: as many as VK allows, and none too soon, in one process and in two.

Calls are made by the door's credential alone, without a database. ``python -m benchmarks pace [SECONDS]``
"""

import multiprocessing
import os
import time
from concurrent.futures import ThreadPoolExecutor

from django.test.utils import override_settings

from benchmarks import local_vk

LATENCY = 0.25
CONNECTIONS = 6


def report(seconds: float = 30) -> None:
    print("| calls a second | processes | calls | error 6 | share | load |\n|---|---|---|---|---|---|")
    for rps in (3, 15):
        for processes in (1, 2):
            print(_row(rps, processes, seconds), flush=True)


def _row(rps: int, processes: int, seconds: float) -> str:
    with local_vk.serving(10, int(time.time()), rps, LATENCY) as url:
        context = multiprocessing.get_context("spawn")
        callers = [context.Process(target=_call, args=(url, rps, seconds)) for _ in range(processes)]
        for one in callers:
            one.start()
        for one in callers:
            one.join()
        seen = local_vk.state(url)
    calls, slow = sum(seen["tokens"].values()), seen["errors"].get("6", 0)
    share = (calls - slow) / (rps * (seen["span"][1] - seen["span"][0]) + 1)
    return f"| {rps} | {processes} | {calls} | {slow} | {share:.3f} | {os.getloadavg()[0]:.1f} |"


def _call(url: str, rps: int, seconds: float) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
    django.setup()
    from vk import credentials, errors

    tokens = {"VK_SERVICE_TOKENS": ["service-1"], "VK_USER_TOKENS": [], "VK_SERVICE_RPS": rps}
    with override_settings(VK_API_URL=url, VK_CONNECTIONS=max(CONNECTIONS, rps // 2), **tokens):
        (token,) = credentials.from_settings()
        ends = time.monotonic() + seconds

        def calls(_: int) -> None:
            while time.monotonic() < ends:
                try:
                    token.call("wall.get", {"owner_id": -local_vk.FIRST, "count": 10})
                except errors.TooFast:
                    continue

        with ThreadPoolExecutor(token.connections) as lines:
            list(lines.map(calls, range(token.connections)))
        token.close()
