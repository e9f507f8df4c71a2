"""What VK answers: communities, walls, comments, errors, and which token may ask."""

import pytest

from demo.protocol import answer
from demo.world import Refusal, comment, community, photo, post

from .conftest import NOW, SCHOOL, ago


def ids(envelope):
    return [item["id"] for item in envelope["response"]["items"]]


# --- who may ask ----------------------------------------------------------------------------------------------------

MATRIX: dict[str, dict[str, int | None]] = {
    "utils.resolveScreenName": {"user": None, "service": None, "community": None},
    "groups.getById": {"user": None, "service": None, "community": None},
    "wall.get": {"user": None, "service": None, "community": 27},
    "wall.getById": {"user": None, "service": None, "community": 27},
    "wall.getComments": {"user": None, "service": None, "community": 27},
    "execute": {"user": None, "service": 28, "community": None},
    "groups.getSettings": {"user": 3, "service": 3, "community": 3},
    "WALL.GET": {"user": 3, "service": 3, "community": 3},
}
CALLS: dict[str, dict] = {
    "utils.resolveScreenName": {"screen_name": "school1"},
    "groups.getById": {"group_ids": SCHOOL},
    "wall.get": {"owner_id": -SCHOOL},
    "wall.getById": {"posts": f"-{SCHOOL}_29"},
    "wall.getComments": {"owner_id": -SCHOOL, "post_id": 29},
    "execute": {"code": "return 1;"},
}


@pytest.mark.parametrize(("method", "kind"), [(method, kind) for method, row in MATRIX.items() for kind in row])
def test_a_token_may_call_what_its_kind_allows(ask, method, kind):
    error = ask(method, kind, **CALLS.get(method, {})).get("error", {})
    assert error.get("error_code") == MATRIX[method][kind]


def test_calls_without_a_version_or_a_known_token_are_refused(ask, world):
    assert answer(world, "wall.get", {"access_token": "user-1"}, 0)["error"]["error_code"] == 8
    assert answer(world, "wall.get", {"v": "5.199"}, 0)["error"]["error_code"] == 5
    assert ask("wall.get", "stranger")["error"]["error_code"] == 5
    world.token_refusals["user-1"] = Refusal(1117, "User authorization failed: access_token has expired.")
    assert ask("wall.get", owner_id=-SCHOOL)["error"]["error_code"] == 1117


def test_an_error_shows_the_parameters_without_the_token(ask):
    error = ask("wall.get", owner_id=-900002)["error"]
    assert {"key": "owner_id", "value": "-900002"} in error["request_params"]
    assert {"key": "method", "value": "wall.get"} in error["request_params"]
    assert "user-1" not in str(error)


# --- communities ----------------------------------------------------------------------------------------------------


def test_ids_and_names_are_mixed_and_unknown_ones_vanish(ask):
    groups = ask("groups.getById", group_ids=f"{SCHOOL},MEETING,nobody,123,club900002,school1")["response"]["groups"]
    assert [group["id"] for group in groups] == [SCHOOL, 900009, 900002]


def test_only_unknown_communities_are_an_error(ask, code_of):
    assert code_of("groups.getById", group_ids="123,124") == 125
    assert code_of("groups.getById", group_ids="nobody") == 100
    assert code_of("groups.getById") == 100


def test_five_hundred_communities_are_answered_and_one_more_is_not(ask, code_of, world):
    world.add(*(community(910000 + number) for number in range(501)))
    assert len(ask("groups.getById", group_ids=",".join(map(str, range(910000, 910500))))["response"]["groups"]) == 500
    assert code_of("groups.getById", group_ids=",".join(map(str, range(910000, 910501)))) == 100


def test_only_the_fields_asked_for_are_told(ask):
    always = {"id", "name", "screen_name", "is_closed", "type", "photo_50", "photo_100", "photo_200"}
    assert set(ask("groups.getById", group_ids=SCHOOL)["response"]["groups"][0]) == always
    asked = ask("groups.getById", group_ids=SCHOOL, fields="wall,cover,fixed_post")["response"]["groups"][0]
    assert set(asked) == always | {"wall", "cover", "fixed_post"}
    assert (asked["wall"], asked["fixed_post"]) == (1, 10)
    assert asked["cover"]["images"][-1]["width"] == 1590


def test_a_deleted_community_tells_that_and_no_field(ask):
    group = ask("groups.getById", group_ids=900002, fields="wall,description")["response"]["groups"][0]
    assert group["deactivated"] == "deleted"
    assert "wall" not in group


