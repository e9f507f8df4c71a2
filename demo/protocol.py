"""What VK answers to a call: (world, method, parameters, moment) becomes an envelope. Pure, but for the gate.

Methods are found by their exact names, as VK's are case-sensitive. Parameters are strings, as in a form.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from demo import comments, script, shapes
from demo.world import Community, Post, Refusal, Token, World

EXECUTE_CALLS = 25
EXECUTE_BYTES = 5 * 1024 * 1024
GROUPS_A_CALL = 500
POSTS_A_CALL = 100
# Before this version groups.getById answered with a bare list.
GROUPS_OBJECT_SINCE = (5, 139)


class Refused(Exception):
    """A call that VK answers with an error."""

    def __init__(self, code: int, message: str, **more):
        super().__init__(message)
        self.refusal = more.pop("refusal", None) or Refusal(code, message, **more)


def bad(message: str) -> Refused:
    return Refused(100, f"One of the parameters specified was missing or invalid: {message}")


@dataclass
class Gate:
    """What stands between the caller and the answer: quotas, faults, the record of calls.

    ``admit(kind, method, params)`` may raise Refused; ``alter(method, params, response)`` may change the response.
    """

    admit: Callable[[Token, str, dict], None] = field(default=lambda kind, method, params: None)
    alter: Callable[[str, dict, object], object] = field(default=lambda method, params, response: response)


@dataclass(frozen=True)
class Call:
    """One call as a method sees it. ``now`` in seconds of Unix time."""

    world: World
    kind: Token
    params: dict[str, str]
    now: int
    gate: Gate

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name, default)
        if isinstance(value, list):
            return ",".join(map(str, value))
        return str(int(value)) if isinstance(value, bool) else str(value)

    def number(self, name: str, default: int = 0, most: int | None = None) -> int:
        """Return a whole number. Raises Refused if it is none, is negative or above ``most``."""
        try:
            value = int(self.text(name) or default)
        except ValueError:
            raise bad(f"{name} should be integer") from None
        if most is not None and not 0 <= value <= most:
            raise bad(f"{name} should be between 0 and {most}")
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "true"}

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def may_post(self, wall: Community, post: Post | None = None) -> bool:
        """Tell whether the caller may comment. A service token is nobody: it may nowhere."""
        return self.kind is Token.USER and readers_may_post(wall, post)


def answer(world: World, method: str, params: dict[str, str], now: int, gate: Gate | None = None) -> dict:
    """Return VK's envelope: ``response``, perhaps with ``execute_errors``, or ``error``."""
    try:
        kind = identify(world, params)
        if method == "execute":
            admit(kind, method)
            return execute(Call(world, kind, params, now, gate or Gate()))
        return {"response": call(Call(world, kind, params, now, gate or Gate()), method)}
    except Refused as refused:
        return {"error": envelope(refused.refusal, method, params)}


def identify(world: World, params: dict) -> Token:
    """Return the caller's kind. Raises Refused without a version, without a token, or with an unknown one."""
    if not params.get("v"):
        raise Refused(8, "Invalid request: v (version) is required")
    token = params.get("access_token")
    if not token:
        raise Refused(5, "User authorization failed: no access_token passed.")
    if token not in world.tokens:
        raise Refused(5, "User authorization failed: invalid access_token (4).")
    if no := world.token_refusals.get(token):
        raise Refused(no.code, no.message, refusal=no)
    return world.tokens[token]


def envelope(refusal: Refusal, method: str, params: dict) -> dict:
    """Return an error as VK writes it. The token is never sent back."""
    shown = {"method": method, "oauth": 1} | {key: value for key, value in params.items() if key != "access_token"}
    told = {"error_code": refusal.code, "error_msg": refusal.message}
    if refusal.subcode is not None:
        told["error_subcode"] = refusal.subcode
    return told | {"request_params": [{"key": key, "value": value} for key, value in shown.items()]} | refusal.extra


def admit(kind: Token, method: str) -> None:
    """Raise Refused if there is no such method or tokens of this kind may not call it."""
    if method not in METHODS and method != "execute":
        raise Refused(3, "Unknown method passed")
    if kind is Token.SERVICE and method == "execute":
        raise Refused(28, "Application authorization failed: method is unavailable with service token")
    if kind is Token.COMMUNITY and method.startswith("wall."):
        raise Refused(27, "Group authorization failed: method is unavailable with group auth.")


def call(one: Call, method: str):
    """Make one call, alone or inside execute. Raises Refused."""
    admit(one.kind, method)
    one.gate.admit(one.kind, method, one.params)
    one.world.before_call(method, one.params)
    return one.gate.alter(method, one.params, METHODS[method](one))


