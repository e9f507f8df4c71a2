"""What the QR codes of a picture say, and where they stand. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from qrcodes.uploads import grey, one_at_a_time, open_picture, small_grey

QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
Point = tuple[int, int]
# ISO/IEC 18004: version 1 has 21 modules on a side, each next one four more.
MODULES_OF_VERSION_0 = 17
MODULES_A_VERSION = 4

# One look after another, until a code is seen: as it is; a faded print; a picture out of focus.
SHARPER = ImageFilter.UnsharpMask(radius=5, percent=200, threshold=0)
LOOKS: tuple[Callable[[Image.Image], Image.Image], ...] = (
    lambda picture: picture,
    lambda picture: ImageOps.autocontrast(picture.convert("L")),
    lambda picture: picture.convert("L").filter(SHARPER),
)


@dataclass(frozen=True)
class Found:
    """A code: its text, corners in pixels clockwise from its own top left, modules on a side."""

    text: str
    corners: tuple[Point, Point, Point, Point]
    modules: int


@one_at_a_time()
def read_codes(content: bytes) -> tuple[Found, ...]:
    """Return the codes of an uploaded picture. Raises uploads.Refused.

    Small first: it is quick, and blurs the noise of a camera. What is too fine for that is read in full size.
    """
    return codes_in(small_grey(content)) or codes_in(grey(open_picture(content)))


def codes_in(picture: Image.Image) -> tuple[Found, ...]:
    """Return the QR codes of a picture in shades of grey or in colour."""
    for look in LOOKS:
        found = zxingcpp.read_barcodes(look(picture), formats=QR, text_mode=zxingcpp.TextMode.Plain)
        if found:
            break
    return tuple(Found(code.text, _corners(code.position), _modules(code.extra)) for code in found)


def _corners(place: zxingcpp.Position) -> tuple[Point, Point, Point, Point]:
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    top_left, top_right, bottom_right, bottom_left = ((corner.x, corner.y) for corner in corners)
    return top_left, top_right, bottom_right, bottom_left


def _modules(extra: Any) -> int:
    return MODULES_OF_VERSION_0 + MODULES_A_VERSION * int(extra["Version"])
