"""A scanned page as PNG or WEBP, read four to ten times as fast as Pillow does it: plain colours or greys of 8 bits.

For PNG a decoder in Rust; for WEBP the same libwebp that Pillow has, asked for a still picture: Pillow asks for an
animation always, and composing its only frame costs four times the decoding. What either refuses, Pillow looks at
and gives the reason.
"""

import imagecodecs
import numpy
from kornia_rs import io
from PIL import Image

# How the decoder of PNG calls what Pillow calls so.
MODES = {"RGB": "rgb", "L": "mono"}


def thinned(picture: Image.Image, content: bytes, step: int) -> Image.Image | None:
    """Return every ``step``-th pixel of an opened, checked picture; None if it is not of the kinds read here."""
    decode = {"PNG": _png, "WEBP": _webp}.get(picture.format or "")
    if decode is None or picture.mode not in MODES or picture.has_transparency_data:
        return None
    try:
        pixels = decode(picture, content)
    except Exception:  # noqa: BLE001 — the libraries raise nothing more exact; Pillow will tell what is wrong
        return None
    thin = pixels[::step, ::step]
    return Image.fromarray(numpy.ascontiguousarray(thin if picture.mode == "RGB" else thin[:, :, 0]))


def _png(picture: Image.Image, content: bytes) -> numpy.ndarray:
    return io.decode_image_png_u8(content, (picture.height, picture.width), MODES[picture.mode])


def _webp(picture: Image.Image, content: bytes) -> numpy.ndarray:
    """The array is as large as the header said when it was checked; a picture that is larger does not fit in."""
    checked = numpy.empty((picture.height, picture.width, 3), numpy.uint8)
    return imagecodecs.webp_decode(content, hasalpha=False, out=checked)
