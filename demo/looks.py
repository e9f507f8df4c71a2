"""The covers and avatars that the local VK serves: an invented picture for every address that it gives out."""

import re
from collections.abc import Callable
from enum import StrEnum
from random import Random

from PIL import Image

from demo import drawing


class Look(StrEnum):
    """How a community's picture looks. MISSING: the address leads nowhere."""

    SHARP = "sharp"
    ENLARGED = "enlarged"
    SQUARES = "squares"
    SQUEEZED = "squeezed"
    BLURRED = "blurred"
    MISSING = "missing"


PATH = re.compile(r"/pictures/(?P<id>\d+)/(?P<kind>cover|avatar)-(?P<look>[a-z]+)-(?P<w>\d{1,4})x(?P<h>\d{1,4})\.jpg")
SCENES = {
    "cover": ("title", "poster", "landscape", "title", "portrait", "tiles"),
    "avatar": ("emblem", "emblem", "poster", "portrait"),
}
CHANCES = {
    Look.SHARP: 84,
    Look.ENLARGED: 5,
    Look.SQUARES: 3,
    Look.SQUEEZED: 3,
    Look.BLURRED: 3,
    Look.MISSING: 2,
}
SPOILED: dict[Look, Callable[[Image.Image], Image.Image]] = {
    Look.SHARP: lambda image: image,
    Look.ENLARGED: lambda image: drawing.enlarged(image, 5 * _scale(image), Image.Resampling.BICUBIC),
    Look.SQUARES: lambda image: drawing.enlarged(image, 8 * _scale(image), Image.Resampling.NEAREST),
    Look.SQUEEZED: lambda image: drawing.squeezed(image, 8),
    Look.BLURRED: lambda image: drawing.blurred(image, 4 * _scale(image)),
}


def look_of(dice: Random) -> Look:
    """Choose how a picture looks: most are as they should be."""
    return dice.choices(list(CHANCES), list(CHANCES.values()))[0]


def path(id: int, kind: str, look: str, width: int, height: int) -> str:
    """Return the path under which the local VK serves a picture."""
    return f"/pictures/{id}/{kind}-{look}-{width}x{height}.jpg"


def picture(asked: str) -> bytes | None:
    """Return the file at a path; None if there is none."""
    told = PATH.fullmatch(asked)
    if not told or told["look"] not in set(SPOILED):
        return None
    scenes = SCENES[told["kind"]]
    scene = scenes[int(told["id"]) % len(scenes)]
    image = drawing.draw(scene, (max(1, int(told["w"])), max(1, int(told["h"]))), told["id"])
    return drawing.jpeg(SPOILED[Look(told["look"])](image))


def _scale(image: Image.Image) -> float:
    """Return how many times larger the file is than what readers see of it."""
    return max(image.width / 1590, image.height / 400)
