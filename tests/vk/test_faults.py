"""Faults of VK and of its tokens: what may pass is tried again, what may not is named, no token is told."""

import logging
import traceback

import pytest

from demo.faults import Fault, error
from demo.server import LocalVK
from demo.world import Token, community, post
from vk import errors
from vk.door import Wall, WallRequest
from vk.models import Rest, Usage

pytestmark = pytest.mark.django_db

NOW = 1_790_000_000
REQUEST = [WallRequest(1, NOW - 3600)]


@pytest.fixture(autouse=True)
def school(world):
    world.add(community(1, posts=[post(1, NOW, "Праздник")]))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("http", times=2),
        Fault("not_json", times=2),
        Fault("truncated", times=2),
        Fault("close", times=2),
        error(10, times=2),
        error(6, times=1),
        Fault("hang", times=1, seconds=5),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
def test_a_fault_that_may_pass_is_tried_again(local_vk, service, fault):
    local_vk.faults.append(fault)
    assert isinstance(service.walls(REQUEST)[1], Wall)


def test_a_fault_that_does_not_pass_ends_after_some_attempts(local_vk, service):
    local_vk.faults.append(error(6))
    assert isinstance(service.walls(REQUEST)[1], errors.TooFast)
    assert service.requests == 4


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_takes_no_token_to_another_host(world, local_vk, service, status):
    with LocalVK(world) as elsewhere:
        local_vk.faults.append(Fault("http", status=status, location=f"{elsewhere.url}/method/wall.get"))
        assert isinstance(service.walls(REQUEST)[1], errors.Transient)
        assert elsewhere.calls == []


@pytest.mark.parametrize("code", [5, 9, 14, 17, 1117, 27, 1051])
def test_a_token_that_is_done_rests_and_the_next_one_goes_on(world, local_vk, open_door, code):
    world.tokens["service-2"] = Token.SERVICE
    local_vk.faults.append(error(code, times=1))
    door = open_door(service=["service-1", "service-2"])
    assert isinstance(door.walls(REQUEST)[1], Wall)


def test_a_captcha_without_its_keys_is_no_surprise(local_vk, service):
    local_vk.faults.append(error(14, extra={"captcha_sid": None, "captcha_img": None}))
    assert isinstance(service.walls(REQUEST)[1], errors.TokenDone)


def test_without_any_token_left_the_wall_is_unread_not_closed(local_vk, service):
    local_vk.faults.append(error(5))
    answers = service.walls(REQUEST)
    assert isinstance(answers[1], errors.TokenDone)


def test_quota_said_by_vk_stops_one_method_for_the_day_and_is_remembered(world, local_vk, service, open_door):
    local_vk.faults.append(error(29, method="wall.get", times=1))
    assert isinstance(service.walls(REQUEST)[1], errors.TokenDone)
    assert service.communities([1])
    assert Rest.objects.get(method="wall.get", over_at=None).reason == "quota"
    local_vk.reset()
    assert isinstance(open_door(service=["service-1"]).walls(REQUEST)[1], errors.QuotaExhausted)
    assert local_vk.calls == []


def test_the_ledger_keeps_within_the_quota_before_vk_must_say_so(world, local_vk, service, settings):
    settings.VK_DAILY_WALL_GET = 5
    world.add(*(community(one, posts=[]) for one in range(2, 11)))
    walls = service.walls([WallRequest(one, NOW) for one in range(1, 11)])
    assert sum(isinstance(wall, Wall) for wall in walls.values()) == 5
    assert local_vk.count("wall.get") == 5
    assert Usage.objects.get(method="wall.get").calls == 5


def test_walls_inside_execute_count_against_the_quota(world, local_vk, user):
    world.add(*(community(one, posts=[]) for one in range(2, 11)))
    user.walls([WallRequest(one, NOW) for one in range(1, 11)])
    assert Usage.objects.get(method="wall.get").calls == 10


def test_a_quota_that_ends_inside_execute_keeps_the_walls_already_read(world, local_vk, user):
    world.add(*(community(one, posts=[]) for one in range(2, 11)))
    local_vk.quotas = {"wall.get": 4}
    walls = user.walls([WallRequest(one, NOW) for one in range(1, 11)])
    assert sum(isinstance(wall, Wall) for wall in walls.values()) == 4


def test_two_processes_worth_of_doors_share_one_pace(world, local_vk, open_door, settings):
    # Each of the two alone would keep within VK's limit, both together would not.
    settings.VK_SERVICE_RPS, local_vk.rps = 20, 30
    world.add(*(community(one, posts=[]) for one in range(2, 31)))
    doors = [open_door(service=["service-1"]) for _ in range(2)]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as threads:
        requests = [[("wall.get", {"owner_id": -one}) for one in range(1, 16)]] * 2
        list(threads.map(lambda door, calls: [door._tokens[0].call(*one) for one in calls], doors, requests))
    assert local_vk.errors[6] == 0
    assert local_vk.count("wall.get") == 30


def test_no_token_leaves_in_a_log_or_an_exception(world, local_vk, open_door, caplog):
    token = "vk1.a.SECRETSECRETSECRETSECRETSECRET"
    world.tokens[token] = Token.SERVICE
    caplog.set_level(logging.DEBUG)
    faults = [Fault("http", times=9), error(5, f"access_token={token} was given to another ip"), Fault("close")]
    for fault in faults:
        local_vk.faults[:] = [fault]
        with pytest.raises(errors.VkError) as caught:
            open_door(service=[token])._calls.one("wall.get", {"owner_id": -1})
        told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__)
        assert token not in told
    from vk.secrecy import SecretsFilter

    for record in caplog.records:
        SecretsFilter().filter(record)
        assert token not in record.getMessage() + (record.exc_text or "")


def test_calls_that_meet_too_many_inside_an_execute_are_made_again(world, local_vk, user):
    world.add(*(community(one, posts=[]) for one in range(2, 26)))
    local_vk.faults.append(error(6, method="wall.get", every=3))
    walls = user.walls([WallRequest(one, NOW) for one in range(1, 26)])
    assert all(isinstance(wall, Wall) for wall in walls.values())
