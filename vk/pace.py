"""One token's pace: never more calls in any second than VK allows, kept by all processes together through Redis."""

import threading
import time
from datetime import timedelta

import redis
from django.conf import settings
from pyrate_limiter import Rate, RateItem, RedisBucket
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from . import errors

# VK counts arrivals in its own second, we count departures in ours: 20 ms absorb what differs between them and cost
# 2 % of the rate (benchmarks/README.md).
SECOND_MS = 1020
# Moments are told to so many milliseconds, rounded up. Two processes wake for one turn together, and the one that
# looks at its clock first may reach Redis last: the log counts no departure later than the one it is asked about.
GRAIN_MS = 5
# Calls keep at least this part of an even spacing from each other. The rest lets one that is late be followed sooner.
SPACING = 0.8
# A Redis that is restarted is back by then; who waits for a turn loses nothing.
REDIS_PATIENCE = timedelta(seconds=60)
# The log of departures is cut back so often: what is older than a second counts no more.
TRIM_EVERY = 100


class Pace:
    """So many calls a second under one name. Safe for threads."""

    def __init__(self, name: str, calls_a_second: int):
        self._name, self._rates = name, _rates(calls_a_second)
        self._turn = threading.Lock()
        self._bucket: RedisBucket | None = None
        self._ahead = self._taken = 0

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
        try:
            bucket = self._bucket = self._bucket or self._open()
            item = RateItem(self._name, self._moment())
            while not bucket.put(item):
                time.sleep(int(bucket.waiting(item)) / 1000)  # type: ignore[arg-type]  # the client is a blocking one
                # The moment is that of the departure, not of the slot: who wakes late is counted as late.
                item.timestamp = self._moment()
            self._taken += 1
            if self._taken % TRIM_EVERY == 0:
                bucket.leak(item.timestamp)
                self._set_clock(bucket)
        except redis.RedisError:
            self._bucket = None  # a Redis that comes back empty knows neither our log nor the script
            raise

    def _open(self) -> RedisBucket:
        client = redis.Redis.from_url(settings.REDIS_URL)
        bucket = RedisBucket.init(self._rates, client, f"vk:pace:{self._name}")
        self._set_clock(bucket)
        return bucket

    def _set_clock(self, bucket: RedisBucket) -> None:
        """Learn how far Redis's clock is ahead of ours: machines whose own clocks differ share it."""
        seconds, microseconds = bucket.redis.time()  # type: ignore[misc]
        self._ahead = seconds * 1000 + microseconds // 1000 - time.time_ns() // 1_000_000

    def _moment(self) -> int:
        """Return milliseconds of Redis's clock, rounded up to the grain."""
        return -(-(time.time_ns() // 1_000_000 + self._ahead) // GRAIN_MS) * GRAIN_MS


def _rates(calls_a_second: int) -> list[Rate]:
    second, spacing = Rate(calls_a_second, SECOND_MS), int(SPACING * 1000 / calls_a_second)
    return [Rate(1, spacing), second] if spacing and calls_a_second > 1 else [second]
