"""What a page is drawn of, in millimetres from its top left corner; `pdf` and `preview` draw the same marks."""

from dataclasses import dataclass

from qrcodes.code import Code


@dataclass(frozen=True)
class Box:
    """A rectangle with round corners; the stroke lies inside it."""

    left: float
    top: float
    width: float
    height: float
    radius: float = 0
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0


@dataclass(frozen=True)
class Line:
    """One line of text: left end and baseline; the size is in points."""

    text: str
    left: float
    baseline: float
    size: float
    colour: str
    bold: bool = False


@dataclass(frozen=True)
class CodeMark:
    """A QR code without its quiet zone: a square."""

    code: Code
    left: float
    top: float
    side: float


@dataclass(frozen=True)
class Shape:
    """A path of commands («M», x, y), («L», x, y), («C», six numbers), filled or stroked."""

    commands: tuple[tuple, ...]
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0


Mark = Box | Line | CodeMark | Shape
