"""Is this post the one that everybody had to publish? Told by its text, its hashtags or its words. Pure."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz

from .facts import kept
from .rules.names import STEM
from .uniqueness import ALIKE, SHORTEST_REPEAT, length, may_be_alike, normalise, prints

_HASHTAGS = re.compile(r"#(\w+)")
_WORDS = re.compile(r"[^\W_]+")


class Way(StrEnum):
    """How a mandatory post is told from others."""

    TEXT = "text"
    HASHTAGS = "hashtags"
    KEYWORDS = "keywords"


class Sought(NamedTuple):
    """What is looked for. ``said``: the normalised text. ``words``: hashtags or stems that must all be there."""

    way: Way
    said: str = ""
    fingerprint: str = ""
    sketch: bytes = b""
    words: frozenset[str] = frozenset()

    @property
    def tells(self) -> bool:
        """Tell whether the sample is enough to tell posts apart: an empty one would be found everywhere."""
        return len(self.said) >= SHORTEST_REPEAT if self.way is Way.TEXT else bool(self.words)


class Seen:
    """A post's text as it is compared; each side of it is worked out once, and only if it is asked for.

    ``fingerprint``, ``sketch``: those kept with the post (see uniqueness.Prints).
    """

    def __init__(self, text: str, fingerprint: str, sketch: bytes) -> None:
        self.text, self.fingerprint, self.sketch = text, fingerprint, sketch

    @kept
    def said(self) -> str:
        return normalise(self.text)

    @kept
    def stems(self) -> frozenset[str]:
        return stems(self.said)

    @kept
    def hashtags(self) -> frozenset[str]:
        return hashtags(self.text)


def sought(way: Way, sample: str) -> Sought:
    """Read what a person has entered: a text; hashtags with or without «#»; words and phrases."""
    if way is Way.HASHTAGS:
        marked = re.sub(r"(^|[\s,;])(?=\w)", r"\1#", sample)
        return Sought(way, words=hashtags(marked))
    said = normalise(sample)
    if way is Way.KEYWORDS:
        return Sought(way, words=stems(said))
    told = prints(sample)
    return Sought(way, said, told.fingerprint, told.sketch)


def recognised(one: Sought, post: Seen) -> bool:
    """Tell whether the post is the one. A text may stand among the school's own words, or be 0.9 alike."""
    if not one.tells:
        return False
    match one.way:
        case Way.HASHTAGS:
            return one.words <= post.hashtags
        case Way.KEYWORDS:
            return one.words <= post.stems
    return one.fingerprint == post.fingerprint or _alike(one, post) or _holds(one, post)


def hashtags(text: str) -> frozenset[str]:
    """Return the hashtags in lower case, without «#» and without the community that VK adds after «@»."""
    return frozenset(_HASHTAGS.findall(_folded(text)))


def stems(said: str) -> frozenset[str]:
    """Return the words by their first letters, so that cases do not matter."""
    return frozenset(word[:STEM] for word in _WORDS.findall(_folded(said)))


def _alike(one: Sought, post: Seen) -> bool:
    if not length(post.sketch) or not may_be_alike(one.sketch, post.sketch):
        return False
    return fuzz.ratio(one.said, post.said, score_cutoff=ALIKE * 100) > 0


def _holds(one: Sought, post: Seen) -> bool:
    return length(post.sketch) > len(one.said) and f" {one.said} " in f" {post.said} "


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
