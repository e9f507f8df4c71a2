"""Files of sheets as ZIP: the same files give the same bytes on any day."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

# The earliest moment a ZIP can name.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE = 3, 0o644 << 16
# Packed already, inside.
DENSE = (".pdf", ".png")


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of {path: content}."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        add(archive, files)
    return target.getvalue()


def add(archive: ZipFile, files: dict[str, bytes]) -> None:
    """Write {path: content} into an open ZIP, in the given order."""
    for path, content in files.items():
        entry = ZipInfo(path, LONG_AGO)
        entry.create_system, entry.external_attr = UNIX, READABLE
        packing = ZIP_STORED if path.endswith(DENSE) else ZIP_DEFLATED
        archive.writestr(entry, content, packing)
