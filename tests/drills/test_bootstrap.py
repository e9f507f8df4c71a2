"""Drills of the install: a real `make` in a copy whose path has a space and Cyrillic letters.

The copy asks for no packages and its `python -m stack` only tells how it was called, so that no drill
waits for the network.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stack.folder import ROOT

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("bootstrap")]

TELL_HOW_CALLED = """\
import os, sys
print(sys.argv[1], os.environ["STACK_COMMAND"], sys.prefix, sep="|")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A copy of the project's outermost files, with its .venv made by the first command."""
    copy = tmp_path_factory.mktemp("clone") / "папка с пробелом"
    (copy / "stack").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", copy)
    for name in ("__init__.py", "bootstrap.py"):
        shutil.copy(ROOT / "stack" / name, copy / "stack")
    (copy / "stack" / "__main__.py").write_text(TELL_HOW_CALLED)
    (copy / "requirements-dev.txt").write_text("")
    make(copy, "exec")
    return copy


@pytest.fixture
def clone(installed, tmp_path) -> Path:
    """The installed copy itself, in the state in which the first command left it."""
    (installed / "requirements-dev.txt").write_text("")
    make(installed, "exec")
    (installed / ".venv" / "witness").touch()
    return installed


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "STACK"))}
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", *words], cwd=folder, env=environment, capture_output=True, text=True
    )


def was_made_anew(folder: Path) -> bool:
    return not (folder / ".venv" / "witness").exists()


def test_a_command_arrives_as_it_was_typed_in_the_environment_of_the_copy(clone):
    done = make(clone, "exec", """CMD=echo "$HOME" $$WORD 'а б'""")
    assert done.stdout == f"""exec|echo "$HOME" $$WORD 'а б'|{clone / ".venv"}\n"""
    assert (done.returncode, done.stderr) == (0, "")


def test_changed_requirements_are_installed_into_the_same_environment(clone):
    (clone / "requirements-dev.txt").write_text("# changed\n")
    assert "Ставим зависимости" in make(clone, "exec").stderr
    assert not was_made_anew(clone)
    assert make(clone, "exec").stderr == ""


def test_an_interrupted_install_is_begun_anew(clone):
    (clone / ".venv" / "unfinished").touch()
    assert make(clone, "exec").returncode == 0
    assert was_made_anew(clone)


def test_a_moved_checkout_gets_an_environment_of_its_new_place(clone, tmp_path):
    moved = tmp_path / "moved"
    shutil.copytree(clone, moved, symlinks=True)
    assert make(moved, "exec").stdout.strip().endswith(str(moved / ".venv"))
    assert was_made_anew(moved)


def test_a_failed_install_says_why_and_is_begun_anew(clone):
    (clone / "requirements-dev.txt").write_text("no hash here\n")
    failed = make(clone, "exec")
    assert failed.returncode == 2
    assert "Зависимости не установились" in failed.stderr
    (clone / "requirements-dev.txt").write_text("")
    assert make(clone, "exec").returncode == 0
    assert was_made_anew(clone)


def test_help_names_every_target_and_installs_nothing(tmp_path):
    (tmp_path / "stack").mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("__init__.py", "bootstrap.py"):
        shutil.copy(ROOT / "stack" / name, tmp_path / "stack")
    told = make(tmp_path).stdout
    for target in ("run", "test", "quick", "exec", "bench", "pictures", "format", "lock"):
        assert f"make {target}" in told
    assert not (tmp_path / ".venv").exists()
