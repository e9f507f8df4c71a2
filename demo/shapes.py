"""How VK writes things down: a world's rows as the dicts of API 5.199. Pure.

Photographs carry ten sizes with long signed addresses, as real ones do: that weight is why answers overflow.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache

from demo import looks
from demo.world import Attachment, Comment, Community, Post

# Letters and longest sides of a photograph's sizes. The last four are crops.
SIZES = {"s": 75, "m": 130, "x": 604, "y": 807, "z": 1080, "w": 2560, "o": 130, "p": 200, "q": 320, "r": 510}
COVERS = (200, 400, 795, 1080, 1590, 1920)
AVATARS = {"photo_50": 50, "photo_100": 100, "photo_200": 200}
NO_PHOTO = "https://vk.example/images/community_200.png"


def address(*key: object) -> str:
    """Return an invented signed picture address, as long as a real one."""
    sign = hashlib.sha512(repr(key).encode()).hexdigest()
    path = f"{sign}{sign[::-1]}"[:224]
    return f"https://sun9-1.userapi.example/s/v1/ig2/{path}.jpg?quality=95&as=32x21,48x32,72x48,108x72,160x107"


@lru_cache(maxsize=20_000)
def photo_sizes(owner: int, id: int, width: int, height: int) -> tuple[dict, ...]:
    """Return the sizes of a photograph, none larger than itself."""
    same = address(owner, id)
    return tuple(
        {"type": letter, "url": f"{same}&cs={w}x{h}", "width": w, "height": h}
        for letter, w, h in (_fitted(letter, side, width, height) for letter, side in SIZES.items())
    )


def _fitted(letter: str, side: int, width: int, height: int) -> tuple[str, int, int]:
    scale = min(1.0, side / max(width, height))
    return letter, max(1, round(width * scale)), max(1, round(height * scale))


def photo(owner: int, id: int, date: int, width: int, height: int) -> dict:
    return {
        "id": id,
        "album_id": -7,
        "owner_id": owner,
        "user_id": 100,
        "date": date,
        "has_tags": False,
        "text": "",
        "access_key": f"{id:x}{abs(owner):x}",
        "width": width,
        "height": height,
        "sizes": list(photo_sizes(owner, id, width, height)),
    }


def _video(item: Attachment, owner: int, date: int) -> dict:
    picture = {"url": address(owner, item.id, "video"), "width": 1280, "height": 720, "with_padding": 1}
    body = {"id": item.id, "owner_id": owner, "date": date, "type": "video", "image": [picture], "views": 40}
    return {**body, "description": "", "can_add": 1, "comments": 0, **item.body}


def _photo(item: Attachment, owner: int, date: int) -> dict:
    return photo(owner, item.id, date, item.body["width"], item.body["height"])


def _album(item: Attachment, owner: int, date: int) -> dict:
    thumb = photo(owner, item.id, date, 1280, 853)
    return {"id": item.id, "owner_id": owner, "created": date, "updated": date, "thumb": thumb, **item.body}


def _poll(item: Attachment, owner: int, date: int) -> dict:
    answers = [
        {"id": item.id * 10 + place, "text": text, "votes": 4, "rate": 50.0}
        for place, text in enumerate(item.body["answers"])
    ]
    flags = dict.fromkeys(("closed", "multiple", "is_board", "can_edit", "can_report", "disable_unvote"), False)
    allowed = {"can_vote": True, "can_share": True, "anonymous": False}
    poll = {"id": item.id, "owner_id": owner, "question": item.body["question"], "created": date, "end_date": 0}
    return {**poll, **flags, **allowed, "votes": 4 * len(answers), "answers": answers}


def _doc(item: Attachment, owner: int, date: int) -> dict:
    return {"id": item.id, "owner_id": owner, "date": date, "type": 1, "url": address(item.id, "doc"), **item.body}


def _audio(item: Attachment, owner: int, date: int) -> dict:
    return {"id": item.id, "owner_id": owner, "date": date, "url": "", **item.body}


def _link(item: Attachment, owner: int, date: int) -> dict:
    link = {"url": item.body["url"], "title": item.body["title"], "caption": "", "description": ""}
    return {**link, "photo": photo(owner, 1, date, 537, 240)} if item.body["with_photo"] else link


WRITERS: dict[str, Callable[[Attachment, int, int], dict]] = {
    "photo": _photo,
    "video": _video,
    "clip": _video,
    "album": _album,
    "poll": _poll,
    "doc": _doc,
    "audio": _audio,
    "link": _link,
}


def attachment(item: Attachment, wall: int, date: int) -> dict:
    owner = wall if item.owner_id is None else item.owner_id
    writer = WRITERS.get(item.type)
    return {"type": item.type, item.type: writer(item, owner, date) if writer else dict(item.body)}


def post(one: Post, wall: int, open_to_readers: bool, open_to_caller: bool) -> dict:
    """Return a post of the wall. ``open_to_caller``: whether this very token may comment."""
    owner = wall if one.owner_id is None else one.owner_id
    written = {
        "inner_type": "wall_wallpost",
        "id": one.id,
        "owner_id": owner,
        "from_id": owner if one.from_id is None else one.from_id,
        "date": one.date,
        "marked_as_ads": int(one.ad),
        "post_type": one.post_type,
        "text": one.text,
        "attachments": [attachment(item, owner, one.date) for item in one.attachments],
        "comments": _comments_info(one, open_to_readers, open_to_caller),
        "likes": {"can_like": int(open_to_caller), "count": one.likes, "user_likes": 0, "can_publish": 1},
        "reposts": {"count": one.reposts, "user_reposted": 0},
        "donut": {"is_donut": False},
        "short_text_rate": 0.8,
        "hash": f"h{one.id:x}",
        "post_source": {"type": "vk"},
    }
    return written | _sometimes(one, owner) | one.extra


def _sometimes(one: Post, owner: int) -> dict:
    """Return the keys that VK writes only where they say something."""
    told = {
        "is_pinned": 1 if one.pinned else None,
        "signer_id": one.signer_id,
        "edited": one.edited,
        "views": None if one.views is None else {"count": one.views},
        "copy_history": [_original(source, owner) for source in one.copy_history] or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def _comments_info(one: Post, open_to_readers: bool, open_to_caller: bool) -> dict:
    flags = {"can_post": int(open_to_caller), "groups_can_post": open_to_readers, "can_view": 1}
    return {**flags, "count": one.comments_count}


def _original(one: Post, wall: int) -> dict:
    """Return a reposted post: VK tells less of it than of a wall's own."""
    owner = wall if one.owner_id is None else one.owner_id
    return {
        "inner_type": "wall_wallpost",
        "id": one.id,
        "owner_id": owner,
        "from_id": owner if one.from_id is None else one.from_id,
        "date": one.date,
        "post_type": one.post_type,
        "text": one.text,
        "attachments": [attachment(item, owner, one.date) for item in one.attachments],
        "post_source": {"type": "vk"},
    }


