"""A person's judgement of pictures: written with who and when, taken back exactly as it was, kept in the history."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from monitoring.models import Mark, Picture, PictureKind, Profile, Sighting, mark_events
from registry.models import Public

from .noticing import ADDRESS, key_of


def mark(pictures: Iterable[Picture], judgement: Mark, by, now: datetime) -> None:
    """Give the pictures one mark. The moment names the deed: ``undo`` takes back all that was marked at it."""
    ids = [picture.pk for picture in pictures]
    Picture.objects.filter(pk__in=ids).update(mark=judgement, marked_by=by, marked_at=now)


def undo(by, at: datetime, only: Picture | None = None) -> list[Picture]:
    """Take back what the person marked at that moment and nobody has marked since; return the pictures."""
    with transaction.atomic():
        marked = Picture.objects.select_for_update().filter(marked_by=by, marked_at=at)
        rows = list(marked.filter(pk=only.pk) if only else marked)
        before = _before(rows, at)
        for row in rows:
            row.mark, row.marked_by_id, row.marked_at = before.get(row.pk, ("", None, None))
        Picture.objects.bulk_update(rows, ["mark", "marked_by", "marked_at"])
    return rows


def marked(publics: Iterable[int]) -> QuerySet:
    """Return (public, kind, key, mark) of the marked pictures that the publics (primary keys) showed last."""
    rows = Sighting.objects.filter(public__in=list(publics), current=True).exclude(picture=None)
    return rows.exclude(picture__mark="").values_list("public", "kind", "key", "picture__mark")


def marks(publics: Iterable[Public], told: Iterable[tuple]) -> dict[tuple[int, str], str]:
    """Return {(public, kind): mark} of the covers and avatars that the profiles show; ``told``: see ``marked``."""
    profiles = {public.pk: getattr(public, "profile", None) for public in publics}
    # A profile read in this very audit may show another picture already, at which nobody has looked yet.
    return {(pk, kind): mark for pk, kind, key, mark in told if key == _key(profiles[pk], kind)}


def _key(profile: Profile | None, kind: str) -> str:
    return key_of(getattr(profile, ADDRESS[PictureKind(kind)])) if profile else ""


def _before(rows: list[Picture], at: datetime) -> dict[int, tuple]:
    """Return the mark that each picture had before it was first marked at that moment, from its history."""
    events = mark_events(row.pk for row in rows)
    first = events.filter(pgh_obj=OuterRef("pgh_obj"), marked_at=at).order_by("pgh_id").values("pgh_id")[:1]
    earlier = events.filter(pgh_id__lt=Subquery(first)).order_by("pgh_obj", "-pgh_id").distinct("pgh_obj")
    return {pk: tuple(was) for pk, *was in earlier.values_list("pgh_obj", "mark", "marked_by", "marked_at")}
