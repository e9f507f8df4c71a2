"""Sort keys for names, the same on every server whatever its locale.

PostgreSQL's code-point order puts «Ё» before «А» and ә, ө, ү, җ, ң, һ after «я», and «№ 10» before «№ 2».
Source of the order: the Tatar alphabet of 2012, which holds every Russian letter in its Russian place.
"""

import re
import unicodedata

ALPHABET = "аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя"
_RANKS = {letter: chr(0x4E00 + place) for place, letter in enumerate(ALPHABET)}
_NUMBERS = re.compile(r"\d+")
_SEPARATORS = re.compile(r"[^\w]+|_")


# How a search writes each letter: in Latin, because trigrams are made of letters that every server's locale knows,
# and alike where keyboards without Tatar letters, or haste, make no difference.
LOOSELY = str.maketrans("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәөүҗңһ", "abvgdeejziiklmnoprstufhcqwwxyxeuaaoujnh")


def loosely(text: str) -> str:
    """Return a text as searches compare it; PostgreSQL makes the same of what it holds."""
    return text.lower().translate(LOOSELY)


def sort_key(name: str) -> str:
    """Return a string whose code-point order is the order in which people expect names.

    Case, quotes and punctuation do not count; numbers compare by value.
    """
    words = _SEPARATORS.sub(" ", unicodedata.normalize("NFC", name).casefold()).strip()
    padded = _NUMBERS.sub(lambda match: match.group().lstrip("0").zfill(9), words)
    return "".join(_RANKS.get(letter, letter) for letter in padded)