# --- communities --------------------------------------------------------------------------------------------------


def resolve_screen_name(one: Call):
    """utils.resolveScreenName: an empty list for a name that nobody has."""
    name = one.text("screen_name").lower()
    if not name:
        raise bad("screen_name is undefined")
    if name in one.world.people:
        return {"type": "user", "object_id": one.world.people[name]}
    found = find(one.world, name)
    return {"type": found.type, "object_id": found.id} if found else []


def groups_by_id(one: Call):
    """groups.getById: communities found, once each; unknown ones are left out, all unknown is an error."""
    wanted = one.words("group_ids") or one.words("group_id")
    if not wanted:
        raise bad("group_ids is undefined")
    if len(wanted) > GROUPS_A_CALL:
        raise bad(f"group_ids should not contain more than {GROUPS_A_CALL} items")
    names = one.world.named()
    found = {group.id: group for key in wanted if (group := find(one.world, key, names))}
    if not found:
        raise Refused(125, "Invalid group id") if all(key.isdigit() for key in wanted) else bad("group_ids is invalid")
    rows = [_group(one, group) for group in found.values()]
    return {"groups": rows, "profiles": []} if _version(one) >= GROUPS_OBJECT_SINCE else rows


def _group(one: Call, group: Community) -> dict:
    fields = set(one.words("fields"))
    pinned = None
    if "fixed_post" in fields and not refusal_of(group):
        pinned = next((post.id for post in group.wall_at(one.now) if post.pinned), None)
    return shapes.group(group, fields, one.may_post(group), one.world.images, pinned)


def _version(one: Call) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in one.text("v").split("."))
    except ValueError:
        raise Refused(8, "Invalid request: invalid version") from None


def find(world: World, key: str, names: dict[str, Community] | None = None) -> Community | None:
    """Return a community by number, by ``club123`` and its like, or by screen name in any case."""
    key = key.lower()
    for prefix in ("", "club", "public", "event"):
        if key.startswith(prefix) and key[len(prefix) :].isdigit():
            return world.communities.get(int(key[len(prefix) :]))
    return (world.named() if names is None else names).get(key)


# --- walls --------------------------------------------------------------------------------------------------------


def readers_may_post(wall: Community, post: Post | None = None) -> bool:
    """Tell the truth about comments: the post's own switch, else the community's."""
    if post is not None and post.can_comment is not None:
        return post.can_comment
    return wall.wall in (1, 2) and wall.is_closed == 0


def refusal_of(wall: Community) -> Refusal | None:
    """Return why a wall cannot be read, None if it can."""
    if wall.refusal:
        return wall.refusal
    if wall.deactivated == "deleted":
        return Refusal(18, "User was deleted or banned")
    if wall.deactivated:
        return Refusal(15, "Access denied: group is blocked")
    if wall.is_closed == 2:
        return Refusal(203, "Access to group denied: access to the group is denied because of privacy settings")
    if wall.is_closed == 1:
        return Refusal(15, "Access denied: this wall available only for community members")
    return Refusal(15, "Access denied: wall is disabled") if wall.wall == 0 else None


def wall_of(one: Call) -> Community:
    """Return the community whose wall is asked for. Raises Refused if there is none or it cannot be read."""
    if one.text("owner_id"):
        owner = one.number("owner_id")
        if owner > 0:
            raise Refused(30, "This profile is private")
        wall = one.world.communities.get(-owner)
    else:
        wall = find(one.world, one.text("domain")) if one.text("domain") else None
    if wall is None:
        raise bad("owner_id is invalid")
    if no := refusal_of(wall):
        raise Refused(no.code, no.message, refusal=no)
    return wall


# filter → which posts it keeps. An unknown one shows everything, as VK does.
FILTERS: dict[str, Callable[[Post, int], bool]] = {
    "owner": lambda post, owner: post.from_id in (None, owner),
    "others": lambda post, owner: post.from_id not in (None, owner),
    "suggests": lambda post, owner: False,
    "postponed": lambda post, owner: False,
    "donut": lambda post, owner: False,
    "archived": lambda post, owner: False,
}


def wall_get(one: Call) -> dict:
    """wall.get: the pinned post first whatever its date, then the newest; ``offset`` counts the pinned one too."""
    wall = wall_of(one)
    offset, count = one.number("offset"), one.number("count", 20, POSTS_A_CALL)
    if offset < 0:
        raise bad("offset should be positive")
    keep = FILTERS.get(one.text("filter"), lambda post, owner: True)
    posts = [post for post in wall.wall_at(one.now) if keep(post, -wall.id)]
    items = [written(one, wall, post) for post in posts[offset : offset + count]]
    return {"count": len(posts), "items": items} | extended(one, items)


