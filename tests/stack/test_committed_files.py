"""What is committed tells nothing of the machine that it was made on."""

import re
import subprocess

import pytest

from stack.folder import ROOT

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
# Where one machine keeps things; assembled so that this file does not find itself.
MACHINE_PATHS = re.compile("(?<![\\w.~/-])/(?:" + "|".join(["home/", "root/", "work/", "Users/", "opt/"]) + ")")
TEXTS = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".yml", ".csv", ".json", ".po", ".svg", ".example", ""}


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_packages_and_no_address(name):
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|file:", (ROOT / name).read_text())


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_package_is_pinned_by_version_and_hash(name):
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    packages = [block for block in blocks if not block.startswith("#")]
    assert len(packages) > 20
    assert [block.splitlines()[0] for block in packages if "==" not in block or "--hash=sha256:" not in block] == []


def test_no_committed_file_names_a_folder_of_one_machine():
    if not (ROOT / ".git").exists():
        pytest.fail("Здесь нет .git: запустите тесты в копии репозитория.")
    texts = [name for name in committed() if (ROOT / name).suffix in TEXTS]
    found = [name for name in texts if MACHINE_PATHS.search((ROOT / name).read_text(encoding="utf-8"))]
    assert found == []


def test_the_production_image_can_build_what_it_builds():
    """Its second stage compiles translations: Babel must be among the packages of production."""
    assert "pybabel" in (ROOT / "Dockerfile").read_text()
    assert re.search(r"^babel==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
