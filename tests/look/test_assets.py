"""The font that build_assets makes."""

import os
from io import BytesIO

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from registry.management.commands.build_assets import TARGET

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
TATAR = "әөүҗңһ"
SIGNS = "0123456789№«»“”–—…·×−←↑→↓✓%₽ \u00a0\u202f"


@pytest.fixture
def folder(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path]
    call_command("build_assets", verbosity=0)
    return tmp_path


def test_the_font_holds_every_letter_and_sign_of_the_product(folder):
    held = TTFont(folder / TARGET).getBestCmap()
    wanted = RUSSIAN + RUSSIAN.upper() + TATAR + TATAR.upper() + SIGNS
    assert [sign for sign in wanted if ord(sign) not in held] == []


def test_the_font_is_variable_small_and_has_figures_of_one_width(folder):
    font = TTFont(BytesIO((folder / TARGET).read_bytes()))
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 400, 700)]
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert (folder / TARGET).stat().st_size < 60_000


def test_a_font_that_is_up_to_date_is_left_alone(folder):
    before = (folder / TARGET).stat().st_mtime_ns
    call_command("build_assets", verbosity=0)
    assert (folder / TARGET).stat().st_mtime_ns == before


def test_a_font_older_than_its_source_is_made_anew(folder):
    os.utime(folder / TARGET, (0, 0))
    call_command("build_assets", verbosity=0)
    assert (folder / TARGET).stat().st_mtime > 0
