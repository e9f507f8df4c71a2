"""Kept pictures: each under the hash of its content, whole or not at all."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings

FOLDER = "qr"
# Codes, and photographs of walls.
PNG, JPEG = "png", "jpg"


def keep(picture: bytes, kind: str = PNG) -> str:
    """Keep a picture and return its hash; the same picture is kept once."""
    digest = sha256(picture).hexdigest()
    target = path_of(digest, kind)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(picture, target)
    return digest


def read(digest: str, kind: str = PNG) -> bytes | None:
    """Return a kept picture; None if it was lost, as after a restore without the files."""
    try:
        return path_of(digest, kind).read_bytes()
    except FileNotFoundError:
        return None


def path_of(digest: str, kind: str = PNG) -> Path:
    """Return where a picture lies. The hash comes from the database, never from an address."""
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / f"{digest}.{kind}"


def _write(picture: bytes, target: Path) -> None:
    # A row must never name a half-written file, not even after a power cut.
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as file:
        file.write(picture)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)
