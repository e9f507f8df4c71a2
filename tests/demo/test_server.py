"""The local VK on its port: connections, limits, faults, the record of calls."""

import json
import socket
import threading
import urllib.request

import pytest
import requests

from demo import faults
from demo.faults import Fault, error
from demo.server import LocalVK
from demo.world import community, post

from .conftest import NOW, SCHOOL, ago


@pytest.fixture
def vk(world):
    with LocalVK(world, clock=lambda: NOW.timestamp()) as vk:
        yield vk


@pytest.fixture
def http():
    with requests.Session() as session:
        yield session


@pytest.fixture
def get(vk, http):
    """Return a function that makes a call over HTTP and tells the answer's JSON."""

    def get(method="wall.get", kind="user", timeout=5, **params):
        given = {"v": "5.199", "access_token": f"{kind}-1", "owner_id": -SCHOOL} | params
        return http.post(f"{vk.url}/method/{method}", data=given, timeout=timeout).json()

    return get


def code(answer):
    return answer.get("error", {}).get("error_code")


# --- the wire -------------------------------------------------------------------------------------------------------


def test_a_connection_is_kept_for_many_calls(vk):
    host, port = vk.url.removeprefix("http://").split(":")
    body = f"v=5.199&access_token=user-1&owner_id=-{SCHOOL}&count=1".encode()
    head = f"POST /method/wall.get HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection((host, int(port)), timeout=5) as line, line.makefile("rb") as answers:
        for _ in range(3):
            line.sendall(head + body)
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            length = next(int(row.split()[1]) for row in answers if row.startswith(b"Content-Length"))
            assert answers.readline() == b"\r\n"
            assert json.loads(answers.read(length))["response"]["count"] == 8
    assert vk.count("wall.get") == 3


def test_calls_are_answered_by_get_and_with_a_bearer_token_too(vk, http):
    address = f"{vk.url}/method/utils.resolveScreenName"
    by_get = http.get(address, params={"v": "5.199", "access_token": "user-1", "screen_name": "school1"}, timeout=5)
    headers = {"Authorization": "Bearer service-1"}
    by_bearer = http.post(address, data={"v": "5.199", "screen_name": "school1"}, headers=headers, timeout=5)
    assert by_get.json() == by_bearer.json() == {"response": {"type": "page", "object_id": SCHOOL}}
    assert http.get(f"{vk.url}/other", timeout=5).status_code == 404


def test_the_record_holds_kinds_and_parameters_and_no_token(vk, get):
    script = f'return [API.wall.get({{"owner_id":-{SCHOOL},"count":1}}),API.wall.get({{"owner_id":-900002}})];'
    get("execute", code=script)
    get(kind="service")
    get(kind="stranger")
    assert [call[:2] for call in vk.calls] == [("user", "execute"), ("service", "wall.get"), ("unknown", "wall.get")]
    assert [call[2]["owner_id"] for call in vk.inner_calls] == [-SCHOOL, -900002]
    assert (vk.count("wall.get"), vk.count(kind="user"), vk.count("execute")) == (4, 2, 1)
    assert vk.load == {"user#1": 1, "service#2": 1, "unknown#0": 1}
    assert vk.errors == {18: 1, 5: 1}
    assert "access_token" not in str(vk.calls + vk.inner_calls)


def test_the_state_is_told_over_http(vk, get, http):
    get()
    vk.faults.append(error(10, method="groups.getById"))
    state = http.get(f"{vk.url}/_local/state", timeout=5).json()
    assert state["calls"] == {"user": {"wall.get": 1}}
    assert [(fault["kind"], fault["code"]) for fault in state["faults"]] == [("error", 10)]
    vk.reset()
    assert vk.state() == {"calls": {}, "inner_calls": {}, "tokens": {}, "span": None, "errors": {}, "faults": []}


