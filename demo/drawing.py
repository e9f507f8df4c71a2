"""Invented covers and avatars: sharp scenes drawn by chance, and the ways in which people spoil a picture.

A seed draws the same picture in every process. Scenes are drawn twice as large and made smaller, as a camera's
picture is, so that their edges are neither jagged nor soft.
"""

import random
from collections.abc import Callable
from io import BytesIO

import fontpkg_onest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Size = tuple[int, int]
Colour = tuple[int, int, int]
OVER = 2
FONT = str(fontpkg_onest.ROOT / "files" / "Onest[wght].ttf")
WORDS = ("Школа", "Лицей", "Гимназия", "Детский сад", "Колледж", "Дом творчества")
PALETTES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((19, 62, 124), (242, 196, 72), (236, 240, 246)),
    ((24, 92, 70), (240, 150, 84), (246, 242, 230)),
    ((120, 32, 44), (248, 214, 160), (250, 244, 238)),
    ((64, 48, 112), (150, 200, 226), (240, 238, 248)),
    ((38, 44, 58), (226, 88, 72), (232, 234, 238)),
)


def draw(kind: str, size: Size, seed: object) -> Image.Image:
    """Return a sharp picture of one of the SCENES; width and height in pixels."""
    dice = random.Random(f"{kind}:{seed}")  # noqa: S311 — invented pictures, no secrets
    large = (size[0] * OVER, size[1] * OVER)
    return SCENES[kind](large, dice).resize(size, Image.Resampling.LANCZOS)


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """Return the file that VK would serve."""
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


# --- scenes: each takes a size and a source of chance ----------------------------------------------------------------


def landscape(size: Size, dice: random.Random) -> Image.Image:
    """A yard with a building: sky, grain of grass and walls, windows, people."""
    image = _gradient(size, (150, 186, 226), (226, 234, 240))
    width, height = size
    pen = ImageDraw.Draw(image)
    ground = round(height * dice.uniform(0.62, 0.75))
    pen.rectangle((0, ground, width, height), fill=_shade((86, 122, 66), dice))
    _building(pen, dice, width, ground)
    for _ in range(dice.randint(4, 9)):
        _person(pen, dice, dice.randint(0, width), height, height * dice.uniform(0.25, 0.4))
    return _grained(image, dice, 0.6)


