"""What is kept of a picture: small files under its content's name. The same content is written once, whole or not."""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

THUMB, PIECE = "thumb", "piece"
# Width and height that hold a whole picture on a page, twice as fine as the page's own pixels.
THUMB_SIZE = (720, 400)
# A piece of a cover at the size in which readers see it: squares that a thumbnail hides are to be seen here.
PIECE_SIZE = (480, 240)
QUALITY = {THUMB: 78, PIECE: 90}
# An avatar's thumbnail is as large as readers see it: it needs no piece.
SIZES = {"cover": (THUMB, PIECE), "avatar": (THUMB,)}


def path_of(kind: str, digest: str, size: str) -> Path:
    """Return where a picture's file is kept; ``size``: THUMB or PIECE."""
    return Path(settings.MEDIA_ROOT) / "pictures" / digest[:2] / f"{digest}-{kind}-{size}.webp"


def kept(kind: str, digest: str) -> bool:
    """Tell whether all files of a picture are there."""
    return all(path_of(kind, digest, size).is_file() for size in SIZES[kind])


def keep(kind: str, digest: str, image: Image.Image) -> None:
    """Write the files of a picture of the size in which it is shown. A file that is there already stays."""
    for size in SIZES[kind]:
        target = path_of(kind, digest, size)
        if not target.exists():
            _write(target, MAKE[size](image), QUALITY[size])


def thumb(image: Image.Image) -> Image.Image:
    """Return the whole picture, smaller where it is larger than a page shows it."""
    small = image.copy()
    small.thumbnail(THUMB_SIZE, Image.Resampling.LANCZOS)
    return small


def piece(image: Image.Image) -> Image.Image:
    """Return the part of the picture with the most detail, as it is."""
    width, height = (min(have, want) for have, want in zip(image.size, PIECE_SIZE, strict=True))
    steps = [(x, y) for y in _starts(image.height, height) for x in _starts(image.width, width)]
    parts = (image.crop((x, y, x + width, y + height)) for x, y in steps)
    return max(parts, key=lambda part: part.convert("L").entropy())


MAKE: dict[str, Callable[[Image.Image], Image.Image]] = {THUMB: thumb, PIECE: piece}


def _starts(whole: int, part: int) -> list[int]:
    """Return where the parts begin that lie in the whole at half-part steps, the last one at its end."""
    return [*range(0, whole - part, max(1, part // 2)), whole - part]


def _write(target: Path, image: Image.Image, quality: int) -> None:
    """Write beside and rename: a killed process leaves no half of a file under a name that is trusted."""
    file = BytesIO()
    image.save(file, "WEBP", quality=quality)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.write_bytes(file.getvalue())
    draft.replace(target)
