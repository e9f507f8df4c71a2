"""What a stranger's bytes show: a picture, or by which name they are none. Judged by content alone. Pure."""

import warnings
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# VK's largest photographs have 2560 pixels a side; whoever sends more wants our memory.
MOST_PIXELS = 40_000_000
# Pillow only warns where a header promises more than this; here a warning is an error.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class Trouble(StrEnum):
    """Why there is no picture at an address."""

    HOST_NOT_ALLOWED = "host_not_allowed"
    UNREACHABLE = "unreachable"
    GONE = "gone"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"


class NoPicture(Exception):
    """There is no picture, and ``trouble`` says why."""

    def __init__(self, trouble: Trouble, detail: str = ""):
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble


def decode(content: bytes) -> Image.Image:
    """Return the picture, the first one of a moving picture, as opaque RGB, turned upright. Raises NoPicture."""
    with _opened(content) as image:
        if image.width * image.height > MOST_PIXELS:
            raise NoPicture(Trouble.TOO_MANY_PIXELS, f"{image.width}×{image.height}")
        try:
            return _plain(ImageOps.exif_transpose(image))
        except Exception as error:
            # Decoders meet hostile bytes with exceptions of every kind.
            raise NoPicture(Trouble.BROKEN, type(error).__name__) from error


def _opened(content: bytes) -> Image.Image:
    """Read the header only: pixels are counted before any is decoded."""
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture(Trouble.TOO_MANY_PIXELS) from error
    except Exception as error:
        raise NoPicture(Trouble.NOT_A_PICTURE, type(error).__name__) from error


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits a pixel: Pillow's own conversion would clip instead of scaling.
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    return image.convert("RGB")