def test_pictures_are_told_as_large_as_they_are(ask, world):
    def told(id):
        fields = "cover,has_photo,photo_400,photo_max_size"
        return ask("groups.getById", group_ids=id, fields=fields)["response"]["groups"][0]

    world[SCHOOL].avatar = 200
    assert told(SCHOOL)["photo_max_size"] == {"width": 200, "height": 200}
    assert "photo_400" not in told(SCHOOL)
    assert (told(900009)["has_photo"], told(900009)["cover"]) == (0, {"enabled": 0})


@pytest.mark.parametrize(("mark", "told"), [(True, True), (False, False), (None, "absent")])
def test_the_state_mark_is_told_or_absent(ask, world, mark, told):
    world[SCHOOL].government = mark
    group = ask("groups.getById", group_ids=SCHOOL, fields="is_government_organization")["response"]["groups"][0]
    assert group.get("is_government_organization", "absent") == told


def test_old_versions_get_a_bare_list(ask):
    assert isinstance(ask("groups.getById", group_ids=SCHOOL, v="5.131")["response"], list)


def test_a_name_is_resolved_to_what_it_belongs_to(ask):
    assert ask("utils.resolveScreenName", screen_name="School1")["response"] == {"type": "page", "object_id": SCHOOL}
    assert ask("utils.resolveScreenName", screen_name="director")["response"] == {"type": "user", "object_id": 5}
    assert ask("utils.resolveScreenName", screen_name="nobody")["response"] == []


# --- walls ----------------------------------------------------------------------------------------------------------


def test_the_pinned_post_comes_first_and_the_rest_by_date(ask):
    items = ask("wall.get", owner_id=-SCHOOL)["response"]["items"]
    assert [item["id"] for item in items] == [10, 29, 28, 27, 26, 25, 24, 23]
    assert [item["id"] for item in items if "is_pinned" in item] == [10]


def test_a_wall_is_found_by_domain_too(ask):
    assert ids(ask("wall.get", domain="school1", count=2)) == [10, 29]


def test_pages_move_when_a_post_arrives_between_them(ask, world):
    first = ids(ask("wall.get", owner_id=-SCHOOL, count=4))
    world[SCHOOL].add(post(30, ago(minutes=1), "Новая"))
    second = ids(ask("wall.get", owner_id=-SCHOOL, count=4, offset=4))
    assert (first, second) == ([10, 29, 28, 27], [27, 26, 25, 24])


def test_a_hook_sees_each_call_and_may_change_the_world(ask, world):
    seen = []

    def hook(method, params):
        seen.append(method)
        world[SCHOOL].remove(29)

    world.before_call = hook
    assert 29 not in ids(ask("wall.get", owner_id=-SCHOOL))
    assert seen == ["wall.get"]


def test_filters_keep_the_owner_s_posts_or_the_visitors(ask):
    assert 23 not in ids(ask("wall.get", owner_id=-SCHOOL, filter="owner"))
    assert ids(ask("wall.get", owner_id=-SCHOOL, filter="others")) == [23]


def test_twenty_posts_are_told_unless_another_number_is_asked(ask, world, code_of):
    world[SCHOOL].posts = [post(number, ago(hours=number)) for number in range(1, 131)]
    assert len(ids(ask("wall.get", owner_id=-SCHOOL))) == 20
    assert len(ids(ask("wall.get", owner_id=-SCHOOL, count=100))) == 100
    assert ask("wall.get", owner_id=-SCHOOL, count=0)["response"] == {"count": 130, "items": []}
    assert code_of("wall.get", owner_id=-SCHOOL, count=101) == 100


@pytest.mark.parametrize(
    ("id", "code", "text"),
    [
        (900002, 18, "User was deleted or banned"),
        (900003, 15, "Access denied: group is blocked"),
        (900004, 15, "Access denied: this wall available only for community members"),
        (900005, 203, "Access to group denied"),
        (900006, 15, "Access denied: wall is disabled"),
        (900008, 19, "Content blocked"),
        (123, 100, "One of the parameters specified was missing or invalid"),
        (-5, 30, "This profile is private"),
    ],
)
def test_a_wall_that_cannot_be_read_says_why(ask, id, code, text):
    for method in ("wall.get", "wall.getComments"):
        error = ask(method, owner_id=-id, post_id=1)["error"]
        assert error["error_code"] == code
        assert error["error_msg"].startswith(text)


def test_broken_parameters_are_refused(code_of):
    assert code_of("wall.get", owner_id="school") == 100
    assert code_of("wall.get") == 100
    assert code_of("wall.get", owner_id=-SCHOOL, offset=-1) == 100
    assert code_of("wall.getById", posts="29") == 100
    assert code_of("wall.getById", posts=",".join(f"-1_{number}" for number in range(101))) == 100


