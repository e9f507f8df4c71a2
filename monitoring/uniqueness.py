"""Which community posts repeat another: the public's own (duplicates), or other publics' (shared texts). Pure.

Posts are told apart by what is computed once, when they are stored. A fingerprint finds equal texts, anywhere, by an
index. A sketch finds the few texts of the same wall that can be alike at all; only those are compared letter by
letter. All functions take community posts alone: reposts, ads, visitors' and deleted posts are nobody's original.
"""

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from operator import attrgetter, sub
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

# A sketch: three bytes of length, then a byte for each place of letters.
_LENGTH, _PLACES = 3, 32

Address = tuple[int, int]
"""The owner's number and the post's."""

_KEYCAPS = re.compile("[0-9#*]\ufe0f?\u20e3")
_LINKS = re.compile(
    r"(?:https?://|www\.)[^\s|\]]+|\b(?:[\w-]{1,63}\.){1,5}(?:ru|рф|com|org|net|me|cc|su|info|tatar)\b(?:/[^\s|\]]*)?"
)
# Most texts have no link, and to look for one at each word costs more than all else.
_DOTTED = re.compile(r"://|www\.|\.\w")
# [id1|Имя], [club1|Школа], [https://vk.com/…|ссылка]; a link inside is already gone.
_BRACKETS = re.compile(r"\[[^\[\]|]*\|([^\[\]]*)\]")
# @id1 (Имя), *school (Школа)
_NAMED = re.compile(r"[@*][\w.]+ ?\(([^()]*)\)")
_HASHTAGS = re.compile(r"#\w+(?:@\w+)?")
# The sign without which there is none, what to look for, and what is kept of it.
_MARKUP = (("]", _BRACKETS, r" \1 "), (")", _NAMED, r" \1 "), ("#", _HASHTAGS, " "))
# Stress marks, soft hyphens, joiners and variation selectors stand inside words and emoji.
_INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]")
_NO_WORD = re.compile(r"[\W_]+")


class Likeness(StrEnum):
    """How sure it is that a post repeats another. A suspected one counts, and is shown to a person."""

    DUPLICATE = "duplicate"
    SUSPECTED = "suspected"


class Prints(NamedTuple):
    """What is kept of a text to tell it from others.

    ``fingerprint``: 32 hexadecimal digits that equal texts share, empty for a text too short to prove anything.
    ``shareable``: it is long enough to be shared content. ``sketch``: its length and how often each letter occurs.
    """

    fingerprint: str
    shareable: bool
    sketch: bytes


class Candidate(NamedTuple):
    """A community post to be compared. ``attachment``: what tells its first one from others, None without any."""

    id: int
    date: datetime
    fingerprint: str
    sketch: bytes
    attachment: Hashable | None = None

    @property
    def exact(self) -> object:
        """Return what makes another post certainly the same; None if only likeness can tell."""
        return (self.fingerprint or None) if length(self.sketch) else self.attachment


class Near(NamedTuple):
    """A post with those that it may repeat, by their prints: ``same`` says the same, ``like`` may be alike."""

    post: Candidate
    same: Candidate | None
    like: Sequence[Candidate]


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
    text = text.replace("№", " ")
    if "\u20e3" in text:
        text = _KEYCAPS.sub(" ", text)
    text = unicodedata.normalize("NFKC", text)
    if _DOTTED.search(text):
        text = _LINKS.sub(" ", text)
    for sign, markup, kept in _MARKUP:
        if sign in text:
            text = markup.sub(kept, text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.casefold()))
    return _NO_WORD.sub(" ", text).strip()


def prints(text: str) -> Prints:
    """Compute what is kept of a text."""
    said = normalise(text)
    digest = blake2b(said.encode(), digest_size=16).hexdigest() if len(said) >= SHORTEST_REPEAT else ""
    return Prints(digest, len(said) >= SHORTEST_SHARED, _sketch(said))


def length(sketch: bytes) -> int:
    """Return how many characters the sketched text has."""
    return int.from_bytes(sketch[:_LENGTH], "big")


def may_be_alike(one: bytes, other: bytes) -> bool:
    """Tell from two sketches whether their texts can be 0.9 alike; a pair that is never goes unnoticed.

    Texts 0.9 alike are a tenth of their characters apart, inserted or deleted. Each of those changes the length by
    one, and the count of one letter by one.
    """
    return _close(length(one), one[_LENGTH:], length(other), other[_LENGTH:])


