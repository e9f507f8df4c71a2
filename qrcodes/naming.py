"""File names that people can read and every file system takes."""

import re

# What Windows forbids, path separators and control characters: a title must never choose a folder.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+')
LONGEST = 80


def file_name(text: str) -> str:
    """Return the text as the name of a file or folder, without an extension; never empty."""
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", text))
    return name[:LONGEST].strip(" .") or "QR"
