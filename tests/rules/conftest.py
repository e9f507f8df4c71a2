"""Numbers agree with nouns only through the compiled catalogue, which no repository holds."""

import os
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import trans_real


@pytest.fixture(scope="session", autouse=True)
def russian_catalogue() -> None:
    """Build the catalogue as `pybabel compile` does; whole or not at all, for several workers may do so at once."""
    source = Path(settings.LOCALE_PATHS[0]) / "ru" / "LC_MESSAGES" / "django.po"
    draft = source.with_name(f"django.mo.{os.getpid()}")
    with source.open("rb") as po, draft.open("wb") as mo:
        write_mo(mo, read_po(po, locale="ru"))
    draft.replace(source.with_suffix(".mo"))
    trans_real._translations.clear()