def comment(one: Comment, wall: int, post_id: int, *, parent: Comment | None = None, preview: int = 0) -> dict:
    """Return a comment without its thread; ``preview`` cuts the text, 0 leaves it whole."""
    if one.deleted:
        return {"id": one.id, "from_id": 0, "date": one.date, "text": "", "deleted": True, "parents_stack": []}
    text = one.text if not preview or len(one.text) <= preview else f"{one.text[:preview]}..."
    written = {"id": one.id, "from_id": one.from_id, "date": one.date, "text": text, "post_id": post_id}
    written |= {"owner_id": wall, "parents_stack": [parent.id] if parent else []}
    if parent:
        addressed = next((other for other in parent.replies if other.id == one.reply_to), parent)
        written |= {"reply_to_user": addressed.from_id, "reply_to_comment": addressed.id}
    return written | ({"is_from_post_author": True} if one.from_id == wall else {})


def thread(one: Comment, wall: int, post_id: int, size: int, preview: int, can_post: bool) -> dict:
    """Return a comment's thread with its first ``size`` replies."""
    items = [comment(reply, wall, post_id, parent=one, preview=preview) for reply in one.replies[:size]]
    replied = any(reply.from_id == wall for reply in one.replies)
    flags = {"can_post": can_post, "show_reply_button": can_post, "groups_can_post": can_post}
    return {"count": len(one.replies), "items": items, "author_replied": replied, **flags}


