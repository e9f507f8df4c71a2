"""Which stored posts repeat an earlier one of their wall: found when posts are stored, kept with them.

Needs two queries for any number of publics: the prints of their walls, and the texts of the few posts that their
prints suspect.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models.fields.json import KT

from . import uniqueness
from .models import Post
from .models.collected import PUBLICATION
from .uniqueness import Candidate, Near, Repeat

# One statement for any number of posts: a wall of greetings changes nearly all of its posts at once, and a CASE with a
# branch for each of them cost a first fill four times what all else did.
KEEP = """
    UPDATE monitoring_post AS post SET repeats = told.repeats, likeness = told.likeness
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS told(id, repeats, likeness) WHERE post.id = told.id
"""

Told = tuple[int, int | None, str]
"""A post's primary key, the post that it repeats, and how sure that is."""


def find(since: Mapping[int, datetime]) -> None:
    """Look again at the posts of publics (primary keys) from a moment on: something of theirs is new or changed."""
    if not since:
        return
    walls = _walls(since)
    suspects = {public: uniqueness.near(_candidates(walls[public]), since[public]) for public in since}
    texts = _texts(suspects)
    told = [
        one
        for public, found in suspects.items()
        for one in _differing(walls[public], since[public], uniqueness.settle(found, texts[public]))
    ]
    _keep(told)


def _keep(told: list[Told]) -> None:
    if told:
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [list(column) for column in zip(*told, strict=True)])


class Stored(NamedTuple):
    """A post's row as far as others are compared with it. ``first``: its first attachment, as it is written."""

    pk: int
    public: int
    vk_id: int
    date: datetime
    fingerprint: str
    sketch: bytes
    first: str | None
    publication: bool
    repeats: int | None
    likeness: str


def _walls(since: Mapping[int, datetime]) -> dict[int, list[Stored]]:
    """Return the publications that posts from then on may repeat, and those posts themselves."""
    rows = Post.objects.filter(public__in=list(since), date__gte=min(since.values()) - uniqueness.REMEMBERED)
    told = rows.annotate(first=KT("attachments__0"), publication=PUBLICATION).order_by("date", "vk_id")
    walls: dict[int, list[Stored]] = defaultdict(list)
    for row in told.values_list(*Stored._fields):
        post = Stored(*row)
        if post.date >= since[post.public] - uniqueness.REMEMBERED:
            walls[post.public].append(post)
    return walls


def _candidates(posts: Iterable[Stored]) -> list[Candidate]:
    return [
        Candidate(post.vk_id, post.date, post.fingerprint, bytes(post.sketch), _telling(post.first))
        for post in posts
        if post.publication
    ]


def _telling(first: str | None) -> str | None:
    """Return an attachment that is told from others; links have no number, and one is not the other."""
    return first if first and json.loads(first)["id"] else None


def _texts(suspects: Mapping[int, list[Near]]) -> dict[int, dict[int, str]]:
    """Return the texts that settle the suspicions: {public: {post: text}}."""
    needed = {public: uniqueness.texts_needed(found) for public, found in suspects.items()}
    posts = {post for mine in needed.values() for post in mine}
    texts: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Post.objects.filter(public__in=[public for public, mine in needed.items() if mine], vk_id__in=posts)
    for public, post, text in rows.values_list("public", "vk_id", "text"):
        texts[public][post] = text
    return texts


def _differing(posts: Iterable[Stored], since: datetime, found: Mapping[int, Repeat]) -> Iterator[Told]:
    """Yield what is known now of the posts of which something else was known."""
    for post in posts:
        repeat = found.get(post.vk_id)
        known = (repeat.original, str(repeat.kind)) if repeat else (None, "")
        if post.date >= since and (post.repeats, post.likeness) != known:
            yield post.pk, *known
