"""The colours of static/css/tokens.css, held against the contrast that WCAG 2.2 AA asks for."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+):\s*(#[0-9A-F]{6})", block)) for block in CSS.split("@media screen and (prefers", 1)
)
THEMES = {"light": LIGHT, "dark": DARK}
GROUNDS = ("surface", "bg", "sunken")
SOFT = ("ok-soft", "warn-soft", "bad-soft", "unknown-soft")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink2", "ink3", "accent", "accent-hover") for ground in GROUNDS),
    *((f"{name}", ground) for name in ("ok", "warn", "bad", "unknown") for ground in ("surface", f"{name}-soft")),
    *(("ink", soft) for soft in SOFT),
    *(("ink2", soft) for soft in SOFT),
    *(("accent", soft) for soft in SOFT),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    *((ink, "accent-soft") for ink in ("ink", "ink2", "ink3", "accent", "accent-hover")),
    ("ink", "accent-mid"),
]
GLYPHS = [
    *((f"{name}-fill", ground) for name in ("ok", "warn", "bad") for ground in ("surface", "bg", f"{name}-soft")),
    *(("edge", ground) for ground in GROUNDS),
    ("accent", "accent-soft"),
    ("accent", "sunken"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), GLYPHS)
def test_symbols_and_borders_can_be_seen(theme, mark, ground):
    colours = THEMES[theme]
    assert contrast(colours[mark], colours[ground]) >= 3


def test_both_themes_name_the_same_colours():
    assert set(LIGHT) == set(DARK)


def test_every_colour_that_a_style_asks_for_exists():
    styles = [path.read_text() for path in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css")]
    asked = {name for css in styles for name in re.findall(r"var\(--([\w-]+)\)", css)}
    told = set(re.findall(r"--([\w-]+):", "".join(styles)))
    assert asked - told == set()
