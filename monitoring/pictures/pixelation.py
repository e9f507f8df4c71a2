"""Does a picture look as if it had fewer pixels than it says? A measure and a suspicion; a person decides. Pure.

Two signs, both told by brightness alone:

*Enlarged.* A picture that was made k times larger loses nothing when it is made k times smaller and back again, while
a sharp one loses at k nearly as much as at 2k. ``lasting[k]`` is the loss at k divided by the loss at 2k, in the
sharpest quarter of the picture: a soft background behind a sharp face is no fault. A sharp picture has 0.5 and more
at every k; the ratio falls to 0.2–0.45 at the k of the enlargement.

*Grid.* Squares of an enlargement without smoothing, and those of strong JPEG compression, put the steps of brightness
on a regular grid. ``grid`` tells how much stronger steps are on the lines of the strongest grid than beside them, in
the direction where they are weaker: a fence repeats itself in one direction, squares do so in both.

docs/pixelation.md has the figures behind the thresholds; ``python -m benchmarks.pixelation`` makes them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median
from typing import cast

from PIL import Image, ImageChops

Box, Bicubic = Image.Resampling.BOX, Image.Resampling.BICUBIC
# What readers see: wider covers and larger avatars are made smaller by VK's pages, and their faults with them.
SHOWN = {"cover": 1590, "avatar": 400}
TIMES = (2, 3, 4, 6, 8)
STEPS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16)
TILE = 48
# A grid of 3.01 pixels is one of 3 on so short a way only.
STRIP = 100
# Grey levels: what is lost by less shows nothing but a file's noise.
LEAST_LOSS = 2.0
# The average step of a strip in which there is more than the noise of an even ground.
LEAST_STEP = 0.25
# Steps of brightness above this are edges of things; they would drown the faint lines of a grid.
TALLEST_STEP = 40
SMALLEST = 96  # pixels; of less there is nothing to measure

# The thresholds of suspicion, calibrated by benchmarks/pixelation.py.
LASTING = {2: 0.30, 3: 0.42, 4: 0.44, 6: 0.44, 8: 0.46}
GRID = 0.55
# JPEG of an ordinary quality draws a faint grid of its own.
JPEG_STEPS, JPEG_GRID = (8, 16), 1.2


class Suspicion(StrEnum):
    NONE = ""
    ENLARGED = "enlarged"
    GRID = "grid"


@dataclass(frozen=True)
class Measure:
    """``lasting``: by times, as text keys (it is kept as JSON), only where there was something to lose.

    ``grid``: strength of the strongest grid, ``step``: its width in pixels.
    """

    lasting: Mapping[str, float]
    grid: float
    step: int


@dataclass(frozen=True)
class Suspected:
    """``figure``: how many times enlarged, or the grid's step in pixels; 0 without a suspicion."""

    sign: Suspicion = Suspicion.NONE
    figure: int = 0


def shown(image: Image.Image, kind: str) -> Image.Image:
    """Return the picture as large as readers see it at most; ``kind``: cover or avatar."""
    side = image.width if kind == "cover" else min(image.size)
    if side <= SHOWN[kind]:
        return image
    scale = SHOWN[kind] / side
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


def measure(image: Image.Image) -> Measure:
    """Measure a picture of the size in which it is shown."""
    if min(image.size) < SMALLEST:
        return Measure({}, 0.0, 0)
    grey = image.convert("L")
    lasting = {str(times): ratio for times in TIMES if (ratio := _lasting(grey, times)) is not None}
    grid, step = _grid(grey)
    return Measure(lasting, round(grid, 3), step)


def suspect(measured: Measure) -> Suspected:
    """Tell what the figures make likely; squares are named before softness, for they show more."""
    if measured.grid >= (JPEG_GRID if measured.step in JPEG_STEPS else GRID):
        return Suspected(Suspicion.GRID, measured.step)
    times = [int(k) for k, ratio in measured.lasting.items() if ratio <= LASTING[int(k)]]
    return Suspected(Suspicion.ENLARGED, max(times)) if times else Suspected()


# --- enlarged --------------------------------------------------------------------------------------------------------


def _lasting(grey: Image.Image, times: int) -> float | None:
    """Return the loss at so many times as a share of the loss at twice that; None where nothing is lost at all."""
    pairs = zip(_losses(grey, times), _losses(grey, times * 2), strict=True)
    telling = sorted(((fine, coarse) for fine, coarse in pairs if coarse >= LEAST_LOSS), key=_ratio, reverse=True)
    sharpest = telling[: max(1, len(telling) // 4)]
    if not sharpest:
        return None
    return round(sum(fine for fine, _ in sharpest) / sum(coarse for _, coarse in sharpest), 3)


def _means(image: Image.Image, size: tuple[int, int]) -> list[float]:
    """Return the averages of so many rectangles across and down, row by row."""
    means = image.convert("F").resize(size, Box).get_flattened_data()
    return cast(list[float], list(means))


def _ratio(pair: tuple[float, float]) -> float:
    return pair[0] / pair[1]


def _losses(grey: Image.Image, times: int) -> list[float]:
    """Return for each tile how many grey levels a pixel loses when the picture is made smaller and back again."""
    small = (max(1, round(grey.width / times)), max(1, round(grey.height / times)))
    back = grey.resize(small, Box).resize(grey.size, Bicubic)
    tiles = (grey.width // TILE, grey.height // TILE)
    return _means(ImageChops.difference(grey, back), tiles)


# --- grid ------------------------------------------------------------------------------------------------------------


def _grid(grey: Image.Image) -> tuple[float, int]:
    across, down = _steps(grey), _steps(grey.transpose(Image.Transpose.TRANSPOSE))
    return max((min(_lines(across, step), _lines(down, step)), step) for step in STEPS)


def _steps(grey: Image.Image) -> list[float]:
    """Return for each column how far its brightness is from the next one's, on average."""
    right, left = grey.crop((1, 0, *grey.size)), grey.crop((0, 0, grey.width - 1, grey.height))
    low = ImageChops.difference(right, left).point(lambda value: min(value, TALLEST_STEP))
    return _means(low, (low.width, 1))


def _lines(steps: list[float], width: int) -> float:
    """Return the strength of a grid's lines in the median of the strips in which anything is drawn."""
    long = len(steps) // max(1, len(steps) // STRIP)
    strips = [steps[start : start + long] for start in range(0, len(steps) - long + 1, long)]
    drawn = [strip for strip in strips if fmean(strip) >= LEAST_STEP]
    return median(_comb(strip, width) for strip in drawn) if drawn else 0.0


def _comb(steps: list[float], width: int) -> float:
    """Return how much stronger steps are on every so-many-eth column than on the others, at the best beginning.

    The median column of the comb counts: one tall edge makes no grid.
    """
    combs = [steps[start::width] for start in range(width)]
    best = max(combs, key=median)
    beside = (sum(steps) - sum(best)) / (len(steps) - len(best))
    # Where there is no detail beside the lines, a third of a grey level keeps noise from looking like squares.
    return (median(best) - beside) / (beside + 0.3)
