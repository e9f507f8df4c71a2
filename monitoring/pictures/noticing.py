"""Which addresses of covers and avatars the profiles show now, as rows to be looked at. No network."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from monitoring.models import PictureKind, Profile, Sighting

ADDRESS = {PictureKind.COVER: "cover_url", PictureKind.AVATAR: "avatar_url"}
IS_SET = {PictureKind.COVER: "cover_set", PictureKind.AVATAR: "avatar_set"}


def key_of(address: str) -> str:
    """Return what names the file itself: the same path on another of VK's mirrors is the same picture."""
    try:
        parts = urlsplit(address)
        told = f"{parts.path}?{parts.query}"
    except ValueError:
        told = address
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def notice(now: datetime) -> None:
    """Write down addresses that profiles show for the first time. Done twice, it has the effect of once."""
    for kind in PictureKind:
        with transaction.atomic():
            _retire(kind)
            _note(kind, _unnoticed(kind), now)


def _retire(kind: PictureKind) -> None:
    """Pictures that were taken down are no longer current."""
    gone = {f"public__profile__{IS_SET[kind]}": False}
    Sighting.objects.filter(kind=kind, current=True, **gone).update(current=False)


def _unnoticed(kind: PictureKind) -> QuerySet[Profile]:
    """Return the profiles whose address is not the one that is noted as current."""
    current = Sighting.objects.filter(public=OuterRef("public"), kind=kind, current=True)
    noted = current.filter(address=OuterRef(ADDRESS[kind]))
    shown = Profile.objects.filter(**{IS_SET[kind]: True}).exclude(**{ADDRESS[kind]: ""})
    return shown.filter(~Exists(noted)).order_by("public")


def _note(kind: PictureKind, profiles: Iterable[Profile], now: datetime) -> None:
    rows = [
        Sighting(
            public_id=profile.public_id,
            kind=kind,
            address=getattr(profile, ADDRESS[kind]),
            key=key_of(getattr(profile, ADDRESS[kind])),
            next_try_at=now,
            since=profile.collected_at,
        )
        for profile in profiles
    ]
    moved, new = _sorted(kind, rows)
    Sighting.objects.bulk_create(moved, **_upsert("address"))
    Sighting.objects.filter(kind=kind, current=True, public__in=[row.public_id for row in new]).update(current=False)
    Sighting.objects.bulk_create(new, **_upsert("address", "since", "current"))
    _ask_again(kind, new, now)


def _sorted(kind: PictureKind, rows: list[Sighting]) -> tuple[list[Sighting], list[Sighting]]:
    """Return rows of which only the mirror has changed, and those of another picture."""
    current = Sighting.objects.filter(kind=kind, current=True, public__in=[row.public_id for row in rows])
    known = set(current.values_list("public", "key"))
    moved = [row for row in rows if (row.public_id, row.key) in known]
    return moved, [row for row in rows if (row.public_id, row.key) not in known]


def _upsert(*fields: str) -> dict:
    return {"update_conflicts": True, "unique_fields": ["public", "kind", "key"], "update_fields": fields}


def _ask_again(kind: PictureKind, rows: list[Sighting], now: datetime) -> None:
    """An address that has come back after it was given up gets its tries anew."""
    back = Sighting.objects.filter(kind=kind, current=True, public__in=[row.public_id for row in rows], picture=None)
    back.filter(next_try_at=None).update(state=Sighting.WAITING, tries=0, next_try_at=now)
