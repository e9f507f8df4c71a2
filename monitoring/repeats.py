"""Which stored posts repeat an earlier one of their wall: found when posts are stored, kept with them.

Needs two queries for any number of publics: the prints of their walls, and the texts of the few posts that their
prints suspect.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from . import uniqueness
from .models import Post
from .uniqueness import Candidate, Near, Repeat


def find(since: Mapping[int, datetime]) -> None:
    """Look again at the posts of publics (primary keys) from a moment on: something of theirs is new or changed."""
    if not since:
        return
    walls = _walls(since)
    suspects = {public: uniqueness.near(_candidates(walls[public]), since[public]) for public in since}
    texts = _texts(suspects)
    changed = [
        post
        for public, found in suspects.items()
        for post in _differing(walls[public], since[public], uniqueness.settle(found, texts[public]))
    ]
    Post.objects.bulk_update(changed, ["repeats", "likeness"], batch_size=1000)


def _walls(since: Mapping[int, datetime]) -> dict[int, list[Post]]:
    """Return the publications that posts from then on may repeat, and those posts themselves."""
    rows = Post.objects.filter(public__in=list(since), date__gte=min(since.values()) - uniqueness.REMEMBERED)
    walls: dict[int, list[Post]] = defaultdict(list)
    for post in rows.defer("text"):
        if post.date >= since[post.public_id] - uniqueness.REMEMBERED:
            walls[post.public_id].append(post)
    return walls


def _candidates(posts: Iterable[Post]) -> list[Candidate]:
    return [
        Candidate(post.vk_id, post.date, post.fingerprint, bytes(post.sketch), _first_attachment(post))
        for post in posts
        if post.is_publication
    ]


def _first_attachment(post: Post) -> tuple[str, int, int] | None:
    first = post.attachments[0] if post.attachments else None
    return (first["type"], first["owner"], first["id"]) if first else None


def _texts(suspects: Mapping[int, list[Near]]) -> dict[int, dict[int, str]]:
    """Return the texts that settle the suspicions: {public: {post: text}}."""
    needed = {public: uniqueness.texts_needed(found) for public, found in suspects.items()}
    posts = {post for mine in needed.values() for post in mine}
    texts: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Post.objects.filter(public__in=[public for public, mine in needed.items() if mine], vk_id__in=posts)
    for public, post, text in rows.values_list("public", "vk_id", "text"):
        texts[public][post] = text
    return texts


def _differing(posts: Iterable[Post], since: datetime, found: Mapping[int, Repeat]) -> Iterable[Post]:
    """Yield the posts of which something else is known now, with what is known."""
    for post in posts:
        repeat = found.get(post.vk_id)
        known = (repeat.original, str(repeat.kind)) if repeat else (None, "")
        if post.date >= since and (post.repeats, post.likeness) != known:
            post.repeats, post.likeness = known
            yield post
