"""Text that fits its box: what can be printed, where a line may break, which size is the largest."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, takewhile
from typing import NamedTuple

from qrcodes.typeface import MM_PER_POINT, Typeface

NO_BREAK = "\u00a0"
LEADING = 1.2
STEP = 0.5
# Height of a capital letter of PT Sans, in ems: a block of lines is centred by what the eye sees.
CAPITAL = 0.7
# Ems from the last baseline of one text to the capitals of the next: a little more than between lines.
BETWEEN = 0.7
# Ems within which lines count as equally long.
BALANCED = 0.1

# What reads as one: «№ 12», «г. Казани», «Г. Тукая», «с углублённым», «2 нче», a dash after its word.
_TOGETHER = (
    (re.compile(r"№ (?=\d)"), f"№{NO_BREAK}"),
    (re.compile(r"(?<!\w)(\w{1,3})\. (?=\w)"), rf"\1.{NO_BREAK}"),
    (re.compile(r"(?<!\w)(\w) (?=\w)"), rf"\1{NO_BREAK}"),
    (re.compile(r" (?=[—–-] )"), NO_BREAK),
)


@dataclass(frozen=True)
class Printable:
    """A text that the font can print, and the characters that it lost."""

    text: str
    dropped: str


class Word(NamedTuple):
    """What no line break may divide, and its width in ems."""

    text: str
    ems: float


@dataclass(frozen=True)
class Fitted:
    """Lines at a size in points; `cut` says that even the smallest size did not hold the text."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False

    @property
    def leading(self) -> float:
        """Distance of two baselines in millimetres."""
        return self.size * LEADING * MM_PER_POINT

    @property
    def height(self) -> float:
        """Millimetres from the top of the first line's capitals to the last baseline."""
        return self.size * CAPITAL * MM_PER_POINT + self.leading * (len(self.lines) - 1)

    def baselines(self, top: float) -> list[float]:
        """Return the lines' baselines below a top, where the first line's capitals begin; millimetres."""
        first = top + self.size * CAPITAL * MM_PER_POINT
        return [first + self.leading * place for place in range(len(self.lines))]


def printable(text: str, face: Typeface) -> Printable:
    """Return the text without what would print as an empty box: emoji, foreign scripts, controls."""
    kept, dropped = [], []
    for char in unicodedata.normalize("NFC", text):
        substitute = _substitute(char, face)
        kept.append(substitute)
        # Joiners, variation selectors and controls are never seen, nobody misses them.
        if not substitute and unicodedata.category(char)[0] not in "CM":
            dropped.append(char)
    return Printable(re.sub(" +", " ", "".join(kept)).strip(), "".join(dict.fromkeys(dropped)))


def _substitute(char: str, face: Typeface) -> str:
    if char in (NO_BREAK, "\u202f"):
        return NO_BREAK
    if char.isspace():
        return " "
    if unicodedata.category(char)[0] == "C":
        return ""
    plain = char if face.covers(char) else unicodedata.normalize("NFKC", char)
    return plain if all(map(face.covers, plain)) else ""


def keep_together(text: str) -> str:
    """Return the text with no-break spaces where a break would hurt."""
    for pattern, replacement in _TOGETHER:
        text = pattern.sub(replacement, text)
    return text


def fit(text: str, face: Typeface, width: float, height: float, largest: float, smallest: float) -> Fitted:
    """Set the text as large as the box allows; millimetres and points.

    A word is cut only at the smallest size, and the text only if that does not hold it either.
    """
    return fit_together([text], face, width, height, largest, smallest)[0]


def fit_together(
    texts: list[str], face: Typeface, width: float, height: float, largest: float, smallest: float
) -> list[Fitted]:
    """Set texts one under the other in letters of one size, as large as the box allows."""
    worded = [[Word(word, face.ems(word)) for word in keep_together(text).split(" ") if word] for text in texts]
    space = face.ems(" ")
    widest = max((word.ems for words in worded for word in words), default=0)
    for size in takewhile(lambda size: size >= smallest, count(largest, -STEP)):
        room = width / (size * MM_PER_POINT)
        if widest <= room and _fits(worded, room, space, height / (size * MM_PER_POINT)):
            return [Fitted(_visible(balance(words, room, space)), size) for words in worded]
    room, most = width / (smallest * MM_PER_POINT), _lines_in(height, smallest) // len(texts)
    return [_cut(words, face, room, most, smallest) for words in worded]


def _fits(worded: list[list[Word]], room: float, space: float, height: float) -> bool:
    """Tell whether wrapped texts, with the gaps between them, are no higher than so many ems."""
    lines = sum(len(wrap(words, room, space)) for words in worded)
    return lines * LEADING + (len(worded) - 1) * (BETWEEN + CAPITAL - LEADING) <= height


def _lines_in(height: float, size: float) -> int:
    return int(height / (size * LEADING * MM_PER_POINT))


def wrap(words: Iterable[Word], room: float, space: float) -> list[str]:
    """Fill lines of `room` ems with words one after another."""
    lines: list[str] = []
    left = 0.0
    for word in words:
        if lines and space + word.ems <= left:
            lines[-1] += f" {word.text}"
            left -= space + word.ems
        else:
            lines.append(word.text)
            left = room - word.ems
    return lines


def balance(words: list[Word], room: float, space: float) -> list[str]:
    """Wrap into as many lines as the room needs, all about equally long: no lonely last word."""
    lines = len(wrap(words, room, space))
    narrow = max((word.ems for word in words), default=room)
    while room - narrow > BALANCED:
        middle = (narrow + room) / 2
        if len(wrap(words, middle, space)) > lines:
            narrow = middle
        else:
            room = middle
    return wrap(words, room, space)


def _cut(words: list[Word], face: Typeface, room: float, most: int, size: float) -> Fitted:
    pieces = [piece for word in words for piece in _pieces(word, room, face)]
    lines = wrap(pieces, room, face.ems(" "))
    if len(lines) <= most:
        return Fitted(_visible(lines), size)
    last = lines[most - 1]
    while face.ems(f"{last}…") > room:
        last = last[:-1]
    return Fitted(_visible([*lines[: most - 1], f"{last.rstrip()}…"]), size, cut=True)


def _pieces(word: Word, room: float, face: Typeface) -> list[Word]:
    """Cut a word wider than the line into pieces as wide as the line."""
    pieces = [Word("", 0)]
    for char in word.text:
        text, ems = pieces[-1]
        wider = ems + face.ems(char)
        if text and wider > room:
            pieces.append(Word(char, face.ems(char)))
        else:
            pieces[-1] = Word(text + char, wider)
    return pieces


def _visible(lines: list[str]) -> tuple[str, ...]:
    """No-break spaces have done their work: who searches the file types plain ones."""
    return tuple(line.replace(NO_BREAK, " ") for line in lines)