def portrait(size: Size, dice: random.Random) -> Image.Image:
    """A person in focus before a soft ground, as a good lens shows it."""
    image = _grained(_gradient(size, _colour(dice), _colour(dice)), dice, 0.8)
    image = image.filter(ImageFilter.GaussianBlur(size[1] / 40))
    sharp = image.copy()
    _person(ImageDraw.Draw(sharp), dice, size[0] // 2, size[1], size[1] * 0.85)
    return Image.composite(_grained(sharp, dice, 0.5), image, _difference_mask(sharp, image))


def evening(size: Size, dice: random.Random) -> Image.Image:
    """A hall in poor light: little contrast, a camera's noise."""
    dim = Image.blend(landscape(size, dice), Image.new("RGB", size, (40, 34, 40)), 0.6)
    return Image.blend(dim, _noise(size, dice, 60).convert("RGB"), 0.08)


def texture(size: Size, dice: random.Random) -> Image.Image:
    """Leaves, snow, water: detail of every size everywhere."""
    return _grained(Image.new("RGB", size, _colour(dice)), dice, 0.9)


def poster(size: Size, dice: random.Random) -> Image.Image:
    """Flat colours, a few figures and large words."""
    dark, bright, light = dice.choice(PALETTES)
    image = Image.new("RGB", size, light)
    pen = ImageDraw.Draw(image)
    width, height = size
    for _ in range(dice.randint(3, 7)):
        x, y, r = dice.randint(0, width), dice.randint(0, height), dice.randint(height // 12, height // 3)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=dice.choice((bright, dark, _shade(bright, dice))))
    _words(pen, dice, size, dark, height // 5)
    return image


def emblem(size: Size, dice: random.Random) -> Image.Image:
    """A badge: rings, a star or an open book, a number."""
    dark, bright, light = dice.choice(PALETTES)
    image = Image.new("RGB", size, light)
    pen = ImageDraw.Draw(image)
    x, y, r = size[0] / 2, size[1] / 2, min(size) * 0.44
    for share, colour in ((1, dark), (0.93, light), (0.86, dark), (0.6, bright)):
        pen.ellipse((x - r * share, y - r * share, x + r * share, y + r * share), fill=colour)
    pen.regular_polygon((x, y, r * 0.5), dice.randint(3, 8), rotation=dice.randint(0, 90), fill=light)
    pen.text((x, y), str(dice.randint(1, 180)), dark, _font(r * 0.45), anchor="mm")
    return image


def letters(size: Size, dice: random.Random) -> Image.Image:
    """A sheet of announcement: rows of small text on one colour."""
    dark, _, light = dice.choice(PALETTES)
    image = Image.new("RGB", size, light)
    pen = ImageDraw.Draw(image)
    height = max(20, size[1] // dice.randint(9, 16))
    for line in range(size[1] // round(height * 1.5) + 1):
        text = " ".join(dice.choice(WORDS) for _ in range(size[0] // (height * 3) + 2))
        pen.text((height, line * height * 1.5), text, dark, _font(height))
    return image


def gradient(size: Size, dice: random.Random) -> Image.Image:
    """Nothing but a passage of colours: there is no detail that could be missing."""
    return _gradient(size, _colour(dice), _colour(dice))


def title(size: Size, dice: random.Random) -> Image.Image:
    """A passage of colours with the institution's name: the usual cover of an office programme."""
    dark, bright, light = dice.choice(PALETTES)
    image = _gradient(size, dark, _shade(dark, dice, 60))
    _words(ImageDraw.Draw(image), dice, size, light, size[1] // 4)
    pen = ImageDraw.Draw(image)
    pen.line((0, size[1] * 0.85, size[0], size[1] * 0.85), fill=bright, width=max(2, size[1] // 60))
    return image


def tiles(size: Size, dice: random.Random) -> Image.Image:
    """Windows of a block of flats: a pattern that repeats itself, and is no fault."""
    image = Image.new("RGB", size, _colour(dice))
    pen = ImageDraw.Draw(image)
    wide, high = dice.randint(30, 90), dice.randint(30, 90)
    for x in range(0, size[0], wide):
        for y in range(0, size[1], high):
            pen.rectangle((x + 6, y + 6, x + wide - 7, y + high - 7), fill=_shade((120, 140, 160), dice))
    return _grained(image, dice, 0.4)


SCENES: dict[str, Callable[[Size, random.Random], Image.Image]] = {
    scene.__name__: scene
    for scene in (landscape, portrait, evening, texture, poster, emblem, letters, gradient, title, tiles)
}


# --- faults: each takes a sharp picture and returns one of the same size ---------------------------------------------


def enlarged(image: Image.Image, times: float, way: Image.Resampling) -> Image.Image:
    """Return what becomes of a picture that was that many times smaller."""
    small = (max(1, round(image.width / times)), max(1, round(image.height / times)))
    return image.resize(small, Image.Resampling.LANCZOS).resize(image.size, way)


def squeezed(image: Image.Image, quality: int) -> Image.Image:
    """Return the picture after a messenger has saved it with that JPEG quality."""
    with Image.open(BytesIO(jpeg(image, quality))) as file:
        return file.convert("RGB")


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


# --- the pieces of scenes --------------------------------------------------------------------------------------------


def _colour(dice: random.Random) -> Colour:
    return dice.choice(dice.choice(PALETTES))


def _shade(colour: Colour, dice: random.Random, by: int = 24) -> Colour:
    step = dice.randint(-by, by)
    red, green, blue = (min(255, max(0, part + step)) for part in colour)
    return red, green, blue


def _gradient(size: Size, top: Colour, bottom: Colour) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def _noise(size: Size, dice: random.Random, spread: float) -> Image.Image:
    """Return grey noise about 128, told by the dice alone."""
    noise = Image.frombytes("L", size, dice.randbytes(size[0] * size[1]))
    return noise.point(lambda value: round(128 + (value - 128) * spread / 128))


def _grain(size: Size, dice: random.Random) -> Image.Image:
    """Return grey detail of every size, coarse first: each octave is twice as fine and lies over the one before."""
    octaves = [(size[0] // step, size[1] // step) for step in (128, 64, 32, 16, 8, 4, 2) if min(size) // step > 1]
    grain = _noise(octaves[0], dice, 110)
    for finer in octaves[1:]:
        grain = Image.blend(grain.resize(finer, Image.Resampling.BICUBIC), _noise(finer, dice, 110), 0.2)
    return grain.resize(size, Image.Resampling.BICUBIC)


def _grained(image: Image.Image, dice: random.Random, strength: float) -> Image.Image:
    """Lay detail of every size over a picture, the finest of one pixel once it is drawn."""
    grain = _grain(image.size, dice).point(lambda value: min(255, max(0, round(128 + (value - 128) * 2.5))))
    return Image.blend(image, ImageChops.overlay(image, grain.convert("RGB")), strength)


def _difference_mask(one: Image.Image, other: Image.Image) -> Image.Image:
    return ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 2 else 0)


def _building(pen: ImageDraw.ImageDraw, dice: random.Random, width: int, ground: int) -> None:
    left, right, top = dice.uniform(0, 0.2) * width, dice.uniform(0.75, 1) * width, ground * dice.uniform(0.2, 0.4)
    pen.rectangle((left, top, right, ground), fill=_shade((206, 178, 150), dice))
    floors = dice.randint(2, 4)
    step = (ground - top) / floors
    for floor in range(floors):
        for column in range(int((right - left) / step)):
            x, y = left + (column + 0.25) * step, top + (floor + 0.25) * step
            pen.rectangle((x, y, x + step * 0.45, y + step * 0.5), fill=_shade((72, 92, 120), dice))


def _person(pen: ImageDraw.ImageDraw, dice: random.Random, x: float, ground: float, tall: float) -> None:
    head, body = tall * 0.12, _colour(dice)
    pen.rounded_rectangle((x - tall * 0.17, ground - tall * 0.72, x + tall * 0.17, ground), tall * 0.06, fill=body)
    pen.ellipse((x - head, ground - tall, x + head, ground - tall + 2.2 * head), fill=_shade((224, 188, 160), dice))
    for side in (-0.4, 0.4):
        eye = (x + side * head, ground - tall + head)
        pen.circle(eye, head * 0.1, fill=(30, 26, 24))


def _words(pen: ImageDraw.ImageDraw, dice: random.Random, size: Size, colour: Colour, high: float) -> None:
    text = f"{dice.choice(WORDS)} № {dice.randint(1, 180)}"
    font = _font(high)
    while pen.textlength(text, font) > size[0] * 0.9:
        font = _font(font.size * 0.9)
    pen.text((size[0] * 0.06, size[1] / 2), text, colour, font, anchor="lm")


def _font(high: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, max(8, round(high)))
