"""Pages that hold under writes: the next one begins after the last row told, wherever new rows have come in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date

from ninja.errors import HttpError


def told(*keys: int | date) -> str:
    """Return the place after a row as an opaque word."""
    return urlsafe_b64encode("|".join(str(key) for key in keys).encode()).decode().rstrip("=")


def number(cursor: str) -> int:
    """Read a cursor of one number. Raises HttpError 400."""
    (first,) = _parts(cursor, 1)
    return _number(first)


def number_and_day(cursor: str) -> tuple[int, date]:
    """Read a cursor of a number and a day. Raises HttpError 400."""
    first, second = _parts(cursor, 2)
    try:
        return _number(first), date.fromisoformat(second)
    except ValueError:
        raise _refused() from None


def _parts(cursor: str, count: int) -> list[str]:
    try:
        parts = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode("ascii").split("|")
    except ValueError:
        raise _refused() from None
    if len(parts) != count:
        raise _refused()
    return parts


def _number(text: str) -> int:
    if not text.isdigit() or len(text) > 18:
        raise _refused()
    return int(text)


def _refused() -> HttpError:
    return HttpError(400, "cursor: возьмите его из поля next предыдущего ответа")
