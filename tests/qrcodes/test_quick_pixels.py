"""The quick reading of a scanned page gives Pillow's own pixels, and leaves to Pillow whatever is not plain."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from qrcodes.quick_pixels import thinned
from qrcodes.uploads import Reason, Refused, small_grey

WIDTH, HEIGHT = 4_010, 2_007
EXIF = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"


def page(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Return a page in colour: a grain that no filter of PNG foretells, on a slope that each does."""
    grain = Image.frombytes("RGB", (width, height), random.Random(1).randbytes(3 * width * height))
    slope = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    return ImageChops.blend(grain, slope, 0.7)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    target = BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def png(picture: Image.Image, **options) -> bytes:
    return saved(picture, "PNG", **options)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_pixels_are_those_of_pillow(mode, step):
    content = png(page().convert(mode))
    expected = opened(content)
    expected.load()
    got = thinned(opened(content), content, step)
    assert got is not None
    assert got.size == (-(-WIDTH // step), -(-HEIGHT // step))
    for x, y in ((0, 0), (1, 7), (got.width - 1, got.height - 1), (700, 400)):
        assert got.getpixel((x, y)) == expected.getpixel((x * step, y * step))


@pytest.mark.parametrize("options", [{"quality": 80}, {"lossless": True}, {"exif": EXIF, "quality": 5}], ids=str)
@pytest.mark.parametrize("step", [1, 2])
def test_the_pixels_of_a_webp_are_those_of_pillow(options, step):
    content = saved(page(901, 706), "WEBP", **options)
    expected = opened(content).resize((451, 353), Image.Resampling.NEAREST) if step == 2 else opened(content)
    got = thinned(opened(content), content, step)
    assert got is not None
    if step == 1:
        assert ImageChops.difference(got, expected).getbbox() is None
    assert got.size == expected.size
    assert got.getpixel((100, 50)) == opened(content).getpixel((100 * step, 50 * step))


def test_a_webp_that_shines_through_is_left_to_pillow():
    content = saved(page(40, 30).convert("RGBA"), "WEBP", lossless=True, exact=True)
    shining = page(40, 30).convert("RGBA")
    shining.putalpha(100)
    assert thinned(opened(saved(shining, "WEBP")), saved(shining, "WEBP"), 1) is None
    assert small_grey(content).size == (40, 30)


def test_one_step_is_the_whole_picture():
    content = png(page(300, 200))
    assert ImageChops.difference(thinned(opened(content), content, 1), opened(content)).getbbox() is None


@pytest.mark.parametrize("mode", ["P", "1", "RGBA", "LA", "I;16"])
def test_other_kinds_are_left_to_pillow(mode):
    content = png(page(40, 30).convert("L").convert(mode) if mode != "I;16" else Image.new("I;16", (40, 30)))
    assert thinned(opened(content), content, 1) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1)])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_pictures_of_one_pixel_or_line_are_read_too(mode, size):
    content = png(page(*size).convert(mode))
    got = thinned(opened(content), content, 1)
    assert got is None or (got.size, got.mode) == (size, mode)
    assert small_grey(content).size == size


def test_a_colour_that_stands_for_nothing_is_left_to_pillow():
    content = png(page(40, 30), transparency=(1, 2, 3))
    assert thinned(opened(content), content, 1) is None


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_truncated_page_is_refused_as_before(kept, kind):
    content = saved(page(900, 700), kind)
    with pytest.raises(Refused) as refused:
        small_grey(content[: int(len(content) * kept)])
    assert refused.value.reason == Reason.BROKEN


def test_a_header_that_lies_about_the_size_is_refused():
    content = bytearray(png(page(900, 700)))
    content[16:20] = (1_000).to_bytes(4, "big")
    with pytest.raises(Refused):
        small_grey(bytes(content))


def test_a_webp_larger_than_its_checked_header_is_refused_before_it_is_decoded():
    content = bytearray(saved(page(900, 700), "WEBP", exif=EXIF))
    assert content[12:16] == b"VP8X"
    content[24:27] = (99).to_bytes(3, "little")  # the canvas is 100 pixels wide, the picture in it 900
    with pytest.raises(Refused) as refused:
        small_grey(bytes(content))
    assert refused.value.reason == Reason.BROKEN


def test_a_decoder_is_never_given_room_beyond_what_was_checked():
    small, large = (saved(page(side, side), "WEBP") for side in (100, 900))
    assert thinned(opened(small), large, 1) is None
