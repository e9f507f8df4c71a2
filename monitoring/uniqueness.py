"""Which community posts repeat another: the public's own (duplicates), or other publics' (shared texts). Pure.

Both functions take community posts alone: reposts, ads, visitors' and deleted posts are nobody's original.
"""

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from rapidfuzz import fuzz

# How far back a public's own posts are compared.
REMEMBERED = timedelta(days=60)
# A shorter text («С праздником») is no text of its own, and its repetition proves nothing.
SHORTEST_REPEAT = 20
ALIKE = 0.9
# A text is shared if so many publics publish it within this time.
SHORTEST_SHARED = 120
SHARED_WITHIN = timedelta(days=14)
SHARED_BY = 3

Address = tuple[int, int]
"""The owner's number and the post's."""

_KEYCAPS = re.compile("[0-9#*]\ufe0f?\u20e3")
_LINKS = re.compile(
    r"(?:https?://|www\.)[^\s|\]]+|\b(?:[\w-]{1,63}\.){1,5}(?:ru|рф|com|org|net|me|cc|su|info|tatar)\b(?:/[^\s|\]]*)?"
)
# [id1|Имя], [club1|Школа], [https://vk.com/…|ссылка]; a link inside is already gone.
_BRACKETS = re.compile(r"\[[^\[\]|]*\|([^\[\]]*)\]")
# @id1 (Имя), *school (Школа)
_NAMED = re.compile(r"[@*][\w.]+ ?\(([^()]*)\)")
_HASHTAGS = re.compile(r"#\w+(?:@\w+)?")
# Stress marks, soft hyphens, joiners and variation selectors stand inside words and emoji.
_INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]")
_NO_WORD = re.compile(r"[\W_]+")


class Likeness(StrEnum):
    """How sure it is that a post repeats another. A suspected one counts, and is shown to a person."""

    DUPLICATE = "duplicate"
    SUSPECTED = "suspected"


class Candidate(NamedTuple):
    """A community post to be compared. ``attachment``: type, owner and id of its first one."""

    owner: int
    id: int
    date: datetime
    text: str
    attachment: tuple[str, int, int] | None = None


class Print(NamedTuple):
    """A community post with a text long enough to be shared, told by its fingerprint."""

    fingerprint: str
    owner: int
    id: int
    date: datetime


@dataclass(frozen=True)
class Repeat:
    """``original``: the id of the post repeated. ``likeness``: of the texts, 0.9 to 1."""

    original: int
    kind: Likeness
    likeness: float

    @property
    def certain(self) -> bool:
        return self.kind is Likeness.DUPLICATE


def normalise(text: str) -> str:
    """Return what a text says, without how it is written.

    Of a mention only the markup goes and the shown name stays: two congratulations that differ in the pupil
    mentioned are two texts. Removed characters leave a space, so that words do not grow together.
    """
    text = _KEYCAPS.sub(" ", text.replace("№", " "))
    text = _LINKS.sub(" ", unicodedata.normalize("NFKC", text))
    for markup, kept in ((_BRACKETS, r" \1 "), (_NAMED, r" \1 "), (_HASHTAGS, " ")):
        text = markup.sub(kept, text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.casefold()))
    return _NO_WORD.sub(" ", text).strip()


def fingerprint(text: str) -> str:
    """Return 32 hexadecimal digits that equal texts share; empty for a text too short to be shared content."""
    said = normalise(text)
    return blake2b(said.encode(), digest_size=16).hexdigest() if len(said) >= SHORTEST_SHARED else ""


def duplicates(posts: Sequence[Candidate], since: datetime | None = None) -> dict[int, Repeat]:
    """Return {post id: what it repeats} for the posts of one public, in any order.

    ``since``: only posts from then on are asked about, the earlier ones are but remembered; a nightly audit asks
    about two weeks and need not compare the two months before them with one another.

    A post is compared with the public's community posts of the 60 days before it, those that are duplicates
    themselves included: a greeting repeated every month stays a repetition. The original is the earliest of
    them that is alike; the same text is sought first, then a like text with the same attachment, then a like
    text. Linear for equal texts; quadratic, at some microseconds a pair, for different ones.
    """
    known = _Memory()
    repeats = {}
    for post in sorted(posts, key=lambda post: (post.date, post.id)):
        said = _Said(post, normalise(post.text))
        asked = since is None or post.date >= since
        if asked and (repeat := known.repeated_by(said)):
            repeats[post.id] = repeat
        known.add(said)
    return repeats


