"""What happens to a printed code before a phone sees it: worn paper, bad light, a bad camera. Pillow only.

Each takes a picture of a code with its quiet zone, the side of a module in pixels and a random source, and returns
another picture.
"""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from qrcodes.code import QUIET_ZONE

Degradation = Callable[[Image.Image, float, Random], Image.Image]
# Modules on the side of a finder pattern and the white line around it.
FINDER = 8
# Paper tape, a stain, a drawing pin's shadow.
COVERS = ((120, 90, 60), (70, 70, 70), (235, 235, 225), (160, 40, 40))


def as_it_is(image: Image.Image, module: float, random: Random) -> Image.Image:
    return image


def blurred(image: Image.Image, module: float, random: Random) -> Image.Image:
    """Out of focus: σ of half a module."""
    return image.filter(ImageFilter.GaussianBlur(module / 2))


def jpeg(image: Image.Image, module: float, random: Random, quality: int = 20) -> Image.Image:
    """Sent through a messenger."""
    packed = BytesIO()
    image.save(packed, "JPEG", quality=quality)
    return Image.open(packed).convert("RGB")


def rotated(image: Image.Image, module: float, random: Random) -> Image.Image:
    """Held askew."""
    angle = random.uniform(-45, 45)
    return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def perspective(image: Image.Image, module: float, random: Random, depth: float = 0.25) -> Image.Image:
    """Seen from the side: one edge up to 1.7 times as near as the opposite one."""
    across, up = (random.uniform(-depth, depth) * 2 / side for side in image.size)
    width, height = (side / 2 for side in image.size)
    away, one = 1 + 2 * depth, 1 - across * width - up * height
    # Pillow asks where each new pixel comes from, counted from the corner; we turn about the middle.
    rows = (
        (away + width * across, width * up, width * (one - away)),
        (height * across, away + height * up, height * (one - away)),
        (across, up),
    )
    flat = tuple(number / one for row in rows for number in row)
    turned = Image.Transform.PERSPECTIVE
    return image.transform(image.size, turned, flat, Image.Resampling.BICUBIC, fillcolor="white")


def faded(image: Image.Image, module: float, random: Random, contrast: float = 0.08) -> Image.Image:
    """Printed with the last of the toner: black and white are 8 % apart."""
    return ImageEnhance.Contrast(image).enhance(contrast)


def covered(image: Image.Image, module: float, random: Random, share: float) -> Image.Image:
    """A square patch hides a share of the code's area; the three finder patterns stay in sight."""
    side = image.width - 2 * QUIET_ZONE * module
    patch, zone, finder = side * share**0.5, QUIET_ZONE * module, FINDER * module
    while True:
        left, top = (random.uniform(0, side - patch) for _ in range(2))
        over_left, over_right = left < finder, left + patch > side - finder
        over_top, over_bottom = top < finder, top + patch > side - finder
        if not ((over_left and (over_top or over_bottom)) or (over_right and over_top)):
            break
    spoiled = image.copy()
    corner = (zone + left, zone + top)
    box = (*corner, corner[0] + patch, corner[1] + patch)
    ImageDraw.Draw(spoiled).rectangle(box, fill=random.choice(COVERS))
    return spoiled


# Of a code cut out of its page.
OF_A_CODE: dict[str, Degradation] = {
    "as it is": as_it_is,
    "blur σ 0.5 module": blurred,
    "JPEG q20": jpeg,
    "rotation": rotated,
    "perspective": perspective,
    "contrast 8 %": faded,
    **{f"{share} % covered": partial(covered, share=share / 100) for share in (5, 10, 15, 20)},
}


def photographed(sheet: Image.Image, random: Random) -> Image.Image:
    """A whole sheet on a wall, photographed 200 to 400 pixels wide, askew, not quite sharp, as a JPEG."""
    width = random.randint(200, 400)
    small = sheet.resize((width, round(sheet.height * width / sheet.width)), Image.Resampling.LANCZOS)
    wall = Image.new("RGB", (small.width + 80, small.height + 80), (176, 170, 160))
    wall.paste(small, (40, 40))
    tilted = wall.rotate(random.uniform(-10, 10), Image.Resampling.BICUBIC, fillcolor=(176, 170, 160))
    slanted = perspective(tilted, 0, random, depth=0.1)
    return jpeg(slanted.filter(ImageFilter.GaussianBlur(0.5)), 0, random, quality=70)
