"""Drills of `make run`: the whole portal comes up, refuses a twin, stops clean, survives kill -9."""

import signal
import urllib.request

import psutil
import pytest

from tests.drills.conftest import line_with

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("stack")]


def address_of(process) -> str:
    """The address that the launcher prints once the portal answers."""
    return line_with(process.stderr, "Адрес:").split()[-1]


def health(address: str) -> int:
    with urllib.request.urlopen(f"{address}/health/", timeout=30) as answer:  # noqa: S310
        return answer.status


def test_the_portal_starts_refuses_a_twin_and_stops_clean(launcher):
    process = launcher.start("run")
    address = address_of(process)
    assert health(address) == 200

    status, _, errors = launcher.finish("run")
    assert status == 1
    assert f"уже запущен: {address}" in errors

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 0
    assert "Портал остановлен" in errors
    assert launcher.survivors() == []


def test_a_killed_portal_leaves_nobody_and_starts_again_at_the_same_address(launcher, kill):
    process = launcher.start("run")
    address = address_of(process)
    kill(process)
    assert launcher.survivors() == []

    process = launcher.start("run")
    assert address_of(process) == address
    assert health(address) == 200
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 0


def test_a_dead_worker_brings_the_portal_down_with_its_last_words(launcher):
    process = launcher.start("run")
    address_of(process)
    children = psutil.Process(process.pid).children()
    next(child for child in children if "worker" in child.cmdline()).kill()
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "worker: остановка" in errors
    assert launcher.survivors() == []


def test_tokens_of_the_real_vk_never_meet_the_demo_data(launcher):
    status, _, errors = launcher.finish("run", VK_SERVICE_TOKENS="a-real-token")
    assert status == 1
    assert "STACK_DIR" in errors
    assert "a-real-token" not in errors
