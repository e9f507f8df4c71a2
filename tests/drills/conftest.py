"""Whole launchers in folders of their own, started and killed as people and machines do it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stack import postgres
from stack.checks import NEUTRAL
from stack.folder import ROOT, Folder

# What belongs to the folder of the tests that start the launcher: two drills at once would share it.
NOT_INHERITED = {"MAKELEVEL", "MEDIA_ROOT", "SECRET_KEY", "STATIC_ROOT"}
PATIENCE = 15  # seconds in which everything must be gone


class Launcher:
    """`python -m stack VERB` on one STACK_DIR, which has a space and Cyrillic letters in its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []

    def start(self, verb: str, command: str = "", **environment: str) -> "subprocess.Popen[str]":
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        ours = {"STACK_DIR": str(self.folder), "STACK_COMMAND": command, "SITE_URL": "", "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "stack", verb],
            cwd=ROOT,
            env=inherited | NEUTRAL | ours | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def finish(self, verb: str, command: str = "", **environment: str) -> tuple[int, str, str]:
        """Exit status, stdout, stderr of a launcher that ends by itself."""
        process = self.start(verb, command, **environment)
        output, errors = process.communicate()
        return process.returncode, output, errors

    def processes(self) -> list[psutil.Process]:
        """Every living process that was started for this folder, by anyone."""
        return [each for each in psutil.process_iter() if belongs_to(each, self.folder)]

    def survivors(self) -> list[str]:
        """The command lines of what is still alive after a fair time."""
        _, alive = psutil.wait_procs(self.processes(), timeout=PATIENCE)
        return [" ".join(each.cmdline()) for each in alive]

    def close(self) -> None:
        for process in self.started:
            process.kill()
            process.communicate()
        for left in self.processes():
            left.kill()
        psutil.wait_procs(self.processes(), timeout=PATIENCE)
        postgres.remove_data(Folder(self.folder))


def belongs_to(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get("STACK_DIR") == str(folder)
    except (psutil.Error, OSError):  # gone meanwhile, a zombie, or not ours to look at
        return False


def line_with(stream: Iterator[str], words: str) -> str:
    """Read on to the line that holds the words; fails with what was read if the stream ends first."""
    read = []
    for line in stream:
        read.append(line)
        if words in line:
            return line
    raise AssertionError(f"«{words}» was never printed:\n{''.join(read)}")


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    made = Launcher(tmp_path_factory.mktemp("stack") / "папка с пробелом")
    yield made
    made.close()


@pytest.fixture
def kill():
    """Kill -9: the launcher gets no chance to clean up."""

    def kill(process: "subprocess.Popen[str]") -> None:
        process.send_signal(signal.SIGKILL)
        process.communicate()

    return kill
