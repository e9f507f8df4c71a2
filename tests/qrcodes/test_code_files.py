"""The code alone: each format holds the same code, black on white, and the same bytes on any day."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pypdfium2
import pytest
import time_machine
from PIL import Image, ImageDraw

from qrcodes.code import Picture, encode
from qrcodes.code_files import code_files
from qrcodes.decoding import codes_in
from qrcodes.pdf import sheet_pdf
from qrcodes.preview import sheet_svg
from qrcodes.sheet import Sheet, lay_out

ADDRESS = "https://vk.com/school2_apast"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return code_files(ADDRESS, encode(ADDRESS))


def read(image: Image.Image) -> list[str]:
    return [code.text for code in codes_in(image.convert("L"))]


def test_the_picture_is_as_wide_as_a4_at_300_dpi_and_says_so(files):
    image = Image.open(BytesIO(files["qr.png"]))
    assert 2400 < image.width == image.height <= 2480
    assert [round(dpi) for dpi in image.info["dpi"]] == [300, 300]
    assert read(image) == [ADDRESS]


def test_the_eps_draws_the_code_and_keeps_no_date(files):
    text = files["qr.eps"].decode("ascii")
    assert text.startswith("%!PS-Adobe-3.0 EPSF-3.0")
    assert "Date" not in text
    assert read(drawn_eps(text)) == [ADDRESS]


def drawn_eps(text: str) -> Image.Image:
    """Do what PostScript does with the library's few operators: relative moves and lines one unit wide."""
    width, height = map(int, re.search(r"BoundingBox: 0 0 (\d+) (\d+)", text).groups())
    scale = float(re.search(r"(\d+) \d+ scale", text)[1])
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    x = y = 0.0
    for across, up, operator in re.findall(r"(-?[\d.]+)\s+(-?[\d.]+)\s+(moveto|m|l)\b", text.partition("newpath")[2]):
        start_x, start_y = (0.0, 0.0) if operator == "moveto" else (x, y)
        x, y = start_x + float(across), start_y + float(up)
        if operator == "l":
            left, top = start_x * scale, height - (y + 0.5) * scale
            draw.rectangle([left, top, x * scale - 1, top + scale - 1], fill=0)
    return image


def test_the_svg_is_well_formed_white_and_measured_in_millimetres(files):
    root = ElementTree.fromstring(files["qr.svg"])  # noqa: S314 — our own
    assert root.attrib["width"].endswith("mm")
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "title", "path", "g"}
    assert b"#fff" in files["qr.svg"]
    assert ADDRESS.encode() in files["qr.svg"]


def test_every_file_has_the_same_bytes_on_any_day(files):
    for day in ("2026-01-01", "2031-12-31"):
        with time_machine.travel(day, tick=False):
            assert code_files(ADDRESS, encode(ADDRESS)) == files


@pytest.fixture(scope="module")
def vks_picture(files) -> Picture:
    image = Image.open(BytesIO(files["qr.png"])).convert("RGB").resize((450, 450), Image.Resampling.NEAREST)
    cut, target = image.crop((40, 40, 410, 410)), BytesIO()
    cut.save(target, "PNG")
    return Picture(target.getvalue())


def test_vks_code_is_given_as_a_picture_with_a_quiet_zone(vks_picture):
    (name,), (content,) = zip(*code_files(ADDRESS, vks_picture).items(), strict=True)
    image = Image.open(BytesIO(content))
    assert name == "qr.png"
    assert read(image) == [ADDRESS]
    assert image.crop((0, 0, image.width, 20)).convert("L").getextrema() == (255, 255)


def test_vks_code_is_laid_out_on_the_same_sheet(vks_picture):
    layout = lay_out(Sheet(("Школа № 2",), ("Подпишитесь",), ADDRESS, vks_picture))
    page = pypdfium2.PdfDocument(sheet_pdf(layout, 1, "М"))[0].render(scale=150 / 72).to_pil()
    assert read(page) == [ADDRESS]
    assert 'href="data:image/png;base64,' in sheet_svg(layout, "Лист")
