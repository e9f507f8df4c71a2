"""The page as SVG for the screen: the marks of the PDF, letters as outlines of the same font.

Attributes only, no style: the portal's Content-Security-Policy forbids inline styles.
"""

from base64 import b64encode
from html import escape
from typing import Final

from qrcodes.code import Modules, Picture
from qrcodes.marks import Box, CodeMark, Line, Mark, Shape
from qrcodes.sheet import Layout
from qrcodes.typeface import MM_PER_POINT, typeface

PREFIXES: Final = {False: "pt", True: "ptb"}


def sheet_svg(layout: Layout, label: str) -> str:
    """Return a page of sheets as an SVG element with a text alternative, to be put into HTML as it is."""
    form = layout.format
    size = f'width="{form.page_width:g}" height="{form.page_height:g}"'
    marks = "".join(_draw(mark) for mark in layout.marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {form.page_width:g} {form.page_height:g}" role="img"'
        f' aria-label="{escape(label)}"><rect {size} fill="#FFFFFF"/>'
        f'<defs>{_letters(layout)}<g id="qr-one">{marks}</g></defs>{_cells(layout)}'
        f"{_draw(form.cuts) if form.cuts else ''}</svg>"
    )


def _cells(layout: Layout) -> str:
    places = [f"translate({_number(left)} {_number(top)})" for left, top in layout.format.cells]
    scale = f" scale({layout.format.scale:g})" if layout.format.scale != 1 else ""
    return "".join(f'<use href="#qr-one" transform="{place}{scale}"/>' for place in places)


def _letters(layout: Layout) -> str:
    """Each letter once: a long name repeats thirty of them again and again."""
    lines = [mark for mark in layout.marks if isinstance(mark, Line)]
    used = sorted({(line.bold, char) for line in lines for char in line.text})
    return "".join(f'<path id="{_id(bold, char)}" d="{typeface(bold).outline(char)}"/>' for bold, char in used)


def _id(bold: bool, char: str) -> str:
    return f"{PREFIXES[bold]}{ord(char):x}"


def _draw(mark: Mark) -> str:
    match mark:
        case Box():
            return _box(mark)
        case Line():
            return _line(mark)
        case CodeMark():
            return _code(mark)
        case Shape():
            path = " ".join(f"{name}{' '.join(map(_number, numbers))}" for name, *numbers in mark.commands)
            return f'<path d="{path}"{_paint(mark)}/>'


def _box(box: Box) -> str:
    inset = box.stroke_width / 2 if box.stroke else 0
    sides = {"x": box.left + inset, "y": box.top + inset, "rx": box.radius}
    sides |= {"width": box.width - 2 * inset, "height": box.height - 2 * inset}
    attributes = " ".join([f'{name}="{_number(value)}"' for name, value in sides.items()])
    return f"<rect {attributes}{_paint(box)}/>"


def _line(line: Line) -> str:
    face = typeface(line.bold)
    scale = line.size * MM_PER_POINT / face.units
    uses, x = [], 0
    for char in line.text:
        uses.append(f'<use href="#{_id(line.bold, char)}" x="{x}"/>')
        x += face.advance(char)
    place = f"translate({_number(line.left)} {_number(line.baseline)}) scale({scale:.6f} {-scale:.6f})"
    return f'<g transform="{place}" fill="{line.colour}">{"".join(uses)}</g>'


def _code(mark: CodeMark) -> str:
    match mark.code:
        case Modules():
            path = "".join(f"M{run.column} {run.row}h{run.length}v1h-{run.length}z" for run in mark.code.runs)
            scale = mark.side / mark.code.side
            place = f"translate({_number(mark.left)} {_number(mark.top)}) scale({scale:.6f})"
            return f'<path transform="{place}" d="{path}" shape-rendering="crispEdges"/>'
        case Picture():
            box = {"x": mark.left, "y": mark.top, "width": mark.side, "height": mark.side}
            sides = " ".join(f'{name}="{_number(value)}"' for name, value in box.items())
            return f'<image {sides} href="data:image/png;base64,{b64encode(mark.code.png).decode()}"/>'


def _paint(mark: Box | Shape) -> str:
    stroke = f' stroke="{mark.stroke}" stroke-width="{_number(mark.stroke_width)}"' if mark.stroke else ""
    return f' fill="{mark.fill or "none"}"{stroke}'


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
