"""VK's errors, sorted by what is to be done. Nothing else in the project knows VK's numbers.

Source of the codes: VK's API schema 5.199 (errors.json) and the reports of client libraries.
"""

from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """Why one community cannot be read; a fact about the community, not a fault."""

    NOT_FOUND = "not_found"
    DELETED = "deleted"
    BLOCKED = "blocked"
    PRIVATE = "private"
    WALL_CLOSED = "wall_closed"


class VkError(Exception):
    """A call to VK that gave no answer. ``code`` is VK's number, 0 where VK said none."""

    def __init__(self, message: str, code: int = 0):
        super().__init__(message)
        self.code = code


class Transient(VkError):
    """Try again a little later: network, HTTP 5xx, garbage, an internal error of VK."""


class TooFast(Transient):
    """More calls a second than the token may make."""


class TooLarge(VkError):
    """The answer would be too big or too slow: ask for less at once."""


class Refused(VkError):
    """This community (post, comment) cannot be read, and why. Others can."""

    def __init__(self, message: str, code: int, cause: Cause):
        super().__init__(message, code)
        self.cause = cause

    @property
    def doubtful(self) -> bool:
        """Tell whether VK says the same to a token that has lost its rights, or to calls whose form has changed."""
        return self.code in _DOUBTFUL


class TokenDone(VkError):
    """This token can make no such calls for now; others may. The subclasses say why, vk.standing for how long.

    ``returns_at``: when a token is expected back, None if nobody knows.
    """

    returns_at: datetime | None = None


class Revoked(TokenDone):
    """VK does not accept the token any more."""


class Expired(TokenDone):
    """The token's time is over."""


class WrongToken(TokenDone):
    """A token of the wrong kind, without the rights, or of an application that may not."""


class Captcha(TokenDone):
    """VK wants to see a person: a captcha or a confirmation of the account."""


class FloodControl(TokenDone):
    """VK wants a pause of minutes."""


class QuotaExhausted(TokenDone):
    """The day's calls of one method are used up for this token."""


class Outbreak(TokenDone):
    """VK refuses most communities to this token: the token's fault, it says nothing about the communities."""


class NotRenewed(TokenDone):
    """The token is over and VK did not give the next one yet."""


class NoTokens(TokenDone):
    """No token is left that could make the call."""


class CallAPerson(VkError):
    """Configuration or a bug: repeating cannot help, a person must look."""


_TRANSIENT = {1, 10, 43}
_TOO_LARGE = {13, 36}
_TOKEN_DONE: dict[int, type[TokenDone]] = {
    5: Revoked,
    9: FloodControl,
    27: WrongToken,
    28: WrongToken,
    29: QuotaExhausted,
    1051: WrongToken,
    1117: Expired,
    **dict.fromkeys((14, 17, 3300, 3301, 3302, 3303, 3304), Captcha),
}
_DOUBTFUL = {15, 100, 113, 125}
_WRONG_APP_SUBCODES = {1133, 1134}
_CAUSES = {
    18: Cause.DELETED,
    19: Cause.BLOCKED,
    30: Cause.PRIVATE,
    203: Cause.PRIVATE,
    100: Cause.NOT_FOUND,
    104: Cause.NOT_FOUND,
    113: Cause.NOT_FOUND,
    125: Cause.NOT_FOUND,
    210: Cause.WALL_CLOSED,
    211: Cause.WALL_CLOSED,
    212: Cause.WALL_CLOSED,
}
# Error 15 tells its cause in English words only.
_DENIED = (
    ("blocked", Cause.BLOCKED),
    ("members", Cause.PRIVATE),
    ("private", Cause.PRIVATE),
    ("disabled", Cause.WALL_CLOSED),
)


def from_reply(error: dict) -> VkError:
    """Turn VK's error object (``error_code``, ``error_subcode``, ``error_msg``) into one of ours."""
    code = int(error.get("error_code", 0))
    message = f"VK {code}: {error.get('error_msg', '')}"
    if code == 6:
        return TooFast(message, code)
    if code == 15:
        wrong = error.get("error_subcode") in _WRONG_APP_SUBCODES
        return WrongToken(message, code) if wrong else Refused(message, code, _denied(message))
    if code in _CAUSES:
        return Refused(message, code, _CAUSES[code])
    return _fault(code)(message, code)


def _fault(code: int) -> type[VkError]:
    if code in _TRANSIENT:
        return Transient
    if code in _TOO_LARGE:
        return TooLarge
    return _TOKEN_DONE.get(code, CallAPerson)


def _denied(message: str) -> Cause:
    lowered = message.lower()
    return next((cause for word, cause in _DENIED if word in lowered), Cause.WALL_CLOSED)