def shared(posts: Iterable[Print], week_end: datetime) -> Mapping[Address, Address]:
    """Return {address of a post that does not count: address of the post that keeps the text}.

    ``posts``: of any publics, in any order; those dated from the week's end on are not known yet. Texts are
    shared where at least 3 publics published them within 14 days; the earliest post of such a time keeps the
    text, among equals the one of the lowest owner. A text that returns next year is another matter.
    """
    by_text = defaultdict(list)
    for post in posts:
        if post.date < week_end:
            by_text[post.fingerprint].append(post)
    losers: dict[Address, Address] = {}
    for fingerprint, same in by_text.items():
        if fingerprint and len(same) >= SHARED_BY:
            losers.update(_losers(sorted(same, key=lambda post: (post.date, post.owner, post.id))))
    return losers


class _Said(NamedTuple):
    post: Candidate
    text: str

    @property
    def exact(self) -> object:
        """Return what makes another post certainly the same; None if only likeness can tell."""
        if not self.text:
            return self.post.attachment
        return self.text if len(self.text) >= SHORTEST_REPEAT else None


class _Memory:
    """The posts of the last 60 days, oldest first, and by what they say."""

    def __init__(self) -> None:
        self._all: deque[_Said] = deque()
        self._exact: dict[object, deque[_Said]] = defaultdict(deque)

    def add(self, said: _Said) -> None:
        self._all.append(said)
        if said.exact is not None:
            self._exact[said.exact].append(said)

    def repeated_by(self, said: _Said) -> Repeat | None:
        self._forget(said.post.date - REMEMBERED)
        if said.exact is not None and (same := self._exact.get(said.exact)):
            return Repeat(same[0].post.id, Likeness.DUPLICATE, 1.0)
        found = list(self._alike(said))
        return min(found, key=lambda repeat: not repeat.certain) if found else None

    def _alike(self, said: _Said) -> Iterator[Repeat]:
        """Yield what it is like, oldest first. Without a text of some length, only a shared picture tells."""
        for other in self._all if said.text else ():
            same = said.post.attachment is not None and said.post.attachment == other.post.attachment
            if same or min(len(said.text), len(other.text)) >= SHORTEST_REPEAT:
                likeness = fuzz.ratio(said.text, other.text, score_cutoff=ALIKE * 100) / 100
                if likeness:
                    kind = Likeness.DUPLICATE if same else Likeness.SUSPECTED
                    yield Repeat(other.post.id, kind, round(likeness, 4))

    def _forget(self, before: datetime) -> None:
        while self._all and self._all[0].post.date < before:
            old = self._all.popleft()
            if old.exact is not None:
                self._exact[old.exact].popleft()


def _losers(same: Sequence[Print]) -> Iterator[tuple[Address, Address]]:
    """Yield (loser, keeper) among posts of one text, oldest first, in one pass.

    For each post the longest time that ends with it is looked at; a shorter one could only name a later keeper.
    """
    publics: dict[int, int] = defaultdict(int)
    keepers: dict[int, int] = {}
    first = done = 0
    for last, post in enumerate(same):
        publics[post.owner] += 1
        while post.date - same[first].date > SHARED_WITHIN:
            _leave(publics, same[first].owner)
            first += 1
        if len(publics) >= SHARED_BY:
            keeper = keepers.get(first, first)
            for lost in range(max(done, first) + 1, last + 1):
                keepers[lost] = keeper
                yield _address(same[lost]), _address(same[keeper])
            done = last


def _leave(publics: dict[int, int], owner: int) -> None:
    publics[owner] -= 1
    if not publics[owner]:
        del publics[owner]


def _address(post: Print) -> Address:
    return post.owner, post.id
