"""One token's pace: calls evenly spaced, kept by all processes together through Redis."""

import threading
import time
from datetime import timedelta
from functools import cached_property

import redis
from django.conf import settings
from pyrate_limiter import Rate, RateItem, StateBucket, TokenBucket
from pyrate_limiter.buckets.redis_state import RedisStateStore
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from . import errors

# VK counts arrivals in its own second, we count departures in ours: 20 ms absorb the jitter between them and cost
# 2 % of the rate. With 10 ms error 6 is met now and then, 50 ms cost 3 % more (benchmarks/README.md).
SECOND_MS = 1020
# A Redis that is restarted is back by then; who waits for a turn loses nothing.
REDIS_PATIENCE = timedelta(seconds=60)


class Pace:
    """So many calls a second under one name. Safe for threads."""

    def __init__(self, name: str, calls_a_second: int):
        self._name, self._calls_a_second = name, calls_a_second
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Return when a call may go. Raises vk.errors.Transient if Redis stays away."""
        # One of our threads waits for the slot, the others behind it: a dozen of them asking Redis is no quicker.
        with self._turn:
            try:
                self._take_slot()
            except redis.RedisError as error:
                raise errors.Transient(f"очередь обращений недоступна: {type(error).__name__}") from None

    @retry(
        retry=retry_if_exception_type(redis.RedisError),
        stop=stop_after_delay(REDIS_PATIENCE),
        wait=wait_fixed(0.5),
        reraise=True,
    )
    def _take_slot(self) -> None:
        bucket, moment = self._bucket, _now_ms()
        item = RateItem(self._name, moment)
        while not bucket.put(item):
            pause = int(bucket.waiting(item))  # type: ignore[arg-type]  # no coroutine: the client is a blocking one
            time.sleep(pause / 1000)
            # Who wakes late still counts from its slot, or each delay would push all slots after it; but no more than
            # one slot late, or it would ask for moments long past and lose to every other process.
            item.timestamp = max(item.timestamp + pause, _now_ms() - SECOND_MS // self._calls_a_second)

    @cached_property
    def _bucket(self) -> StateBucket:
        # burst=1: evenly spaced calls. Bursts of the whole second's worth meet VK's window at its edges.
        rate = Rate(self._calls_a_second, SECOND_MS, burst=1)
        client = redis.Redis.from_url(settings.REDIS_URL)
        client.ping()  # connected before the first turn is counted, not while it passes
        return StateBucket([rate], store=RedisStateStore(client, f"vk:pace:{self._name}"), algorithm=TokenBucket())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
