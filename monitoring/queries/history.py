"""What has changed of a public as its readings showed it: appearance, reachability, edited and deleted posts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from monitoring.models.collected import APPEARANCE, FIRST_READING, POST_HISTORY, STANDING
from monitoring.wording.history import Told, post_changes, profile_changes
from registry.models import Public
from registry.templatetags.portal import moment

# So many changes of each kind are looked back on; the rows of all of them are kept.
MOST = 300
PROFILE = [*APPEARANCE, *STANDING]
LONGEST = 500


@dataclass(frozen=True)
class Entry:
    """A change and when a reading first showed it. ``url``: of the post, where it is one."""

    at: datetime
    sentence: str
    before: str
    url: str = ""
    about: str = ""


def events(public: Public, most: int = MOST) -> tuple[QuerySet, QuerySet]:
    """Return the latest states of a public's profile and what became of its posts."""
    states, posts = (
        apps.get_model("monitoring", name).objects.filter(public=public).order_by("-pgh_id")
        for name in ("ProfileEvent", "PostEvent")
    )
    names = [*POST_HISTORY[2:], *(f"pgh_obj__{name}" for name in POST_HISTORY[2:])]
    return (
        states.values("pgh_created_at", "pgh_label", *PROFILE)[: most + 1],
        posts.values("pgh_created_at", "vk_id", *names)[:most],
    )


def history(public: Public, states: Iterable[dict], posts: Iterable[dict]) -> list[Entry]:
    """Return a public's changes, the latest first; for its rows see ``events``."""
    return sorted([*_of_profile(states), *_of_posts(public, posts)], key=lambda entry: entry.at, reverse=True)


def _of_profile(states: Iterable[dict]) -> Iterator[Entry]:
    """Yield the differences between each state and the one before it; the first reading is no change."""
    for after, before in pairwise(states):
        at = after["pgh_created_at"]
        known = {name: after[name] for name in PROFILE}
        if after["pgh_label"] == FIRST_READING:
            known["wall_refused"] = before["wall_refused"]
        yield from (_entry(at, told) for told in profile_changes(before, known))


def _of_posts(public: Public, rows: Iterable[dict]) -> Iterator[Entry]:
    """Yield what became of posts. A row of their history is the post as it stood until then."""
    after: dict[int, dict] = {}
    for row in rows:
        now = after.get(row["vk_id"]) or {name: row[f"pgh_obj__{name}"] for name in POST_HISTORY[2:]}
        about = _("Пост от %(date)s") % {"date": moment(row["date"])}
        url = f"https://vk.com/wall-{public.vk_id}_{row['vk_id']}"
        yield from (_entry(row["pgh_created_at"], told, url, about) for told in post_changes(row, now))
        after[row["vk_id"]] = row


def _entry(at: datetime, told: Told, url: str = "", about: str = "") -> Entry:
    before = told.before if len(told.before) <= LONGEST else f"{told.before[:LONGEST]}…"
    return Entry(at, told.sentence, before, url, about)
