"""The code that VK made, cut out of VK's picture: ready to be laid out on a sheet. Pure.

VK gives a whole poster. The sheet has its own title and call to action, so only the code is taken,
pixel by pixel as VK drew it; the sheet's white panel is its quiet zone.
"""

from dataclasses import dataclass
from itertools import pairwise

from PIL import Image

from qrcodes.code import QUIET_ZONE
from qrcodes.decoding import Found, codes_in
from qrcodes.uploads import Reason, Refused, clean_copy, one_at_a_time, open_picture, upright

# Fewer pixels a module would show as steps on a printed sheet.
LEAST_PIXELS = 4
# Parts of a side by which a code may lean: a file from VK stands straight, a photograph does not.
MOST_LEANING = 0.02


@dataclass(frozen=True)
class Cut:
    """A PNG of the code without its quiet zone, and what it says."""

    picture: bytes
    text: str


@one_at_a_time()
def cut_out(content: bytes) -> Cut:
    """Return the only code of an uploaded picture. Raises Refused."""
    picture = upright(open_picture(content))
    code = _only(codes_in(picture))
    square = _square(picture, code)
    if [found.text for found in codes_in(_on_white(square, code))] != [code.text]:
        raise Refused(Reason.COARSE)
    return Cut(clean_copy(square), code.text)


def _only(codes: tuple[Found, ...]) -> Found:
    if not codes:
        raise Refused(Reason.NO_CODE)
    if len(codes) > 1:
        raise Refused(Reason.SEVERAL)
    _check_shape(codes[0])
    return codes[0]


def _check_shape(code: Found) -> None:
    sides = [(x - left, y - top) for (left, top), (x, y) in pairwise((*code.corners, code.corners[0]))]
    length = max(max(abs(x), abs(y)) for x, y in sides)
    leaning = max(min(abs(x), abs(y)) for x, y in sides)
    shortest = min(max(abs(x), abs(y)) for x, y in sides)
    if leaning > MOST_LEANING * length or length - shortest > 2 * MOST_LEANING * length or sides[0][0] <= 0:
        raise Refused(Reason.ASKEW)
    if length < LEAST_PIXELS * code.modules:
        raise Refused(Reason.COARSE)


def _square(picture: Image.Image, code: Found) -> Image.Image:
    """Cut with one module to spare: corners of rounded codes are told to within half a module."""
    left, top = (min(corner[axis] for corner in code.corners) for axis in (0, 1))
    right, bottom = (max(corner[axis] for corner in code.corners) for axis in (0, 1))
    module = max(right - left, bottom - top) / code.modules
    side = round(max(right - left, bottom - top) + 2 * module)
    square = Image.new("RGB", (side, side), "white")
    square.paste(picture, (round((side - left - right) / 2), round((side - top - bottom) / 2)))
    return square


def _on_white(square: Image.Image, code: Found) -> Image.Image:
    """Return the code as it will stand on the sheet."""
    margin = round(square.width / code.modules * QUIET_ZONE)
    sheet = Image.new("L", (square.width + 2 * margin, square.height + 2 * margin), "white")
    sheet.paste(square.convert("L"), (margin, margin))
    return sheet
