"""What the code and the templates ask a catalogue for, found as makemessages finds it but without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOMS = ("gospublics", "monitoring", "qrcodes", "registry", "vk")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext")}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?:ngettext\({STRING}, {STRING}, count\)|(?:gettext|_)\({STRING}\))")

Key = str | tuple[str, ...]


@cache
def used() -> frozenset[Key]:
    """Return every msgid of the product; a plural is a pair."""
    python = (file for room in ROOMS for file in (settings.BASE_DIR / room).rglob("*.py"))
    pages = (settings.BASE_DIR / "templates").rglob("*.*")
    said = [*chain.from_iterable(map(in_python, python)), *chain.from_iterable(map(in_page, pages))]
    return frozenset(said)


def in_python(file: Path) -> Iterator[Key]:
    with file.open("rb") as source:
        for _line, message, _comments, _context in extract("python", source, keywords=DEFAULT_KEYWORDS | LAZY):
            yield message


def in_page(file: Path) -> Iterator[Key]:
    """Templatize leaves calls of gettext and blanks out the rest."""
    for call in CALL.findall(templatize(file.read_text())):
        texts = [str(node.value) for node in ast.parse(call, mode="eval").body.args if isinstance(node, ast.Constant)]
        yield texts[0] if len(texts) == 1 else tuple(texts)


def catalogue(language: str):
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list:
    """Return the entries of a catalogue without its header."""
    return [message for message in catalogue(language) if message.id]
