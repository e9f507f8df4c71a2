"""What a stranger's bytes show."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from vk.pictures import MOST_PIXELS, NoPicture, decode

RED = (200, 30, 40)


def file(format: str = "PNG", mode: str = "RGB", colour: object = RED, size=(40, 20), **options) -> bytes:
    content = BytesIO()
    Image.new(mode, size, colour).save(content, format, **options)
    return content.getvalue()


def near(image: Image.Image, colour: tuple[int, int, int], at=(5, 5)) -> bool:
    return all(abs(have - want) < 8 for have, want in zip(image.getpixel(at), colour, strict=True))


def trouble(content: bytes) -> str:
    with pytest.raises(NoPicture) as failure:
        decode(content)
    return failure.value.trouble


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_formats_of_the_web_are_read(format):
    image = decode(file(format))
    assert (image.mode, image.size) == ("RGB", (40, 20))
    assert near(image, RED)


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("CMYK", (0, 200, 200, 40), (215, 46, 46)),
        ("L", 90, (90, 90, 90)),
    ],
)
def test_a_jpeg_for_the_printer_and_a_grey_one_are_read(mode, colour, seen):
    assert near(decode(file("JPEG", mode, colour)), seen)


def test_sixteen_bits_a_pixel_are_scaled_and_not_clipped():
    assert near(decode(file("PNG", "I;16", 128 * 256)), (128, 128, 128))


@pytest.mark.parametrize(("mode", "clear"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0))])
def test_what_is_clear_shows_white_paper(mode, clear):
    assert near(decode(file("PNG", mode, clear)), (255, 255, 255))


def test_of_a_moving_picture_the_first_one_counts():
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "green", "blue")]
    content = BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    assert near(decode(content.getvalue()), (255, 0, 0))


def test_a_photograph_is_turned_upright_and_loses_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera of ours"
    image = decode(file("JPEG", exif=exif.tobytes()))
    assert image.size == (20, 40)
    kept = BytesIO()
    image.save(kept, "WEBP")
    assert b"camera" not in kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>VK</body></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"BM" + bytes(60),
        b"\xff\xd8\xff",
        bytes(1000),
    ],
)
def test_what_is_no_picture_of_the_web_is_not_opened(content):
    assert trouble(content) == "not_a_picture"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_broken(format):
    whole = file(format, size=(400, 300), mode="RGB")
    assert trouble(whole[: len(whole) // 2]) in ("broken", "not_a_picture")


def test_damage_inside_is_no_crash():
    whole = bytearray(file("PNG", size=(300, 300)))
    whole[60:90] = b"\xff" * 30
    assert trouble(bytes(whole)) in ("broken", "not_a_picture")


def declared(width: int, height: int) -> bytes:
    """Return a tiny PNG that promises so many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 6_000), (30_000, 30_000), (MOST_PIXELS + 1, 1)])
def test_pixels_are_counted_before_any_is_decoded(size):
    assert trouble(declared(*size)) == "too_many_pixels"


def test_a_real_picture_of_60_megapixels_is_too_large_as_well():
    assert trouble(file("PNG", "1", 0, (10_000, 6_000))) == "too_many_pixels"


def test_a_colour_profile_is_no_hindrance():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(decode(file("JPEG", icc_profile=profile)), RED)
