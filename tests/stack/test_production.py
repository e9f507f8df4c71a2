"""The production files are valid, keep no secret, and start the very commands of `make run`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stack.commands import BEAT, BUILD_ASSETS, COLLECT_STATIC, COMPILE_TRANSLATIONS, MIGRATE, WEB, WORKER
from stack.folder import ROOT

PROGRAMS = Path(sys.executable).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def compose(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.endswith(("_PASSWORD", "_URL"))}
    return subprocess.run(
        [PROGRAMS / "docker-compose", *words], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def deployment(tmp_path) -> Path:
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    secrets = "POSTGRES_PASSWORD=one\nVALKEY_PASSWORD=two\n"
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text(encoding="utf-8") + secrets, encoding="utf-8")
    return tmp_path


@pytest.fixture
def services(deployment) -> dict:
    return json.loads(compose(deployment, "config", "--format", "json").stdout)["services"]


def test_compose_accepts_the_file_with_the_example_settings(deployment):
    checked = compose(deployment, "config", "--quiet")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_compose_refuses_to_start_without_passwords(deployment):
    (deployment / ".env").write_text("", encoding="utf-8")
    checked = compose(deployment, "config", "--quiet")
    assert checked.returncode != 0
    assert "POSTGRES_PASSWORD" in checked.stderr or "VALKEY_PASSWORD" in checked.stderr


def test_the_services_start_the_commands_of_make_run(services):
    table = {"migrate": MIGRATE, "web": WEB, "worker": WORKER, "beat": BEAT}
    started = {name: services[name]["command"] for name in table}
    assert started == {name: command.words(data="/data") for name, command in table.items()}


def test_every_lasting_service_starts_again_by_itself_and_waits_for_what_it_needs(services):
    lasting = {"web", "worker", "beat", "postgres", "valkey"}
    assert {name for name, service in services.items() if service["restart"] == "unless-stopped"} == lasting
    for name in ("web", "worker", "beat"):
        conditions = {needed: how["condition"] for needed, how in services[name]["depends_on"].items()}
        assert conditions == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "valkey": "service_healthy",
        }


def test_only_the_web_server_is_reachable_and_only_from_its_own_host(services):
    published = {name: service["ports"] for name, service in services.items() if service.get("ports")}
    assert list(published) == ["web"]
    assert [port["host_ip"] for port in published["web"]] == ["127.0.0.1"]


def test_hadolint_has_nothing_to_say_about_the_dockerfile():
    checked = subprocess.run([PROGRAMS / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("command", [BUILD_ASSETS, COLLECT_STATIC, COMPILE_TRANSLATIONS])
def test_the_image_is_prepared_by_the_commands_of_make_run(command):
    assert command.line in DOCKERFILE


def test_the_image_serves_as_an_ordinary_user_and_tells_its_health():
    assert "\nUSER 10001\n" in DOCKERFILE
    assert '"stack.healthcheck"' in DOCKERFILE
    assert json.loads(DOCKERFILE.rsplit("\nCMD ", 1)[1]) == WEB.words()
