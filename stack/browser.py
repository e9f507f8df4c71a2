"""Chromium for the browser tests: found, or installed where we may (Debian, as root)."""

import os
import shutil
import subprocess
from pathlib import Path

from stack.processes import Failed
from stack.servers import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium() -> str | None:
    """The path of a Chromium: CHROMIUM from the environment, else the usual places."""
    given = os.environ.get("CHROMIUM")
    places = [given] if given else [*map(shutil.which, NAMES), *ON_MACOS]
    return next((place for place in places if place and Path(place).exists()), None)


def chromium() -> str:
    """The path of a Chromium, installed if need be; raises processes.Failed with advice."""
    if not find_chromium() and os.geteuid() == 0 and shutil.which("apt-get") and not os.environ.get("CHROMIUM"):
        install_chromium()
    found = find_chromium()
    if not found:
        raise Failed(
            "Для проверки страниц нужен Chromium. Установите его (Debian: apt-get install chromium;\n"
            "macOS: brew install --cask chromium) или укажите путь к нему в переменной CHROMIUM."
        )
    return found


def install_chromium() -> None:
    say("Ставим Chromium для проверки страниц…")
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        result = subprocess.run(command, env=environment, text=True, capture_output=True)
        if result.returncode != 0:
            raise Failed(f"{result.stdout[-2000:]}{result.stderr}\nChromium не установился; причина выше.")
