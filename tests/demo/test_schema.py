"""The local VK's answers, field by field, against the models that vkbottle generates from VK's schema 5.199."""

import enum

import pydantic
import pytest
from vkbottle_types.base_model import NOT_SUPPORTED
from vkbottle_types.codegen.responses.groups import GroupsGetByIdObjectResponse
from vkbottle_types.codegen.responses.utils import UtilsResolveScreenNameResponse
from vkbottle_types.codegen.responses.wall import (
    WallGetByIdResponse,
    WallGetCommentsExtendedResponse,
    WallGetCommentsResponse,
    WallGetExtendedResponse,
    WallGetResponse,
)
from vkbottle_types.objects import WallWallComment, WallWallpostFull

from demo import region
from demo.protocol import answer

from .conftest import NOW, SCHOOL

# Seen in VK's own clients, missing in its schema.
STATE_MARK = {"is_government_organization", "trust_mark"}
FIELDS = (
    "cover,has_photo,photo_max,photo_max_orig,photo_max_size,photo_400,crop_photo,description,status,site,activity,"
    "verified,members_count,wall,can_post,can_see_all_posts,can_message,fixed_post,counters,contacts,links,"
    "is_government_organization,trust_mark"
)
# The schema says of a wall's row only what its kinds have in common: rows are posts.
ROWS = {"WallWallItem": WallWallpostFull}


def unknown_to_schema(raw, model, path="") -> list[str]:
    """Return the paths of keys and enumerated values that a validated model does not know."""
    if isinstance(raw, list) and isinstance(model, list):
        return [key for one, its in zip(raw, model, strict=True) for key in unknown_to_schema(one, its, f"{path}[]")]
    if isinstance(model, enum.Enum):
        return [f"{path}={raw}"] if NOT_SUPPORTED in (model.value, str(model.value)) else []
    if not isinstance(raw, dict) or not isinstance(model, pydantic.BaseModel):
        return []
    if row := ROWS.get(type(model).__name__):
        model = row.model_validate(raw)
    known = {field.alias or name: name for name, field in type(model).model_fields.items()}
    strange = [f"{path}.{key}" for key in raw if key not in known and key not in STATE_MARK]
    inner = ((key, getattr(model, known[key])) for key in raw if key in known)
    return strange + [one for key, its in inner for one in unknown_to_schema(raw[key], its, f"{path}.{key}")]


def assert_fits(envelope, response_model):
    assert "error" not in envelope, envelope
    assert unknown_to_schema(envelope, response_model.model_validate(envelope)) == []


def test_the_check_itself_sees_a_strange_key_and_a_strange_value(ask):
    envelope = ask("wall.get", owner_id=-SCHOOL)
    envelope["response"]["items"][0]["mystery"] = 1
    envelope["response"]["items"][1]["attachments"][0]["type"] = "hologram"
    strange = unknown_to_schema(envelope, WallGetResponse.model_validate(envelope))
    assert strange == [".response.items[].mystery", ".response.items[].attachments[].type=hologram"]


@pytest.mark.parametrize("kind", ["user", "service"])
def test_walls_fit_the_schema(ask, kind):
    assert_fits(ask("wall.get", kind, owner_id=-SCHOOL), WallGetResponse)
    assert_fits(ask("wall.getById", kind, posts=f"-{SCHOOL}_29,-{SCHOOL}_25"), WallGetByIdResponse)
    assert_fits(ask("wall.get", kind, owner_id=-SCHOOL, extended=1, fields=FIELDS), WallGetExtendedResponse)


def test_every_post_of_the_schema_world_is_read(ask):
    assert len(ask("wall.get", owner_id=-SCHOOL)["response"]["items"]) == 8


def test_comments_fit_the_schema(ask):
    call = {"owner_id": -SCHOOL, "post_id": 29, "thread_items_count": 10}
    assert_fits(ask("wall.getComments", **call), WallGetCommentsResponse)
    assert_fits(ask("wall.getComments", **call, comment_id=31), WallGetCommentsResponse)
    assert_fits(ask("wall.getComments", **call, extended=1), WallGetCommentsExtendedResponse)
    rows = ask("wall.getComments", **call)["response"]["items"]
    assert len([WallWallComment.model_validate(row) for row in rows]) == 3


def test_communities_fit_the_schema(ask, world):
    ids = ",".join(map(str, world.communities))
    assert_fits(ask("groups.getById", group_ids=ids, fields=FIELDS), GroupsGetByIdObjectResponse)


def test_resolved_names_fit_the_schema(ask):
    for name in ("school1", "director", "meeting"):
        assert_fits(ask("utils.resolveScreenName", screen_name=name), UtilsResolveScreenNameResponse)


def test_the_region_fits_the_schema():
    world = region.region()
    given = {"v": "5.199", "access_token": "demo-user-1", "fields": FIELDS, "extended": "1", "count": "100"}
    ids = ",".join(map(str, world.communities))
    now = int(NOW.timestamp())
    assert_fits(answer(world, "groups.getById", given | {"group_ids": ids}, now), GroupsGetByIdObjectResponse)
    for id in list(world.communities)[::9]:
        envelope = answer(world, "wall.get", given | {"owner_id": str(-id)}, now)
        if "response" in envelope:
            assert_fits(envelope, WallGetExtendedResponse)
