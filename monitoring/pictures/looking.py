"""Pictures are fetched beside the audits and never instead of them: a row is taken, fetched, kept, and the next one.

The rows are the record of what is to be done. A taken row comes up again when its worker is killed; a round ends
when an audit begins, when its time is over, or when the image hosts do not answer.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction

from monitoring import clock
from monitoring.models import Picture, Run, Sighting
from vk import images
from vk.pictures import NoPicture, Trouble, decode

from . import files, pixelation
from .noticing import notice

log = logging.getLogger(__name__)

ROUND = timedelta(seconds=50)
# Longer than a fetch may take; then another worker may try.
HELD = timedelta(minutes=5)
# So many rows in a row without an answer: the hosts are away, not the pictures.
PATIENCE = 3
# A picture that has ended its worker so often is left alone.
MOST_TRIES = 8
# When to ask again after the first failure, the second, …; after the last, or for any other trouble, never.
RETRIES = {
    Trouble.UNREACHABLE: [timedelta(minutes=minutes) for minutes in (10, 60, 6 * 60, 24 * 60, 3 * 24 * 60)],
    Trouble.GONE: [timedelta(days=1)],
}


def look(seconds: float = ROUND.total_seconds()) -> int:
    """Notice what profiles show, and look at what is due for about so long; return how many rows were looked at."""
    notice(clock.now())
    ends = clock.now() + timedelta(seconds=seconds)
    looked = silent = 0
    while clock.now() < ends and silent < PATIENCE and not _audit_runs() and (row := _take(clock.now())):
        look_at(row)
        looked += 1
        silent = silent + 1 if row.state == Trouble.UNREACHABLE else 0
    return looked


def look_again_at_lost(now: datetime) -> int:
    """Let pictures be fetched anew whose files are gone from the disk; return how many. Marks stay."""
    shown = Sighting.objects.present().exclude(picture=None).select_related("picture").iterator()
    lost = [row.pk for row in shown if not files.kept(row.kind, row.picture.digest)]
    return Sighting.objects.filter(pk__in=lost).update(tries=0, next_try_at=now)


def look_at(row: Sighting) -> None:
    """Fetch a taken row's picture, measure it and keep what pages show; or note why there is none."""
    try:
        row.picture = _picture(row)
        row.state, row.next_try_at = Sighting.SEEN, None
    except NoPicture as failure:
        log.info("Картинка паблика %s (%s): %s", row.public_id, row.kind, failure)
        row.picture, row.state = None, failure.trouble
        row.next_try_at = _again(failure.trouble, row.tries, clock.now())
    row.save(update_fields=["picture", "state", "next_try_at"])


def _audit_runs() -> bool:
    return Run.objects.filter(state=Run.State.UNDER_WAY).exists()


def _take(now: datetime) -> Sighting | None:
    """Take the next row that is due; others leave it alone for a while."""
    with transaction.atomic():
        row = Sighting.objects.due(now).select_for_update(skip_locked=True, of=("self",)).first()
        if row:
            row.tries += 1
            row.next_try_at = now + HELD
            row.save(update_fields=["tries", "next_try_at"])
    return row


def _picture(row: Sighting) -> Picture:
    if row.tries > MOST_TRIES:
        raise NoPicture(Trouble.BROKEN, "too many tries")
    content = images.fetch(row.address)
    digest = hashlib.sha256(content).hexdigest()
    known = Picture.objects.filter(kind=row.kind, digest=digest).first()
    return known if known and files.kept(row.kind, digest) else _keep(row.kind, digest, content)


def _keep(kind: str, digest: str, content: bytes) -> Picture:
    """Measure a new picture and keep its files, then its row: a row without files would never be mended."""
    image = decode(content)
    shown = pixelation.shown(image, kind)
    measure = pixelation.measure(shown)
    suspected = pixelation.suspect(measure)
    files.keep(kind, digest, shown)
    told = {"measured": vars(measure), "suspicion": suspected.sign, "figure": suspected.figure}
    size = {"width": image.width, "height": image.height}
    return Picture.objects.get_or_create(kind=kind, digest=digest, defaults={**size, **told})[0]


def _again(trouble: Trouble, tries: int, now: datetime) -> datetime | None:
    waits = RETRIES.get(trouble, [])
    return now + waits[tries - 1] if tries <= len(waits) else None