def _close(one: int, letters: bytes, other: int, others: bytes) -> bool:
    both = one + other
    if 10 * abs(one - other) > both:
        return False
    return 10 * sum(map(abs, map(sub, letters, others))) <= both


def near(posts: Sequence[Candidate], since: datetime | None = None) -> list[Near]:
    """Return the posts of one public, given in any order, that their prints suspect of repeating an earlier one.

    ``since``: only posts from then on are asked about, the earlier ones are but remembered. A post is compared with
    the public's community posts of the 60 days before it, those that are duplicates themselves included: a greeting
    repeated every month stays a repetition.
    """
    known = _Memory()
    found = []
    for post in map(_remembered, sorted(posts, key=attrgetter("date", "id"))):
        if since is None or post.told.date >= since:
            found.append(known.near(post))
        known.add(post)
    return [one for one in found if one.same or one.like]


def texts_needed(found: Iterable[Near]) -> set[int]:
    """Return the ids of the posts whose texts settle what the prints leave open."""
    return {post.id for one in found if not one.same for post in (one.post, *one.like)}


def settle(found: Iterable[Near], texts: Mapping[int, str]) -> dict[int, Repeat]:
    """Return {post id: what it repeats}. ``texts``: of the posts named by ``texts_needed``.

    The original is the earliest that is alike; the same text is sought first, then a like text with the same
    attachment, then a like text.
    """
    said = {post: normalise(text) for post, text in texts.items()}
    settled = ((one.post.id, _repeat(one, said)) for one in found)
    return {post: repeat for post, repeat in settled if repeat}


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


class _Remembered(NamedTuple):
    """A post with what it is compared by, taken apart once: each is compared with all others of two months."""

    told: Candidate
    exact: object
    size: int
    letters: bytes


def _remembered(post: Candidate) -> _Remembered:
    return _Remembered(post, post.exact, length(post.sketch), post.sketch[_LENGTH:])


class _Memory:
    """The posts of the last 60 days, oldest first, and by what they say."""

    def __init__(self) -> None:
        self._all: deque[_Remembered] = deque()
        self._exact: dict[object, deque[Candidate]] = defaultdict(deque)

    def add(self, post: _Remembered) -> None:
        self._all.append(post)
        if post.exact is not None:
            self._exact[post.exact].append(post.told)

    def near(self, post: _Remembered) -> Near:
        self._forget(post.told.date - REMEMBERED)
        if post.exact is not None and (same := self._exact.get(post.exact)):
            return Near(post.told, same[0], ())
        return Near(post.told, None, [other.told for other in self._all if _comparable(post, other)])

    def _forget(self, before: datetime) -> None:
        while self._all and self._all[0].told.date < before:
            old = self._all.popleft()
            if old.exact is not None:
                self._exact[old.exact].popleft()


def _comparable(post: _Remembered, other: _Remembered) -> bool:
    """Tell whether likeness of the texts would mean something. Of short ones only a shared picture makes it so."""
    shortest = min(post.size, other.size)
    if shortest < SHORTEST_REPEAT and not (shortest and _same_attachment(post.told, other.told)):
        return False
    return _close(post.size, post.letters, other.size, other.letters)


def _same_attachment(post: Candidate, other: Candidate) -> bool:
    return post.attachment is not None and post.attachment == other.attachment


def _repeat(one: Near, said: Mapping[int, str]) -> Repeat | None:
    if one.same:
        return Repeat(one.same.id, Likeness.DUPLICATE, 1.0)
    found = list(_alike(one, said))
    return min(found, key=lambda repeat: not repeat.certain) if found else None


def _alike(one: Near, said: Mapping[int, str]) -> Iterator[Repeat]:
    """Yield what it is like, oldest first. A post whose text went missing meanwhile is like nothing."""
    text = said.get(one.post.id, "")
    for other in one.like:
        if likeness := fuzz.ratio(text, said.get(other.id, ""), score_cutoff=ALIKE * 100) / 100 if text else 0:
            kind = Likeness.DUPLICATE if _same_attachment(one.post, other) else Likeness.SUSPECTED
            yield Repeat(other.id, kind, round(likeness, 4))


def _sketch(said: str) -> bytes:
    """Count letters into 32 places; the Russian alphabet fills each of them once."""
    counts = [0] * _PLACES
    for letter, times in Counter(said).items():
        counts[ord(letter) % _PLACES] += times
    return len(said).to_bytes(_LENGTH, "big") + bytes([min(times, 255) for times in counts])


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
