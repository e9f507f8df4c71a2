"""What the table's rows say of a request: the answer that a role must get at a place."""

from .table import ANONYMOUS, DISTRICT, MINISTRY, OBSERVER, SCHOOL, SPECIALIST, TABLE, Row
from .world import ARCHIVED, FOREIGN, MISSING, PERSONAL, PLACED

SAFE = ("GET", "HEAD")
SIGN_IN, REFUSED, NOTHING_THERE, NO_SUCH_METHOD = "sign-in", 403, 404, 405
OK = "ok"
Answer = str | int


def expected(row: Row, role: str, place: str, method: str) -> set[Answer]:
    """Return the answers that are right; several where the order of two refusals tells nobody anything."""
    if role == ANONYMOUS and not row.public:
        return {SIGN_IN}
    if method not in (*SAFE, "POST"):
        # Django's own forms take PUT for POST; others know neither it nor DELETE.
        return {NO_SUCH_METHOD} | expected(row, role, place, "POST") | expected(row, role, place, "GET")
    allowed = row.see if method in SAFE else row.act
    if not allowed:
        # A stranger may be refused before the method is looked at.
        return {NO_SUCH_METHOD} | (_refusals(row, role, place) if role not in row.see | row.act else set())
    if row.public:
        return {row.answer or OK}
    if role not in allowed or not reaches(row, role, place):
        return _refusals(row, role, place)
    return {(place == ARCHIVED and row.archived) or row.answer or OK}


def reaches(row: Row, role: str, place: str) -> bool:
    """Tell whether the object at the place is there for the role at all."""
    if place == MISSING:
        return False
    if place == FOREIGN:
        return row.of in PLACED and role in MINISTRY
    return True


def _refusals(row: Row, role: str, place: str) -> set[Answer]:
    """Return how a role is refused: as if there were nothing, unless it may see what it may not do."""
    if row.of in PLACED or row.of in PERSONAL:
        hidden = not reaches(row, role, place) or (place == ARCHIVED and row.archived == NOTHING_THERE)
        return {NOTHING_THERE} if hidden else {REFUSED}
    if role in (TABLE[row.on].see if row.on else row.see):
        return {NOTHING_THERE} if place == MISSING else {REFUSED}
    if role in (SCHOOL, DISTRICT):
        return {NOTHING_THERE}
    # A missing object of the ministry: the order of «may not» and «is not» tells an observer nothing.
    return {REFUSED, NOTHING_THERE} if place == MISSING and role == OBSERVER else _not_there(role)


def _not_there(role: str) -> set[Answer]:
    return {NOTHING_THERE} if role == SPECIALIST else {REFUSED}
