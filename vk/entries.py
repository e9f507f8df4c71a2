"""One entry of VK_USER_TOKENS: a token alone, or with what belongs to it. Pure.

``TOKEN``, ``TOKEN;expires=2026-12-31T10:00``, ``TOKEN;refresh=REFRESH TOKEN;device=DEVICE ID`` (the token itself may
be left out then: VK gives the next one).
"""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

PARTS = {"refresh", "device", "expires"}


@dataclass(frozen=True)
class Entry:
    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    device: str = field(default="", repr=False)
    expires: datetime | None = None

    @property
    def secrets(self) -> list[str]:
        return [one for one in (self.access, self.refresh) if one]


def read(text: str, zone: tzinfo) -> Entry:
    """Read an entry. Raises ValueError in words that hold no token."""
    access, *rest = (part.strip() for part in text.split(";"))
    parts = dict(_part(one) for one in rest)
    if bool(parts.get("refresh")) != bool(parts.get("device")):
        raise ValueError("refresh и device нужны вместе: без device ВКонтакте не обновит ключ")
    if not (access or parts.get("refresh")):
        raise ValueError("нет ни ключа, ни refresh")
    return Entry(access, parts.get("refresh", ""), parts.get("device", ""), _moment(parts.get("expires"), zone))


def _part(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if name.strip() not in PARTS:
        raise ValueError(f"после «;» ожидается одно из: {', '.join(sorted(PARTS))}")
    return name.strip(), value.strip()


def _moment(text: str | None, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("expires: нужна дата вида 2026-12-31 или 2026-12-31T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
