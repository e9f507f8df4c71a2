"""The code alone, for a site, a banner or a sticker: as a picture for print and as vectors."""

import re
from io import BytesIO, StringIO

from PIL import Image, ImageOps

from qrcodes.code import QUIET_ZONE, Code, Picture, symbol

# An A4 page at 300 dots per inch is so wide.
PIXELS, DPI = 2480, 300
# zlib's usual 6 takes twice the time, half of a whole folder's, to save 2 KB of 9.
PACKING = 3
# A code of about 100 mm as it opens; vectors grow as large as one likes.
MODULE_MM, MODULE_POINTS = 2.5, 7
# Modules on the side of VK's code are not known; a typical one has 29 to 41.
TYPICAL_MODULES = 29


def code_files(address: str, code: Code) -> dict[str, bytes]:
    """Return {name: content}. VK's picture stays a picture: its vectors are in the archive that VK gave."""
    if isinstance(code, Picture):
        return {"qr.png": _framed(code)}
    return {"qr.png": code_png(address), "qr.svg": code_svg(address), "qr.eps": code_eps(address)}


def code_png(address: str) -> bytes:
    """Return the code with its quiet zone, black on white, for print at 300 dpi."""
    matrix = symbol(address).matrix
    side = len(matrix) + 2 * QUIET_ZONE
    image = Image.new("1", (len(matrix), len(matrix)))
    image.putdata([255 * (not module) for row in matrix for module in row])
    image = ImageOps.expand(image, QUIET_ZONE, fill=255)
    pixels = side * (PIXELS // side)
    return _png(image.resize((pixels, pixels), Image.Resampling.NEAREST))


def code_svg(address: str) -> bytes:
    """Return the code on a white ground, in millimetres."""
    target = BytesIO()
    options = {"scale": MODULE_MM, "unit": "mm", "border": QUIET_ZONE, "light": "#fff", "title": address}
    symbol(address).save(target, kind="svg", svgclass=None, lineclass=None, **options)
    return target.getvalue()


def code_eps(address: str) -> bytes:
    """Return the code as EPS without the date that the library writes: the same address, the same bytes."""
    target = StringIO()
    symbol(address).save(target, kind="eps", scale=MODULE_POINTS, border=QUIET_ZONE)
    return re.sub(r"(?m)^%%CreationDate: .*\n", "", target.getvalue()).encode("ascii")


def _framed(picture: Picture) -> bytes:
    with Image.open(BytesIO(picture.png)) as image:
        border = -(-image.width * QUIET_ZONE // TYPICAL_MODULES)
        return _png(ImageOps.expand(image.convert("RGB"), border, "white"))


def _png(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "PNG", dpi=(DPI, DPI), compress_level=PACKING)
    return target.getvalue()