def group(one: Community, fields: set[str], caller_may_post: bool, images: str, fixed_post: int | None = None) -> dict:
    """Return a community: what VK always tells, and of the rest only what was asked for. ``images``: of the world."""
    written = {
        "id": one.id,
        "name": one.name,
        "screen_name": one.screen_name,
        "is_closed": one.is_closed,
        "type": one.type,
        **{key: _avatar(one, side, images) for key, side in AVATARS.items()},
    }
    if one.deactivated:
        return written | {"deactivated": one.deactivated}
    asked = {**_profile(one, caller_may_post), **_pictures(one, images), "fixed_post": fixed_post, **one.extra}
    overlaid = {key: value for key, value in one.extra.items() if key in written}
    return written | {key: value for key, value in asked.items() if key in fields and value is not None} | overlaid


def _profile(one: Community, caller_may_post: bool) -> dict:
    mark = None if one.government is None else int(one.government) * 3
    return {
        "description": one.description,
        "status": one.status,
        "site": one.site,
        "activity": one.activity,
        "verified": int(one.verified),
        "members_count": one.members,
        "wall": one.wall,
        "can_post": int(caller_may_post),
        "can_see_all_posts": int(one.is_closed == 0),
        "can_message": 0,
        "counters": {"photos": 40, "videos": 3, "topics": 0, "docs": 1, "clips": 0, "articles": 0},
        "links": [{"id": 1, "name": "Сайт", "desc": "", "url": one.site}] if one.site else [],
        "contacts": [],
        "is_government_organization": one.government,
        "trust_mark": mark,
    }


def _pictures(one: Community, images: str) -> dict:
    side = one.avatar or 0
    return {
        "has_photo": int(bool(side)),
        "cover": cover(one, images),
        "photo_400": _avatar(one, 400, images) if side >= 400 else None,
        "photo_max": _avatar(one, min(side, 400) or 200, images),
        "photo_max_orig": _avatar(one, side or 200, images),
        "photo_max_size": {"width": side, "height": side} if side else None,
        "crop_photo": _crop_photo(one) if side else None,
    }


def _avatar(one: Community, side: int, images: str) -> str:
    """Return the avatar's address; a community without one has VK's placeholder."""
    if not one.avatar:
        return NO_PHOTO
    return f"{images}{looks.path(one.id, 'avatar', one.avatar_look, side, side)}?quality=95&from=bu&cs={side}x{side}"


def _crop_photo(one: Community) -> dict:
    whole = {"x": 0.0, "y": 0.0, "x2": 100.0, "y2": 100.0}
    side = one.avatar or 0
    return {"photo": photo(-one.id, 456239017, 1_600_000_000, side, side), "crop": whole, "rect": whole}


def cover(one: Community, host: str) -> dict:
    """Return the cover in its usual widths, none wider than the picture that was uploaded."""
    if not one.cover:
        return {"enabled": 0}
    width, height = one.cover
    widths = sorted({min(width, wanted) for wanted in COVERS if wanted <= width} | {min(width, COVERS[-1])})
    images = [
        {"url": f"{host}{looks.path(one.id, 'cover', one.cover_look, w, h)}?quality=95", "width": w, "height": h}
        for w, h in ((w, round(height * w / width)) for w in widths)
    ]
    return {"enabled": 1, "images": images}
