"""Posts for an example held against VK: those that are gone are told to specialists and shown to nobody else."""

from datetime import datetime

from registry.checking.findings import MANY, MOST
from registry.models import SamplePost
from vk.door import Door


def look(door: Door, now: datetime) -> None:
    """Note which posts are gone since, and which stand again. Of clips and videos no wall tells: they stay."""
    rows = [(row, key) for row in SamplePost.objects.all() if (key := row.key)]
    gone = _gone({key for _, key in rows}, door)
    for row, key in rows:
        if (key in gone) != bool(row.gone_at):
            row.gone_at = now if key in gone else None
            row.save(update_fields=["gone_at"])


def _gone(keys: set[tuple[int, int]], door: Door) -> set[tuple[int, int]]:
    """Return what VK does not show, asked twice; nothing if it shows too few to be believed."""
    missing = keys - door.standing(keys) if keys else keys
    missing -= door.standing(missing) if missing else missing
    return missing if len(missing) <= max(MANY, MOST * len(keys)) else set()
