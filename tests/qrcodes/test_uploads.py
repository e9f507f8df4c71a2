"""Files of strangers: told by content, stopped at their limits, kept as bare pixels."""

import random
import struct
import warnings
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from qrcodes import uploads
from qrcodes.cutting import cut_out
from qrcodes.decoding import read_codes
from qrcodes.uploads import Reason, Refused, clean_copy, grey, open_picture, upright

from .pictures import SIGNATURE, bomb, chunk, code, encoded, photograph, poster

ADDRESS = "https://vk.com/school2_apast"
GPS = 0x8825
ORIENTATION = 0x0112


def reason_of(content: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        read_codes(content)
    return refused.value.reason


def texts(content: bytes) -> list[str]:
    return [found.text for found in read_codes(content)]


def exif(**tags) -> Image.Exif:
    made = Image.Exif()
    made[ORIENTATION] = tags.get("orientation", 1)
    made[0x010F] = "Телефон Гульнары".encode().decode("latin-1")
    made.get_ifd(GPS).update({1: "N", 2: (55.0, 10.0, 1.0), 3: "E", 4: (48.0, 50.0, 1.0)})
    return made


def scans(times: int) -> bytes:
    """Return a progressive JPEG whose last scan is repeated: each costs a walk over the whole picture."""
    content = encoded(code(ADDRESS), "JPEG", progressive=True)
    last = content.rindex(uploads.START_OF_SCAN)
    return content[:last] + content[last:-2] * times + content[-2:]


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "MPO"])
def test_a_picture_is_read_whatever_its_format(format_):
    assert texts(encoded(code(ADDRESS).convert("RGB"), format_)) == [ADDRESS]


def test_a_phones_jpeg_with_a_second_picture_inside_is_no_animation():
    second = [Image.new("RGB", (40, 40))]
    assert texts(encoded(code(ADDRESS).convert("RGB"), "MPO", save_all=True, append_images=second)) == [ADDRESS]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Reason.UNKNOWN),
        (b"<!doctype html><script>alert(1)</script>", Reason.UNKNOWN),
        (b"%PDF-1.7\n", Reason.UNKNOWN),
        (b"GIF89a" + bytes(100), Reason.UNKNOWN),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), Reason.HEIC),
        (b"\x00" * 64, Reason.UNKNOWN),
    ],
    ids=["empty", "svg", "html", "pdf", "gif", "heic", "zeros"],
)
def test_what_is_no_jpeg_png_or_webp_is_refused_by_its_content(content, reason):
    assert reason_of(content) is reason


def test_a_format_that_the_library_reads_but_we_do_not_is_refused():
    for format_ in ("BMP", "TIFF", "GIF", "PPM", "EPS"):
        assert reason_of(encoded(code(ADDRESS).convert("RGB"), format_)) is Reason.UNKNOWN


def test_eleven_megabytes_are_refused_before_they_are_opened():
    assert reason_of(encoded(code(ADDRESS)) + bytes(11 * 1024 * 1024)) is Reason.HEAVY


@pytest.mark.parametrize("size", [(10_000, 6_000), (5_001, 5_000), (60_000, 60_000)], ids=["60MP", "25MP+", "3600MP"])
def test_too_many_pixels_are_refused_by_the_header_alone(size):
    # There are no pixels behind this header: whoever decodes first calls the file broken.
    assert reason_of(bomb(*size)) is Reason.LARGE


def test_the_limit_holds_where_pillow_only_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert reason_of(bomb(10_000, 10_000)) is Reason.LARGE


def test_a_real_bomb_of_sixty_megapixels_in_a_few_kilobytes_is_refused():
    content = bomb(10_000, 6_000, rows=6_000)
    assert len(content) < 200_000
    assert reason_of(content) is Reason.LARGE


def test_a_text_chunk_that_swells_is_refused():
    swollen = chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(80 * 1024 * 1024)))
    content = encoded(code(ADDRESS))
    assert reason_of(content[:33] + swollen + content[33:]) is Reason.BROKEN


def test_a_webp_that_claims_a_giant_canvas_is_refused():
    content = bytearray(encoded(code(ADDRESS), "WEBP", lossless=True))
    assert content[12:16] == b"VP8L"
    content[21:25] = struct.pack("<I", (16_383 - 1) | (16_383 - 1) << 14)
    assert reason_of(bytes(content)) in {Reason.LARGE, Reason.BROKEN}


