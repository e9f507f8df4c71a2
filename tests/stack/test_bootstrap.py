"""What an unfit Python is told."""

import ast
import importlib.util
import sys

import pytest

from stack import bootstrap
from stack.folder import ROOT


def test_the_first_file_can_be_read_by_the_pythons_that_it_refuses():
    ast.parse((ROOT / "stack" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_without_a_newer_one_is_told_what_is_needed(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit):
        bootstrap.use_fitting_python()
    assert "Нужен Python 3.11 или новее, а найден 3.9" in capsys.readouterr().err


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch, tmp_path):
    newer = tmp_path / "python3.12"
    newer.touch(mode=0o755)
    started = []
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(sys, "argv", ["bootstrap", "run"])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, words: started.append((path, words[1:])))
    with pytest.raises(SystemExit):  # execv does not return; here it does
        bootstrap.use_fitting_python()
    assert started == [(str(newer), ["-m", "stack.bootstrap", "run"])]


def test_a_debian_without_venv_is_told_the_package(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        bootstrap.make_venv()
    assert "apt-get install python3." in capsys.readouterr().err
