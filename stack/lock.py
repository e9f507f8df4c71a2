"""`make lock`: pin every package by version and hash, and name no address.

Runs before the install, on the machine's own Python. Machines may have indexes of their own configured;
none of them may land in the files (tests/stack/test_committed_files.py looks).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "-q",
]
FILES = {
    "requirements.txt": [],
    "requirements-dev.txt": ["--group", "dev", "-c", "requirements.txt"],
}


def lock(*wishes: str) -> int:
    """Compile both files; `wishes` go to uv (--upgrade, --upgrade-package NAME)."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([f"{place}/bin/pip", "install", "--quiet", "--disable-pip-version-check", "uv"], check=True)
        for name, options in FILES.items():
            print(f"Закрепляем версии: {name}…", file=sys.stderr, flush=True)
            command = [str(Path(place, "bin", "uv")), "pip", "compile", *OPTIONS, *options, *wishes]
            subprocess.run([*command, "pyproject.toml", "-o", name], check=True)
    return 0