def test_a_server_closes_though_clients_keep_their_connections(world):
    before = set(threading.enumerate())  # one of another server's may still be ending
    vk = LocalVK(world).__enter__()
    host, port = vk.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line, line.makefile("rb") as answers:
        line.sendall(b"GET /_local/state HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
        vk.close()
        assert answers.read().endswith(b"}")
    assert set(threading.enumerate()) <= before


# --- limits ---------------------------------------------------------------------------------------------------------


def test_more_calls_in_a_second_than_the_token_may_make_are_refused(world):
    moments = iter([0, 0.1, 0.2, 0.3, 0.9, 0.95, 0.99])
    with LocalVK(world, rps=3, ticks=lambda: next(moments)) as vk:
        told = [vk.respond("wall.get", {"v": "5.199", "access_token": "user-1", "owner_id": "-1"}) for _ in range(6)]
        other = vk.respond("wall.get", {"v": "5.199", "access_token": "service-1", "owner_id": "-1"})
    assert [code(one) for one in told] == [100, 100, 100, 6, 6, 6]
    assert code(other) == 100


def test_the_limit_is_free_again_when_a_second_has_passed(world):
    moments = iter([0.0, 0.5, 0.99, 1.01])
    with LocalVK(world, rps=2, ticks=lambda: next(moments)) as vk:
        told = [vk.respond("wall.get", {"v": "5.199", "access_token": "user-1", "owner_id": "-1"}) for _ in range(4)]
    assert [code(one) for one in told] == [100, 100, 6, 100]


def test_the_daily_quota_counts_per_token_and_method_and_inside_execute(world):
    clock = [NOW.timestamp()]
    with LocalVK(world, quotas={"wall.get": 3}, clock=lambda: clock[0]) as vk:

        def ask(method, kind="user", **params):
            return vk.respond(method, {"v": "5.199", "access_token": f"{kind}-1"} | params)

        wall = f"API.wall.get({{owner_id: -{SCHOOL}, count: 1}})"
        first = ask("execute", code=f"return [{wall},{wall}];")
        second = ask("execute", code=f"return [{wall},{wall}];")
        assert "execute_errors" not in first
        assert [one is False for one in second["response"]] == [False, True]
        assert [one["error_code"] for one in second["execute_errors"]] == [29, 29]
        assert code(ask("wall.get", owner_id=f"-{SCHOOL}")) == 29
        assert code(ask("wall.get", "service", owner_id=f"-{SCHOOL}")) is None
        assert code(ask("groups.getById", group_ids=str(SCHOOL))) is None
        clock[0] += 86_400
        assert code(ask("wall.get", owner_id=f"-{SCHOOL}")) is None


def test_five_thousand_walls_a_day_are_the_default(world):
    with LocalVK(world) as vk:
        assert vk.quotas == {"wall.get": 5000}


# --- faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 5, 6, 9, 10, 15, 29, 43, 1051, 1117])
def test_an_error_is_played_as_often_as_it_is_told(vk, get, number):
    vk.faults.append(error(number, method="wall.get", skip=1, times=2))
    assert [code(get()) for _ in range(4)] == [None, number, number, None]
    assert vk.errors == {number: 2}


def test_a_captcha_brings_its_keys_and_may_lack_one(vk, get):
    vk.faults[:] = [error(14, times=1), error(14, extra={"captcha_sid": None})]
    assert {"captcha_sid", "captcha_img"} <= set(get()["error"])
    assert "captcha_sid" not in get()["error"]


def test_a_fault_hits_only_what_it_concerns(vk, get):
    vk.faults.append(error(10, token_kind="service", params={"owner_id": -SCHOOL}))
    assert code(get(kind="user")) is None
    assert code(get(kind="service", owner_id=-900007)) is None
    assert code(get(kind="service")) == 10


def test_a_fault_of_a_method_hits_its_calls_inside_execute(vk, get):
    vk.faults.append(error(15, "Access denied", method="wall.get", params={"owner_id": -SCHOOL}))
    walls = ",".join(f"API.wall.get({{owner_id:-{id}}})" for id in (900007, SCHOOL))
    answer = get("execute", code=f"return [{walls}];")
    assert [one is False for one in answer["response"]] == [False, True]


def test_a_bad_gateway_answers_with_its_status(vk, http):
    vk.faults.append(Fault("http", status=503, times=1))
    assert http.post(f"{vk.url}/method/wall.get", timeout=5).status_code == 503
    assert http.post(f"{vk.url}/method/wall.get", timeout=5).status_code == 200


def test_an_answer_that_is_no_json_or_cut_off_is_sent(vk, get):
    vk.faults[:] = [Fault("not_json", times=1), Fault("truncated", times=1)]
    for _ in range(2):
        with pytest.raises(requests.JSONDecodeError):
            get()
    assert code(get()) is None


def test_a_connection_is_closed_without_an_answer(vk, get):
    vk.faults.append(Fault("close", times=1))
    with pytest.raises(requests.ConnectionError):
        get()
    assert code(get()) is None


def test_a_hanging_answer_outlasts_the_client_and_ends_with_the_server(vk, get):
    vk.faults.append(Fault("hang", seconds=600, times=1))
    with pytest.raises(requests.ReadTimeout):
        get(timeout=0.05)


def test_answers_are_changed_by_faults_of_content(vk, get, world):
    def with_fault(kind, **params):
        vk.faults[:] = [Fault(kind)]
        return get(**params)["response"]

    usual = [item["id"] for item in get()["response"]["items"]]
    assert [item["id"] for item in with_fault("duplicate_items")["items"]] == usual + usual[:2]
    assert [item["id"] for item in with_fault("missing_items")["items"]] == usual[::2]
    assert "mystery" in with_fault("unknown_keys")
    assert with_fault("unknown_attachments")["items"][0]["attachments"][1] == {"type": "bare"}
    assert not any("views" in item for item in with_fault("absent_views")["items"])
    ids = f"{SCHOOL},900007"
    assert len(with_fault("missing_items", method="groups.getById", group_ids=ids)["groups"]) == 1
    vk.faults.clear()
    assert [item["id"] for item in get()["response"]["items"]] == usual


def test_faults_are_set_over_http_and_wrong_ones_refused(vk, get, http):
    address = f"{vk.url}/_local/faults"
    assert http.post(address, json={"kind": "error", "code": 43}, timeout=5).status_code == 200
    assert code(get()) == 43
    assert http.post(address, json=[{"kind": "earthquake"}], timeout=5).status_code == 400
    assert http.post(address, json=[{"kind": "http", "colour": 1}], timeout=5).status_code == 400
    assert http.post(address, data=b"nonsense", timeout=5).status_code == 400
    assert code(get()) == 43
    assert http.post(address, json=[], timeout=5).json()["faults"] == []
    assert code(get()) is None


def test_every_kind_of_fault_can_be_made():
    assert {Fault(kind).kind for kind in faults.KINDS} == faults.KINDS


def test_calls_made_at_once_are_all_answered_and_recorded(vk, world):
    world.add(*(community(910_000 + number, posts=[post(1, ago(hours=1))]) for number in range(40)))

    def ask(number):
        form = f"v=5.199&access_token=service-1&owner_id=-{910_000 + number}".encode()
        with urllib.request.urlopen(f"{vk.url}/method/wall.get", form, timeout=10) as answer:  # noqa: S310
            answers.append(json.load(answer)["response"]["items"][0]["owner_id"])

    answers: list[int] = []
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == sorted(-910_000 - number for number in range(40))
    assert vk.count("wall.get") == 40