def written(one: Call, wall: Community, post: Post) -> dict:
    return shapes.post(post, -wall.id, readers_may_post(wall, post), one.may_post(wall, post))


def wall_by_id(one: Call) -> dict:
    """wall.getById: the posts that can be read; the others are left out."""
    wanted = one.words("posts")
    if not wanted:
        raise bad("posts is undefined")
    if len(wanted) > POSTS_A_CALL:
        raise bad(f"posts should not contain more than {POSTS_A_CALL} items")
    items = list(_posts_found(one, wanted))
    return {"items": items} | extended(one, items)


def _posts_found(one: Call, wanted: list[str]) -> Iterator[dict]:
    for key in wanted:
        owner, _, number = key.partition("_")
        if not number.isdigit() or not owner.lstrip("-").isdigit():
            raise bad("posts is invalid")
        wall = one.world.communities.get(-int(owner))
        post = wall.post_at(int(number), one.now) if wall and not refusal_of(wall) else None
        if wall and post:
            yield written(one, wall, post)


def extended(one: Call, items: list[dict]) -> dict:
    """Return the authors of posts or comments as profiles and groups, if they were asked for."""
    if not one.flag("extended"):
        return {}
    authors = sorted({item["from_id"] for item in items} | {item["owner_id"] for item in items if "owner_id" in item})
    fields = set(one.words("fields"))
    groups = [one.world.communities[-id] for id in authors if -id in one.world.communities]
    return {
        "profiles": [{"id": id, "first_name": "Читатель", "last_name": f"№ {id}"} for id in authors if id > 0],
        "groups": [shapes.group(group, fields, one.may_post(group), one.world.images) for group in groups],
    }


def wall_comments(one: Call) -> dict:
    """wall.getComments: see demo.comments."""
    wall = wall_of(one)
    post = wall.post_at(one.number("post_id"), one.now)
    if post is None:
        raise Refused(212, "Access to post comments denied")
    page = comments.Page(
        offset=one.number("offset"),
        count=one.number("count", 10, POSTS_A_CALL),
        start=one.number("start_comment_id"),
        newest_first=one.text("sort") == "desc",
        thread=one.number("comment_id"),
        thread_size=one.number("thread_items_count", 0, 10),
        # VK's own description gives this default: who wants whole texts has to say 0.
        preview=one.number("preview_length", 0 if one.text("preview_length") else 90),
    )
    listed = comments.listed(post, -wall.id, page, one.may_post(wall, post))
    if listed is None:
        raise bad("comment_id is invalid")
    return listed | {"groups_can_post": readers_may_post(wall, post)} | extended(one, listed["items"])


METHODS: dict[str, Callable[[Call], object]] = {
    "utils.resolveScreenName": resolve_screen_name,
    "groups.getById": groups_by_id,
    "wall.get": wall_get,
    "wall.getById": wall_by_id,
    "wall.getComments": wall_comments,
}


# --- execute ------------------------------------------------------------------------------------------------------


def execute(one: Call) -> dict:
    """Run a script: a failed call is ``false`` in the response and an entry of ``execute_errors``, in call order."""
    one.gate.admit(one.kind, "execute", one.params)
    one.world.before_call("execute", one.params)
    errors: list[dict] = []
    calls = iter(range(EXECUTE_CALLS))
    try:
        response = script.run(one.text("code"), partial(_inner, one, calls, errors))
    except script.NotCompiled as error:
        raise Refused(12, f"Unable to compile code: {error}") from None
    except script.Failed as error:
        raise Refused(13, f"Runtime error occurred during code invocation: {error}") from None
    if len(json.dumps(response, ensure_ascii=False).encode("utf-8", "replace")) > EXECUTE_BYTES:
        raise Refused(13, "Runtime error occurred during code invocation: response size is too big")
    # Old dumps show this last entry beside the calls' own: a reader must not count it as a call's.
    return {"response": response} | (
        {"execute_errors": [*errors, errors[-1] | {"method": "execute"}]} if errors else {}
    )


def _inner(one: Call, calls: Iterator[int], errors: list[dict], method: str, params: dict):
    """Make a call from inside a script; the script goes on whatever comes of it."""
    if next(calls, None) is None:
        raise script.Failed("too many api calls")
    try:
        return call(Call(one.world, one.kind, {"v": one.text("v")} | params, one.now, one.gate), method)
    except Refused as refused:
        no = refused.refusal
        errors.append({"method": method, "error_code": no.code, "error_msg": no.message})
        return False
