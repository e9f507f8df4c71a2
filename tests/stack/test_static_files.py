"""The files that pages ask for exist, and survive the storage of production."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from stack.folder import ROOT

ASKED_FOR = re.compile(r"""\{%\s*static\s+['"]([^'"]+)['"]""")


def test_every_static_file_that_a_template_names_exists():
    templates = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    names = {name for text in templates for name in ASKED_FOR.findall(text)}
    assert names
    assert [name for name in sorted(names) if not finders.find(name)] == []


@pytest.mark.usefixtures("_static_root")
def test_collectstatic_of_production_finds_everything_that_the_files_refer_to(settings):
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (settings.STATIC_ROOT / "staticfiles.json").exists()


@pytest.fixture
def _static_root(settings, tmp_path):
    """The storage of production, without its compression: that takes seconds and refers to nothing."""
    settings.STATIC_ROOT = tmp_path
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