def test_posts_are_told_by_id_and_missing_ones_left_out(ask):
    posts = f"-{SCHOOL}_28,-{SCHOOL}_999,-900002_1,-{SCHOOL}_10"
    assert ids(ask("wall.getById", posts=posts)) == [28, 10]


def test_who_may_comment_is_told_to_users_only(ask, world):
    def can_post(kind, id=SCHOOL):
        items = ask("wall.get", kind, owner_id=-id)["response"]["items"]
        return {item["id"]: item["comments"]["can_post"] for item in items}

    assert set(can_post("service").values()) == {0}
    assert {id for id, can in can_post("user").items() if not can} == {24}
    assert can_post("user", 900007) == {1: 0}
    world[900007].wall = 1
    assert can_post("user", 900007) == {1: 1}


def test_a_photograph_has_ten_sizes_with_long_addresses(ask):
    sizes = ask("wall.getById", posts=f"-{SCHOOL}_29")["response"]["items"][0]["attachments"][1]["photo"]["sizes"]
    assert len(sizes) == 10
    assert max(size["height"] for size in sizes) == 900
    assert min(len(size["url"]) for size in sizes) > 300


def test_an_attachment_of_an_unknown_type_goes_out_as_it_is(ask):
    item = ask("wall.get", owner_id=-900007)["response"]["items"][0]
    assert item["attachments"] == [{"type": "hologram", "hologram": {}}]


def test_a_repost_carries_its_original_with_the_media(ask):
    item = ask("wall.getById", posts=f"-{SCHOOL}_28")["response"]["items"][0]
    assert item["attachments"] == []
    assert item["copy_history"][0]["owner_id"] == -42
    assert item["copy_history"][0]["attachments"][0]["photo"]["owner_id"] == -42


# --- comments -------------------------------------------------------------------------------------------------------


def comments(ask, **params):
    return ask("wall.getComments", owner_id=-SCHOOL, post_id=29, **params)["response"]


def test_threads_are_empty_until_they_are_asked_for(ask):
    assert [row["thread"]["items"] for row in comments(ask)["items"]] == [[], [], []]
    thread = comments(ask, thread_items_count=10)["items"][0]["thread"]
    assert [reply["id"] for reply in thread["items"]] == [32, 33]
    assert (thread["count"], thread["author_replied"]) == (2, True)
    assert thread["items"][1]["reply_to_comment"] == 32


def test_the_count_includes_replies_and_the_level_s_own_does_not(ask):
    answer = comments(ask)
    assert (answer["count"], answer["current_level_count"]) == (5, 3)


def test_one_thread_is_listed_by_its_comment(ask, code_of):
    assert [row["id"] for row in comments(ask, comment_id=31)["items"]] == [32, 33]
    assert code_of("wall.getComments", owner_id=-SCHOOL, post_id=29, comment_id=34_000) == 100


def test_texts_are_cut_unless_zero_is_said(ask):
    assert len(comments(ask)["items"][1]["text"]) == 93
    assert len(comments(ask, preview_length=0)["items"][1]["text"]) == 210


def test_a_deleted_comment_keeps_its_place_only(ask):
    deleted = comments(ask)["items"][2]
    assert (deleted["deleted"], deleted["text"]) == (True, "")


def test_comments_are_paged_by_offset_and_start_and_order(ask, world):
    world[SCHOOL].posts[1].comments = [comment(id, ago(minutes=60 - id)) for id in range(1, 31)]

    def page(**params):
        return [row["id"] for row in comments(ask, **params)["items"]]

    assert page() == list(range(1, 11))
    assert page(offset=20, count=100) == list(range(21, 31))
    assert page(sort="desc", count=2) == [30, 29]
    assert page(start_comment_id=15, count=2) == [15, 16]
    assert page(start_comment_id=15, offset=-2, count=2) == [13, 14]


def test_comments_of_a_missing_post_are_denied(code_of):
    assert code_of("wall.getComments", owner_id=-SCHOOL, post_id=999) == 212


def test_a_moving_wall_is_asked_for_the_moment_of_the_call(world):
    asked = []

    def wall(now):
        asked.append(now)
        return [post(1, now, "", photo(1))]

    world.add(community(900010, posts=wall))
    given = {"v": "5.199", "access_token": "user-1", "owner_id": "-900010"}
    assert ids(answer(world, "wall.get", given, int(NOW.timestamp()))) == [1]
    assert asked == [int(NOW.timestamp())]
    with pytest.raises(TypeError, match="told by the clock"):
        world[900010].add(post(2, NOW))
