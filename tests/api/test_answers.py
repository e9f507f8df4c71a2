"""Every answer keeps to the schema, in the person's own scope, page by page, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.models import WeekSummary
from tests.mine.conftest import wall
from tests.pages.conftest import BEFORE, LAST, RUNNING, facts, judged, person, public

from .conftest import Program, declared, misfits


@pytest.fixture
def ministry(db) -> Program:
    return Program(person("observer"))


@pytest.fixture
def three_weeks(region) -> dict:
    """The small region with a week before and a running one, and a wall of real posts."""
    for one in (region["good"], region["bad"]):
        judged(one, BEFORE, posts=2)
        judged(one, RUNNING, posts=2)
    wall(region["good"], facts(region["good"], LAST))
    return region


ASKED = {
    "/api/v1/publics": [{}, {"category": "active"}, {"district": "Арский район"}, {"limit": 1}],
    "/api/v1/weeks": [{}, {"week": "2026-W46"}, {"status": "issues"}, {"vk_id": 900001}, {"limit": 2}],
    "/api/v1/verdicts": [{}, {"rule": "posts"}, {"outcome": "fail"}, {"rule": "cover", "outcome": "warn"}],
}


@pytest.mark.parametrize(("path", "query"), [(path, query) for path, all in ASKED.items() for query in all])
def test_a_list_keeps_to_its_schema(ministry, three_weeks, path, query):
    told = ministry.told(path.removeprefix("/api/v1/"), **query)
    assert told["items"]
    assert misfits(told, declared(path, 200)) == []


def test_one_public_and_its_ledger_keep_to_their_schema(ministry, three_weeks):
    vk_id = three_weeks["good"].vk_id
    assert misfits(ministry.told(f"publics/{vk_id}"), declared("/api/v1/publics/{vk_id}", 200)) == []
    ledger = ministry.told(f"publics/{vk_id}/weeks/2026-W46/ledger")
    assert misfits(ledger, declared("/api/v1/publics/{vk_id}/weeks/{week}/ledger", 200)) == []
    assert [post["counted"] for post in ledger["posts"]] == [True] * 5
    assert ledger["posts"][0]["url"] == f"https://vk.com/wall-{vk_id}_903"


def test_the_schema_itself_asks_for_no_token_and_names_every_address(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    assert set(schema["paths"]) == {
        *ASKED,
        "/api/v1/publics/{vk_id}",
        "/api/v1/publics/{vk_id}/weeks/{week}/ledger",
    }
    assert all(set(call) == {"get"} for call in schema["paths"].values())


def test_the_held_against_the_schema_would_notice():
    page = declared("/api/v1/publics", 200)
    wrong = {"items": [{"vk_id": "1", "category": "gold"}], "next": 5, "more": 1}
    told = " ".join(misfits(wrong, page))
    for part in ("'1' is no integer", "'gold' is none of", "no link", "undeclared more", "5 is no string"):
        assert part in told


# --- what is asked for ------------------------------------------------------------------------------
def test_filters_narrow(ministry, three_weeks):
    names = [one["institution"] for one in ministry.every("publics", category="card")]
    assert names == ["Муниципальное учреждение «Лицей № 3»"]
    weeks = ministry.every("weeks", week="2026-W46", status="issues")
    assert [one["vk_id"] for one in weeks] == [three_weeks["bad"].vk_id]
    told = ministry.every("verdicts", week="2026-W46", rule="posts", outcome="fail")
    assert [(one["vk_id"], [v["rule"] for v in one["verdicts"]]) for one in told] == [
        (three_weeks["bad"].vk_id, ["posts"])
    ]
    assert told[0]["verdicts"][0]["value"] == 1
    assert told[0]["verdicts"][0]["threshold"] == 3


@pytest.mark.parametrize(
    ("address", "query", "status"),
    [
        ("publics", {"category": "gold"}, 422),
        ("publics", {"limit": 0}, 422),
        ("publics", {"limit": 501}, 422),
        ("publics", {"cursor": "!!"}, 400),
        ("publics", {"cursor": "YWJj"}, 400),
        ("weeks", {"cursor": "MXwy"}, 400),
        ("weeks", {"week": "2026-46"}, 400),
        ("weeks", {"week": "2026-W60"}, 400),
        ("weeks", {"vk_id": 2**70}, 422),
        ("weeks", {"vk_id": "школа"}, 422),
        ("publics/999999", {}, 404),
        (f"publics/{2**70}", {}, 404),
        ("publics/900001/weeks/вчера/ledger", {}, 400),
    ],
)
def test_bad_questions_are_answered_as_declared(ministry, region, address, query, status):
    answer = ministry.ask(address, **query)
    assert answer.status_code == status
    assert misfits(answer.json(), {"$ref": "Problem"}) == []


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(["publics", "weeks", "verdicts"]),
    query=st.dictionaries(
        st.sampled_from(["week", "vk_id", "status", "category", "rule", "outcome", "district", "cursor", "limit"]),
        st.one_of(st.text(max_size=30), st.integers(-10, 2**70), st.sampled_from(["2026-W46", "posts", "fail", "MQ"])),
        max_size=4,
    ),
)
def test_whatever_is_asked_the_answer_is_declared(ministry, region, settings, path, query):
    settings.API_CALLS_A_MINUTE = 100_000
    answer = ministry.ask(path, **{name: str(value).replace("\ud800", "") for name, value in query.items()})
    assert answer.status_code in (200, 400, 422), answer.content.decode()
    assert misfits(answer.json(), declared(f"/api/v1/{path}", answer.status_code)) == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, ministry, method):
    headers = {"Authorization": f"Bearer {ministry.token}"}
    assert getattr(client, method)("/api/v1/publics", headers=headers).status_code == 405


# --- scopes -------------------------------------------------------------------------------------------
def test_each_person_is_told_its_own(region):
    arsk = Program(person("district_officer", district=region["arsk"]))
    school = Program(person("school_admin", institution=region["bad"].institution))
    assert len(arsk.every("publics")) == 2
    assert [one["vk_id"] for one in school.every("publics")] == [region["bad"].vk_id]
    assert {one["vk_id"] for one in school.every("weeks")} == {region["bad"].vk_id}
    assert {one["vk_id"] for one in school.every("verdicts")} == {region["bad"].vk_id}
    assert Program(person()).every("publics") == []


def test_a_foreign_public_is_as_unknown_as_a_missing_one(region):
    school = Program(person("school_admin", institution=region["bad"].institution))
    for address in ("publics/{}", "publics/{}/weeks/2026-W46/ledger"):
        foreign, missing = (school.ask(address.format(vk_id)) for vk_id in (region["good"].vk_id, 5))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert school.told("weeks", vk_id=region["good"].vk_id)["items"] == []
    assert school.told("publics", district="Буинский район")["items"] == []


# --- pages ----------------------------------------------------------------------------------------------
def test_pages_are_whole_and_hold_while_rows_come_and_go(ministry, three_weeks):
    whole = ministry.every("weeks")
    assert ministry.every("weeks", limit=1) == whole == ministry.every("weeks", limit=3)
    first = ministry.told("weeks", limit=3)
    # A row of the page that was told goes, another one comes in before it: the next page begins where it did.
    seen = {(one["vk_id"], one["week"]) for one in first["items"]}
    WeekSummary.objects.filter(public=three_weeks["good"], week=BEFORE.monday).delete()
    judged(three_weeks["good"], BEFORE.shift(-1))
    rest = ministry.told("weeks", limit=500, cursor=first["next"])["items"]
    expected = [one for one in whole if (one["vk_id"], one["week"]) not in seen]
    assert rest == expected


@pytest.mark.parametrize("address", ["publics", "weeks", "verdicts"])
def test_queries_do_not_grow_with_rows(ministry, three_weeks, address):
    ministry.ask(address)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ministry.ask(address, limit=500).status_code == 200
        return len(queries)

    few = count()
    for number in range(20):
        judged(public(f"Школа № {100 + number}"))
    assert count() == few <= 4
