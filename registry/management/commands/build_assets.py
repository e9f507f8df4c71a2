"""Make the web font from the installed package: nothing of a third party is committed."""

from pathlib import Path

import fontpkg_onest
from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SOURCE = fontpkg_onest.ROOT / "files" / "Onest[wght].ttf"
TARGET = Path("fonts") / "onest-variable.woff2"
WEIGHTS = (400, 700)
FEATURES = ("calt", "case", "ccmp", "kern", "locl", "mark", "mkmk", "tnum")

# ASCII, Latin-1, Russian with Ё, Tatar, punctuation with the narrow no-break space, №, arrows, −, ≈ ≤ ≥, ✓.
CHARACTERS = frozenset(
    [
        *range(0x20, 0x7F),
        *range(0xA0, 0x100),
        *range(0x401, 0x402),
        *range(0x410, 0x450),
        0x451,
        *map(ord, "ӘәӨөҮүҖҗҢңҺһ"),
        *map(ord, "–—‘’“”„…•‰№₽™"),
        *map(ord, "\u2009\u202f"),
        *map(ord, "←↑→↓−≈≤≥✓"),
    ]
)


def make_font(source: Path, target: Path) -> None:
    """Write a variable woff2 that holds the product's languages only."""
    font = TTFont(source)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    options = subset.Options(layout_features=list(FEATURES), hinting=False, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    # A half-written font would look up to date to the next run.
    draft = target.with_suffix(".part")
    font.save(draft)
    draft.replace(target)


def is_current(target: Path) -> bool:
    """Tell whether the font is younger than all it is made from, this file included."""
    inputs = max(SOURCE.stat().st_mtime, Path(__file__).stat().st_mtime)
    return target.exists() and target.stat().st_mtime >= inputs


class Command(BaseCommand):
    help = "Собирает шрифт страниц из установленного пакета."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        target = Path(settings.STATICFILES_DIRS[0]) / TARGET
        if not is_current(target):
            make_font(SOURCE, target)
        self.stdout.write(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")
