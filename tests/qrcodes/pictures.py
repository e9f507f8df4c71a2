"""Pictures and archives as people send them: codes, VK's poster, photographs, and files made to do harm."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import segno
from PIL import Image, ImageDraw

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def code(text: str, scale: int = 10, border: int = 4, error: str = "h") -> Image.Image:
    """Return a code in shades of grey, with its quiet zone."""
    file = BytesIO()
    segno.make(text, error=error, micro=False).save(file, kind="png", scale=scale, border=border)
    with Image.open(file) as picture:
        return picture.convert("L")


def poster(text: str, size: tuple[int, int] = (640, 900), scale: int = 10) -> Image.Image:
    """Return what VK's tool gives for printing: a coloured poster with a title, a card and a code of dark blue."""
    picture = Image.new("RGB", size, "#2688EB")
    draw = ImageDraw.Draw(picture)
    drawn = code(text, scale=scale, border=2)
    left, top = (size[0] - drawn.width) // 2, (size[1] - drawn.height) // 2
    card = (left - 40, top - 40, left + drawn.width + 40, top + drawn.height + 40)
    draw.rounded_rectangle(card, 60, fill="white")
    picture.paste("#001C3D", (left, top), drawn.point(lambda shade: 255 - shade))
    draw.rectangle((left, 120, left + drawn.width, 200), fill="white")
    return picture


def photograph(*codes: Image.Image) -> Image.Image:
    """Return codes side by side on a wall."""
    wall = Image.new(
        "RGB", (sum(one.width + 80 for one in codes) + 80, max(one.height for one in codes) + 160), "#D8D2C4"
    )
    left = 80
    for one in codes:
        wall.paste(one.convert("RGB"), (left, 80))
        left += one.width + 80
    return wall


def encoded(picture: Image.Image, format_: str = "PNG", **options) -> bytes:
    file = BytesIO()
    picture.save(file, format_, **options)
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int, rows: int = 0) -> bytes:
    """Return a PNG of a few kilobytes that says it is so large; as many rows of it as asked are really there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 + 3 * width) * rows)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
