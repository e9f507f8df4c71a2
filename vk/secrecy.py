"""No token and no link that opens an account in any log, page or exception: one place knows how to blot them out."""

import hashlib
import logging
import re

from django.conf import settings

BLOT = "•••"
# Also tokens that are not ours to know: an old one, one quoted by VK in its own message.
_TOKEN_SHAPES = re.compile(
    r"vk\d\.[a-z]\.[\w-]{20,}"
    r"|(?<=access_token=)[^&\s\"']+"
    r"|(?<=access_token['\"]: ['\"])[^'\"]+"
    # Letters' links: whoever has one is let in.
    r"|(?<=/invitation/)[^/\s\"']+"
    r"|(?<=/password/new/)[^/\s\"']+"
)


_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# An entry's parts: token, refresh=…, device=…; their names and dates are no secrets.
_SEPARATORS = re.compile(r";\s*(?:refresh=|device=|expires=\S*)?")
_NO_SECRET = 4
# Tokens that VK gave while this process ran.
_renewed: set[str] = set()


def remember(*tokens: str) -> None:
    """Know tokens that stand in no setting."""
    _renewed.update(token for token in tokens if token)


def fingerprint(token: str) -> str:
    """Return a short name for a token by which logs, ledger and pages may know it."""
    return hashlib.blake2s(token.encode(), digest_size=5).hexdigest()


def blot(text: str) -> str:
    """Return the text without any token or link that opens an account."""
    for token in _known():
        text = text.replace(token, BLOT)
    return _TOKEN_SHAPES.sub(BLOT, text)


class SecretsFilter(logging.Filter):
    """Blots tokens out of a record's message and traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = blot(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = blot(record.exc_text) if record.exc_text else None
        return True


class OneLine(logging.Formatter):
    """One line a record: what strangers wrote cannot begin another one. A traceback's lines are set in."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _CONTROLS.sub(lambda found: rf"\x{ord(found[0]):02x}", record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return _BREAKS.sub("\n    ", super().format(record))


def _known() -> set[str]:
    told = [part for entry in settings.VK_USER_TOKENS for part in _SEPARATORS.split(entry)]
    return _renewed | {one for one in [*settings.VK_SERVICE_TOKENS, *told] if len(one) > _NO_SECRET}
