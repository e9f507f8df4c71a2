"""Pictures that people send: told by content, checked before they are decoded, kept only as a clean copy.

Pure: bytes in, pictures and bytes out. A file of strangers is a program for our decoder, so its
limits come first, and nothing of it but the pixels lives on: EXIF tells places and people.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from qrcodes import quick_pixels

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2000
# A wall with a sheet on it: some 300 KB.
PHOTO_QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")
# A scan of a progressive JPEG costs a walk over the whole picture and some ten bytes of file.
MOST_SCANS = 500
START_OF_SCAN = b"\xff\xda"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"}

# A picture of 25 megapixels is 100 MB in memory, several times over while it is laid on white.
_TURN = Lock()

# What Pillow raises from a damaged file, as fuzzing showed and its plugins promise.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, ArithmeticError, struct.error)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

warnings.simplefilter("error", Image.DecompressionBombWarning)


class Reason(StrEnum):
    """Why a file is of no use."""

    EMPTY = "empty"
    HEAVY = "heavy"
    UNKNOWN = "unknown"
    HEIC = "heic"
    LARGE = "large"
    ANIMATED = "animated"
    BROKEN = "broken"
    ARCHIVE = "archive"
    NO_PICTURE = "no_picture"
    NO_CODE = "no_code"
    SEVERAL = "several"
    ASKEW = "askew"
    COARSE = "coarse"


class Refused(Exception):
    """The file is not taken; ``reason`` says why."""

    def __init__(self, reason: Reason):
        super().__init__(reason)
        self.reason = reason


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a process work on one picture after the other, however many are sent to it at once."""
    with _TURN:
        yield


def open_picture(content: bytes) -> Image.Image:
    """Return the picture with its header read and its limits checked; the pixels are not decoded yet.

    Raises Refused.
    """
    check_weight(len(content))
    with refusing():
        picture = _opened(content)
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(Reason.LARGE)
        # A phone's JPEG may hold a second picture (depth, brightness): that is no animation.
        if picture.format in {"PNG", "WEBP"} and getattr(picture, "is_animated", False):
            raise Refused(Reason.ANIMATED)
    return picture


def check_weight(size: int) -> None:
    """Refuse a file by its size in bytes."""
    if not size:
        raise Refused(Reason.EMPTY)
    if size > MOST_BYTES:
        raise Refused(Reason.HEAVY)


def grey(picture: Image.Image) -> Image.Image:
    """Return the pixels in shades of grey, on white."""
    with refusing():
        return _flat(picture, "L")


def small_grey(content: bytes) -> Image.Image:
    """Return an uploaded picture in shades of grey, on white, at about 2,000 px: read twice as fast. Raises Refused.

    Every second, third … pixel is taken: what need not be turned grey costs nothing.
    """
    picture = open_picture(content)
    with refusing():
        picture.draft("L", (LONGEST_SIDE // 2, LONGEST_SIDE // 2))
        step = max(1, round(max(picture.size) / LONGEST_SIDE))
        return _flat(quick_pixels.thinned(picture, content, step) or _thinned(picture, step), "L")


def upright(picture: Image.Image) -> Image.Image:
    """Return the pixels in colour, on white, turned as the camera was held; nothing else of the file."""
    with refusing():
        return _flat(ImageOps.exif_transpose(picture), "RGB")


def clean_copy(picture: Image.Image) -> bytes:
    """Return a PNG of the pixels, no longer than 2,000 px on a side, and of nothing else."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = BytesIO()
    bare.save(target, "PNG", optimize=True)
    return target.getvalue()


@one_at_a_time()
def photograph(content: bytes) -> bytes:
    """Return a JPEG of an uploaded photograph: upright, no longer than 2,000 px, without places, people, profiles.

    Raises Refused.
    """
    picture = open_picture(content)
    with refusing():
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    bare = upright(picture)
    bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = BytesIO()
    Image.merge("RGB", bare.split()).save(target, "JPEG", quality=PHOTO_QUALITY, optimize=True)
    return target.getvalue()


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a decoder says of a damaged file into a reason for people."""
    try:
        yield
    except _BOMBS as error:
        raise Refused(Reason.LARGE) from error
    except _BROKEN as error:
        raise Refused(Reason.BROKEN) from error


def _opened(content: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        heic = content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS
        raise Refused(Reason.HEIC if heic else Reason.UNKNOWN) from error
    if picture.format in {"JPEG", "MPO"} and content.count(START_OF_SCAN) > MOST_SCANS:
        raise Refused(Reason.LARGE)
    return picture


def _thinned(picture: Image.Image, step: int) -> Image.Image:
    size = (max(1, picture.width // step), max(1, picture.height // step))
    return picture.resize(size, Image.Resampling.NEAREST) if step > 1 else picture


def _flat(picture: Image.Image, mode: str) -> Image.Image:
    if picture.mode.startswith("I"):
        # Pillow would clip 16 bits to 8 instead of scaling them: all white.
        picture = picture.point(lambda value: value / 257).convert("L")
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    return picture.convert(mode)
