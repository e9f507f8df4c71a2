"""The suspicion of pixelation, on pictures made here: what it must see, and what it must leave alone."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image

from demo import drawing
from monitoring.pictures.pixelation import Measure, Suspected, Suspicion, measure, shown, suspect

Way = Image.Resampling
PHOTOS = ("landscape", "portrait", "evening", "texture", "tiles")
DRAWINGS = ("poster", "emblem", "letters", "title")
SIDE = (400, 400)


@cache
def drawn(scene: str, size: tuple[int, int] = SIDE) -> Image.Image:
    return drawing.draw(scene, size, 1)


def suspected(image: Image.Image, kind: str = "avatar") -> Suspected:
    """Look at a picture as VK serves it."""
    with Image.open(BytesIO(drawing.jpeg(image))) as served:
        return suspect(measure(shown(served.convert("RGB"), kind)))


@pytest.mark.parametrize("scene", drawing.SCENES)
@pytest.mark.parametrize(("kind", "size"), [("avatar", SIDE), ("cover", (1590, 400))])
def test_a_sharp_picture_is_not_suspected(scene, kind, size):
    assert not suspected(drawn(scene, size), kind).sign


@pytest.mark.parametrize("scene", [*PHOTOS, *DRAWINGS])
def test_ordinary_saving_is_no_fault(scene):
    assert not suspected(drawing.squeezed(drawn(scene), 75)).sign


@pytest.mark.parametrize("scene", [*PHOTOS, "poster", "emblem", "letters"])
@pytest.mark.parametrize("times", [4, 8])
def test_squares_are_seen_and_their_side_is_told(scene, times):
    found = suspected(drawing.enlarged(drawn(scene), times, Way.NEAREST))
    assert found.sign == Suspicion.GRID
    assert found.figure % times == 0


@pytest.mark.parametrize("scene", ["landscape", "portrait", *DRAWINGS])
@pytest.mark.parametrize("way", [Way.BILINEAR, Way.BICUBIC, Way.LANCZOS])
@pytest.mark.parametrize("times", [4, 8])
def test_a_smoothly_enlarged_picture_is_seen_and_by_how_much(scene, way, times):
    found = suspected(drawing.enlarged(drawn(scene), times, way))
    assert found.sign == Suspicion.ENLARGED
    assert times * 0.7 <= found.figure <= times * 1.5


@pytest.mark.parametrize("scene", ["landscape", "portrait", "evening"])
def test_what_a_messenger_has_squeezed_is_seen_on_photographs(scene):
    assert suspected(drawing.squeezed(drawn(scene), 10)).sign == Suspicion.GRID


@pytest.mark.parametrize("scene", ["portrait", *DRAWINGS])
def test_a_blurred_picture_is_seen(scene):
    assert suspected(drawing.blurred(drawn(scene), 4)).sign == Suspicion.ENLARGED


def test_faults_that_readers_do_not_see_are_none():
    """An avatar of 1600 pixels that was enlarged twice is shown at 400: nothing of the fault is left."""
    large = drawing.draw("emblem", (1600, 1600), 1)
    assert not suspected(drawing.enlarged(large, 2, Way.BICUBIC)).sign


@pytest.mark.parametrize("image", [Image.new("RGB", SIDE, "white"), drawn("gradient")])
def test_where_there_is_no_detail_none_is_missing(image):
    assert not suspected(image).sign


@pytest.mark.parametrize("size", [(1, 1), (95, 400), (400, 2), (96, 96), (97, 3000)])
def test_a_picture_of_any_size_is_measured(size):
    picture = drawing.draw("letters", size, 1) if min(size) > 20 else Image.new("RGB", size)
    measured = measure(shown(picture, "avatar"))
    assert isinstance(measured, Measure)
    assert isinstance(suspect(measured), Suspected)


def test_a_picture_is_shown_no_larger_than_readers_see_it():
    assert shown(Image.new("RGB", (1920, 480)), "cover").size == (1590, 398)
    assert shown(Image.new("RGB", (1000, 250)), "cover").size == (1000, 250)
    assert shown(Image.new("RGB", (1600, 800)), "avatar").size == (800, 400)


@pytest.mark.parametrize(
    ("lasting", "grid", "step", "expected"),
    [
        ({}, 0.0, 0, ("", 0)),
        ({"2": 0.31, "3": 0.43, "4": 0.45, "6": 0.45, "8": 0.47}, 0.54, 4, ("", 0)),
        ({"2": 0.30}, 0.0, 0, ("enlarged", 2)),
        ({"2": 0.30, "4": 0.44, "8": 0.6}, 0.0, 0, ("enlarged", 4)),
        ({"4": 0.2}, 0.55, 4, ("grid", 4)),
        ({}, 1.19, 8, ("", 0)),
        ({}, 1.2, 8, ("grid", 8)),
    ],
)
def test_the_thresholds_stand_where_the_calibration_has_put_them(lasting, grid, step, expected):
    found = suspect(Measure(lasting, grid, step))
    assert (found.sign, found.figure) == expected
