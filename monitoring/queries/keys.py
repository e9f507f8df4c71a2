"""What «Ключи ВКонтакте» and the notices about keys read."""

from dataclasses import dataclass

from monitoring.wording import keys as words
from registry.access import is_specialist
from vk import keyring
from vk.keyring import Key


@dataclass(frozen=True)
class Notice:
    """``kind``: warn or bad, as templates/_note.html takes it."""

    kind: str
    text: str


def notices(user) -> list[Notice]:
    """Return what a specialist should know of the keys on any page: nothing while all of them work."""
    if not is_specialist(user):
        return []
    keys = keyring.every()
    resting = [key for key in keys if key.rest]
    told = [Notice("warn", words.near_end(key)) for key in keys if key.ending and not key.rest]
    if resting:
        told.insert(0, Notice(_kind(resting, keys), words.trouble(resting, len(keys))))
    return told


def _kind(resting: list[Key], keys: list[Key]) -> str:
    """Tell how bad it is: bad if nobody is left, or somebody has to do something."""
    for_people = any(key.rest and key.rest.until is None for key in resting)
    return "bad" if for_people or len(resting) == len(keys) else "warn"
