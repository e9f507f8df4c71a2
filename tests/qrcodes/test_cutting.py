"""VK's picture: the archive is opened safely, the code is cut out as VK drew it."""

import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
import zxingcpp
from PIL import Image, ImageOps

from qrcodes.archives import picture_in
from qrcodes.cutting import cut_out
from qrcodes.decoding import codes_in, read_codes
from qrcodes.uploads import MOST_BYTES, Reason, Refused
from qrcodes.vk_codes import open_upload

from .pictures import code, encoded, photograph, poster, zipped

ADDRESS = "https://vk.com/school2_apast"


def reason_of(content: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        open_upload(content)
    return refused.value.reason


def picture_of(content: bytes) -> Image.Image:
    return Image.open(BytesIO(cut_out(content).picture))


# --- the code -------------------------------------------------------------------------------------
def test_the_code_is_cut_out_of_vks_poster_pixel_by_pixel():
    square = picture_of(encoded(poster(ADDRESS)))
    modules = 33
    assert square.width == square.height == pytest.approx((modules + 2) * 10, abs=3)
    ink = min(square.getcolors(), key=lambda counted: sum(counted[1]))[1]
    assert ink == (0, 0x1C, 0x3D)
    assert square.getpixel((2, 2)) == (255, 255, 255)
    assert square.getpixel((14, 14)) == ink


def test_a_code_at_the_very_edge_gets_its_white_margin():
    square = picture_of(encoded(code(ADDRESS, border=0)))
    assert square.getpixel((1, 1)) == (255, 255, 255)


def test_the_cut_code_reads_on_white():
    square = ImageOps.expand(picture_of(encoded(poster(ADDRESS))).convert("L"), 80, 255)
    assert [found.text for found in codes_in(square)] == [ADDRESS]


def test_a_poster_of_600_dpi_is_cut_before_it_is_made_small():
    content = encoded(poster(ADDRESS, size=(4_960, 5_000), scale=60))
    assert picture_of(content).width == 2_000


@pytest.mark.parametrize("angle", [3, 10, 45, 90, 180])
def test_a_leaning_or_turned_code_is_a_photograph(angle):
    leaning = poster(ADDRESS).rotate(angle, expand=True, fillcolor="white")
    assert reason_of(encoded(leaning)) is Reason.ASKEW


def test_a_code_too_coarse_to_print_is_refused():
    assert reason_of(encoded(code(ADDRESS, scale=3))) is Reason.COARSE


def test_no_code_and_several_codes_are_refused():
    assert reason_of(encoded(Image.new("RGB", (400, 400), "white"))) is Reason.NO_CODE
    assert reason_of(encoded(photograph(code(ADDRESS), code(ADDRESS)))) is Reason.SEVERAL


def test_other_kinds_of_barcodes_are_not_codes():
    other = zxingcpp.create_barcode(ADDRESS, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=8)
    assert read_codes(encoded(Image.fromarray(other).convert("L"))) == ()


# --- the archive ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["qr.png", "QR.PNG", "folder/qr.png", "Школа 2/qr.png"])
def test_qr_png_is_taken_out_of_vks_archive(name):
    content = zipped({"readme.txt": b"VK", name: encoded(poster(ADDRESS)), "qr.eps": b"%!PS-Adobe"})
    assert open_upload(content).text == ADDRESS


def test_the_only_picture_is_taken_whatever_its_name():
    assert open_upload(zipped({"code_1.png": encoded(poster(ADDRESS))})).text == ADDRESS


def test_without_a_picture_or_with_two_nothing_is_guessed():
    assert reason_of(zipped({"qr.eps": b"%!PS"})) is Reason.NO_PICTURE
    two = {"a.png": encoded(code(ADDRESS)), "b.png": encoded(code(ADDRESS))}
    assert reason_of(zipped(two)) is Reason.NO_PICTURE


@pytest.mark.parametrize(
    "name", ["../qr.png", "a/../../qr.png", "/etc/qr.png", "..\\qr.png", "C:\\qr.png", "a/..", "\\\\host\\qr.png"]
)
def test_an_archive_that_reaches_outside_is_refused_whole(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert reason_of(zipped({"qr.png": encoded(poster(ADDRESS)), name: b"x"})) is Reason.ARCHIVE
    assert list(tmp_path.iterdir()) == []


def test_a_link_inside_an_archive_is_refused():
    file = BytesIO()
    with ZipFile(file, "w") as made:
        link = ZipInfo("qr.png")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert reason_of(file.getvalue()) is Reason.ARCHIVE


def test_an_archive_bomb_is_unpacked_to_the_limit_only():
    content = zipped({"qr.png": bytes(200 * 1024 * 1024)})
    assert len(content) < 300_000
    assert reason_of(content) is Reason.HEAVY


def test_a_lie_about_the_size_unpacks_no_more():
    content = bytearray(zipped({"qr.png": bytes(MOST_BYTES * 3)}))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 1_000)
    assert reason_of(bytes(content)) in {Reason.ARCHIVE, Reason.UNKNOWN}


def test_an_archive_of_thousands_of_entries_is_refused_before_they_are_listed():
    assert reason_of(zipped({f"{place}.txt": b"" for place in range(2_000)})) is Reason.ARCHIVE


def test_an_encrypted_archive_is_refused():
    content = bytearray(zipped({"qr.png": encoded(code(ADDRESS))}))
    for at in (content.index(b"PK\x03\x04") + 6, content.rindex(b"PK\x01\x02") + 8):
        content[at] |= 1
    assert reason_of(bytes(content)) is Reason.ARCHIVE


def test_an_odd_compression_is_refused():
    file = BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as made:
        made.writestr("qr.png", encoded(code(ADDRESS)))
    assert reason_of(file.getvalue()) is Reason.ARCHIVE


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_archive_is_refused(kept):
    content = zipped({"qr.png": encoded(poster(ADDRESS))})
    assert reason_of(content[: int(len(content) * kept)]) is Reason.ARCHIVE


def test_an_archive_in_the_archive_is_not_opened():
    inner = zipped({"qr.png": encoded(poster(ADDRESS))})
    assert reason_of(zipped({"qr.png": inner})) is Reason.UNKNOWN


def test_what_is_not_an_archive_is_no_archive():
    with pytest.raises(Refused):
        picture_in(b"PK\x03\x04" + bytes(40))
