"""Scripts: what they may say, what failed calls leave behind, where VK breaks off."""

import json

import pytest
from vk_api.requests_pool import vk_one_param

from demo import script
from demo.world import photo, post

from .conftest import SCHOOL, ago


def wall(owner=SCHOOL, **params):
    return f"API.wall.get({json.dumps({'owner_id': -owner} | params)})"


def run(ask, *calls):
    return ask("execute", code=f"return [{','.join(calls)}];")


def test_answers_come_in_the_order_of_the_calls(ask):
    comments = f'API.wall.getComments({{"owner_id":-{SCHOOL},"post_id":29}})'
    answer = run(ask, wall(count=1), comments, f"[{wall(count=2)},7]")
    first, second, (third, seven) = answer["response"]
    assert [row["id"] for row in first["items"]] == [10]
    assert second["count"] == 5
    assert ([row["id"] for row in third["items"]], seven) == ([10, 29], 7)
    assert "execute_errors" not in answer


def test_a_failed_call_is_false_and_told_in_call_order_with_a_last_entry_of_execute(ask):
    answer = run(ask, wall(900002), wall(), wall(900006))
    assert [one is False for one in answer["response"]] == [True, False, True]
    assert [(one["method"], one["error_code"]) for one in answer["execute_errors"]] == [
        ("wall.get", 18),
        ("wall.get", 15),
        ("execute", 15),
    ]
    assert {"error_msg", "error_code", "method"} == set(answer["execute_errors"][0])


def test_inside_a_script_the_token_s_kind_counts(ask):
    answer = ask("execute", "community", code=f"return [{wall()}];")
    assert answer["response"] == [False]
    assert answer["execute_errors"][0]["error_code"] == 27


def test_twenty_five_calls_are_made_and_one_more_breaks_the_script(ask, code_of):
    assert len(run(ask, *[wall(count=1)] * 25)["response"]) == 25
    assert code_of("execute", code=f"return [{','.join([wall(count=1)] * 26)}];") == 13


def test_an_answer_above_five_megabytes_is_refused_with_its_reason(ask, world):
    world[SCHOOL].posts = [post(id, ago(hours=id), "", photo(id)) for id in range(1, 101)]
    error = run(ask, *[wall(count=100)] * 25)["error"]
    assert error["error_code"] == 13
    assert "response size is too big" in error["error_msg"]
    assert len(run(ask, *[wall(count=20)] * 25)["response"]) == 25


@pytest.mark.parametrize(
    "code", ["return [", "if (1) { return 1; }", "return foo;", "return 'a;", "var = 3;", "}", "return;"]
)
def test_a_script_that_cannot_be_read_is_error_12(code_of, code):
    assert code_of("execute", code=code) == 12


@pytest.mark.parametrize("code", ["return 1 + [];", "return 'a' < 1;", "var a = 1; a.push(2);", "var a = 1; a.b = 2;"])
def test_a_script_that_mixes_types_is_error_13(code_of, code):
    assert code_of("execute", code=code) == 13


def test_an_endless_loop_is_broken_off(code_of):
    assert code_of("execute", code="while (1) { 1; } return 1;") == 13


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("", None),
        ("return {a: [1, -2.5], b: {}, c: null, d: true};", {"a": [1, -2.5], "b": {}, "c": None, "d": True}),
        ("return ['б\\'в', \"г\\n\", 'д\"'];", ["б'в", "г\n", 'д"']),
        ("var a = [1, 2], b = a[1] + 3; a.push(b); return a;", [1, 2, 5]),
        ("var i = 0, r = []; while (i < 3) { r.push({n: i}); i = i + 1; } return r;", [{"n": 0}, {"n": 1}, {"n": 2}]),
        ("var o = {}; o.key = 'x'; return [o.key, o.none, o.key.length];", ["x", None, 1]),
    ],
)  # fmt: skip
def test_scripts_as_clients_write_them_are_run(code, value):
    assert script.run(code, lambda method, params: None) == value


def test_a_call_s_answer_may_be_looked_into():
    calls = []

    def call(method, params):
        calls.append((method, params))
        return {"items": [{"id": 5}]}

    code = "var w = API.wall.get({owner_id: -1}); return [w.items[0].id, API.groups.getById({group_ids: 1}).length];"
    assert script.run(code, call) == [5, None]
    assert calls == [("wall.get", {"owner_id": -1}), ("groups.getById", {"group_ids": 1})]


def test_the_client_library_s_own_pool_scripts_are_run():
    code = vk_one_param.compile(
        {"method": "wall.get", "values": [-1, -2], "default_values": {"count": 3}, "key": "owner_id"}
    )
    got = script.run(code, lambda method, params: (method, params["owner_id"], params["count"]))
    assert got == [("wall.get", -1, 3), ("wall.get", -2, 3)]
