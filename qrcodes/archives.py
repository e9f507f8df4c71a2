"""The picture in the archive that VK gives: qr.png beside qr.eps. Read in memory, nothing is unpacked. Pure."""

import stat
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from qrcodes.uploads import MOST_BYTES, Reason, Refused

NAME = "qr.png"
SIGNATURE = b"PK\x03\x04"
# Each entry of the list costs memory before anything is read: VK's archive has two.
MOST_ENTRIES = 50
ENTRY = b"PK\x01\x02"
# RuntimeError: an encrypted entry.
_BROKEN = (BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError, LookupError)


def is_archive(content: bytes) -> bool:
    return content.startswith(SIGNATURE)


def picture_in(content: bytes) -> bytes:
    """Return the bytes of qr.png, or of the only PNG there is. Raises Refused."""
    if content.count(ENTRY) > MOST_ENTRIES:
        raise Refused(Reason.ARCHIVE)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read(archive, _chosen(archive.infolist()))
    except _BROKEN as error:
        raise Refused(Reason.ARCHIVE) from error


def _chosen(entries: list[ZipInfo]) -> ZipInfo:
    if not all(map(_is_plain, entries)):
        raise Refused(Reason.ARCHIVE)
    pictures = [entry for entry in entries if entry.filename.lower().endswith(".png")]
    named = [entry for entry in pictures if PurePosixPath(entry.filename).name.lower() == NAME]
    if len(named or pictures) != 1:
        raise Refused(Reason.NO_PICTURE)
    return (named or pictures)[0]


def _is_plain(entry: ZipInfo) -> bool:
    """Tell whether the entry is what VK packs: a file or folder below the archive's root."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    outside = path.is_absolute() or ".." in path.parts or ":" in entry.filename
    ordinary = kind in {0, stat.S_IFREG, stat.S_IFDIR} and entry.compress_type in {ZIP_STORED, ZIP_DEFLATED}
    return ordinary and not outside


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    # The declared size is the sender's word: no more than the limit is unpacked, whatever it says.
    with archive.open(entry) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(Reason.HEAVY)
    return content
