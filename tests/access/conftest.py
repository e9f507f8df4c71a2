"""The world of the access tests stands at the Friday of the pages' tests, with one key to VK in the settings."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.pages.conftest import NOW

from .world import World, build


@pytest.fixture
def world(db, settings, tmp_path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    settings.VK_SERVICE_TOKENS = ["service-1"]
    with time_machine.travel(NOW, tick=False):
        yield build()
