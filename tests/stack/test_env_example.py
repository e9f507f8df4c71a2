"""The list of settings that an operator sees is the list that the portal reads."""

import re

from stack.checks import NEUTRAL
from stack.folder import ROOT

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SETTINGS = (ROOT / "gospublics" / "settings.py").read_text(encoding="utf-8")


READ = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
MADE_BY_THE_STACK = {"SECRET_KEY", "STATIC_ROOT", "MEDIA_ROOT"}


def test_every_value_that_the_settings_read_is_explained():
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert READ - explained == set()


def test_no_value_of_a_personal_env_file_reaches_the_tests():
    assert READ - MADE_BY_THE_STACK - set(NEUTRAL) == set()


def test_no_secret_has_a_value_that_somebody_could_leave_as_it_is():
    secrets = re.findall(r"^(\w*(?:KEY|PASSWORD|TOKENS))=(.*)$", EXAMPLE, re.MULTILINE)
    assert len(secrets) >= 5
    assert [name for name, value in secrets if value] == []
