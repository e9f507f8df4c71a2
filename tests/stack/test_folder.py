"""STACK_DIR: ports and secrets that last, files that others may not read, locks that exclude."""

import socket
import stat
import subprocess
import sys
import threading

import pytest

from stack.folder import ROOT, FileLock, Folder

# Listens on the port until its standard input ends.
HOLDER = """
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path / "папка с пробелом")


def test_a_port_stays_the_same_while_it_is_free(folder):
    first = folder.port("web")
    assert folder.port("web") == first == Folder(folder.path).port("web")


def test_a_port_that_somebody_took_gives_way_to_another(folder):
    first = folder.port("web")
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", first))
        somebody.listen()
        assert folder.port("web") != first


def test_the_port_of_a_killed_portal_is_waited_for(folder):
    first = folder.port("web")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(first)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as predecessor:
        predecessor.stdout.readline()
        threading.Timer(0.3, predecessor.stdin.close).start()
        assert folder.port("web") == first


def test_a_secret_is_made_once_and_differs_from_folder_to_folder(folder, tmp_path):
    secret = folder.secret("secret key")
    assert len(secret) >= 50  # Django's own check asks for so many
    assert Folder(folder.path).secret("secret key") == secret
    assert Folder(tmp_path / "another").secret("secret key") != secret


def test_only_its_owner_may_read_what_the_folder_remembers(folder):
    folder.remember(anything="at all")
    assert stat.S_IMODE((folder / "state.json").stat().st_mode) == 0o600


def test_a_lock_excludes_others_until_it_is_released(folder):
    ours, theirs = FileLock(folder / "lock"), FileLock(folder / "lock")
    assert ours.take()
    assert not theirs.take()
    assert not theirs.take(shared=True)
    ours.release()
    assert theirs.take()


def test_a_shared_lock_keeps_only_the_exclusive_ones_away(folder):
    one, two, alone = (FileLock(folder / "lock") for _ in range(3))
    assert one.take(shared=True)
    assert two.take(shared=True)
    assert not alone.take()


def test_a_dead_holder_holds_nothing(folder):
    take = "from stack.folder import FileLock; from pathlib import Path; FileLock(Path('{}')).take()"
    subprocess.run([sys.executable, "-c", take.format(folder / "lock")], cwd=ROOT, check=True)
    assert FileLock(folder / "lock").take()