def test_a_jpeg_of_endless_scans_is_refused_and_an_ordinary_progressive_one_is_read():
    assert reason_of(scans(600)) is Reason.LARGE
    assert texts(scans(1)) == [ADDRESS]


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_an_animation_is_refused(format_):
    frames = [code(ADDRESS), code("https://evil.example/")]
    size = frames[0].size
    content = encoded(frames[0], format_, save_all=True, append_images=[frames[1].resize(size)])
    assert reason_of(content) is Reason.ANIMATED


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.95])
def test_a_truncated_file_is_refused_and_nothing_else_happens(format_, kept):
    content = encoded(photograph(code(ADDRESS)), format_)
    assert reason_of(content[: int(len(content) * kept)]) in {Reason.BROKEN, Reason.UNKNOWN}


def test_damaged_bytes_never_raise_anything_but_a_refusal():
    chance = random.Random(8)
    for format_ in ("JPEG", "PNG", "WEBP"):
        whole = encoded(code(ADDRESS).convert("RGB"), format_, exif=exif(orientation=6))
        for _ in range(150):
            content = bytearray(whole)
            for _ in range(4):
                content[chance.randrange(len(content))] = chance.randrange(256)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with suppress(Refused):
                    read_codes(bytes(content))
                with suppress(Refused):
                    upright(open_picture(bytes(content)))


def test_a_cmyk_jpeg_of_a_print_shop_is_read():
    assert texts(encoded(code(ADDRESS).convert("CMYK"), "JPEG")) == [ADDRESS]


def test_sixteen_bits_are_scaled_and_not_clipped():
    deep = code(ADDRESS).convert("I").point(lambda shade: shade * 200 + 6_000).convert("I;16")
    content = encoded(deep)
    assert grey(open_picture(content)).getextrema() == (23, 221)
    assert texts(content) == [ADDRESS]


def test_a_code_on_a_transparent_ground_stands_on_white():
    ink = code(ADDRESS).point(lambda shade: 255 - shade)
    picture = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), mask=ink)
    assert texts(encoded(picture)) == [ADDRESS]


def test_a_palette_and_one_bit_are_read():
    assert texts(encoded(code(ADDRESS).convert("P"))) == [ADDRESS]
    assert texts(encoded(code(ADDRESS).convert("1"))) == [ADDRESS]


def test_a_small_code_on_a_large_photograph_is_found_in_full_size():
    wall = Image.new("L", (5_900, 4_200), 200)
    wall.paste(code(ADDRESS, scale=2), (3_000, 2_000))
    assert read_codes(encoded(wall))[0].text == ADDRESS


# --- what is kept ---------------------------------------------------------------------------------
def test_a_picture_is_turned_as_the_camera_was_held():
    turned = poster(ADDRESS).transpose(Image.Transpose.ROTATE_90)
    content = encoded(turned, "JPEG", exif=exif(orientation=6), quality=95)
    assert upright(open_picture(content)).size == (640, 900)
    assert cut_out(content).text == ADDRESS


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_places_people_and_colour_profiles_are_gone_from_the_kept_copy(format_):
    content = encoded(poster(ADDRESS), format_, exif=exif(), icc_profile=b"profile of a phone" * 20)
    assert open_picture(content).getexif().get_ifd(GPS)
    kept = cut_out(content).picture
    with Image.open(BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.info == {}
    assert {kept[at + 4 : at + 8] for at in chunks(kept)} == {b"IHDR", b"IDAT", b"IEND"}


def chunks(png: bytes) -> list[int]:
    at, found = len(SIGNATURE), []
    while at < len(png):
        found.append(at)
        at += 12 + struct.unpack(">I", png[at : at + 4])[0]
    return found


def test_a_polyglot_leaves_only_its_pixels():
    payload = b"<script>alert(document.domain)</script>"
    content = encoded(poster(ADDRESS))
    content = (
        content[:33] + chunk(b"tEXt", b"Comment\x00" + payload) + content[33:] + payload + b"PK\x03\x04" + payload
    )
    kept = cut_out(content).picture
    assert payload not in kept
    assert b"PK" not in kept[-64:]


def test_a_kept_copy_is_no_longer_than_two_thousand_pixels():
    with Image.open(BytesIO(clean_copy(Image.new("RGB", (4_800, 3_000), "white")))) as kept:
        assert kept.size == (2_000, 1_250)


def test_the_same_pixels_are_the_same_bytes():
    assert clean_copy(poster(ADDRESS)) == clean_copy(poster(ADDRESS))


def test_nothing_of_an_upload_touches_the_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read_codes(encoded(poster(ADDRESS)))
    assert list(Path(tmp_path).iterdir()) == []


@pytest.mark.parametrize("work", [read_codes, cut_out, uploads.photograph])
def test_a_process_works_on_one_picture_at_a_time(work):
    content = encoded(poster(ADDRESS))
    another = Thread(target=work, args=[content])
    with uploads.one_at_a_time():
        another.start()
        another.join(0.5)
        assert another.is_alive()
    another.join()
