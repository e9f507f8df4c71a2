"""STACK_DIR: everything that one portal keeps on this machine lies in one folder.

logs/  media/  static/  valkey/     what the processes write
postgres                            the database, or a link to it where root may not own one
state.json                          ports, keys and stamps of finished steps; readable by the owner only
servers.json                        where the running servers answer; stands only while they run
"""

import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
PORT_PATIENCE = 3.0  # seconds
T = TypeVar("T")


class Folder:
    """The folder of one stack, made where it is missing. Its state is changed only by the servers' owner."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        for name in ("logs", "media", "static", "valkey"):
            (self.path / name).mkdir(parents=True, exist_ok=True)

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    @property
    def state(self) -> dict[str, Any]:
        return read_json(self / "state.json")

    def remember(self, **values: Any) -> None:
        write_json(self / "state.json", self.state | values)

    def secret(self, name: str) -> str:
        """A secret of this folder, made once. Base64 letters of 48 random bytes."""
        if name not in self.state:
            self.remember(**{name: secrets.token_urlsafe(48)})
        return self.state[name]

    def port(self, name: str, preferred: int = 0) -> int:
        """The port that `name` had last time, else the preferred one, else the next that is free."""
        key = f"port of {name}"
        last = self.state.get(key)
        if last:
            wait_until_free(last)
        port = free_port(last or preferred)
        self.remember(**{key: port})
        return port


def stack_folder() -> Folder:
    return Folder(ROOT / os.environ.get("STACK_DIR", "var"))


def read_json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Replace the file in one step, so that a reader or a power cut never meets half of it."""
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


def wait_until_free(port: int) -> None:
    """Give a killed predecessor's port the moment in which the kernel closes it after the process is gone."""
    end = time.monotonic() + PORT_PATIENCE
    while not is_free(port) and time.monotonic() < end:
        time.sleep(0.05)


def is_free(port: int) -> bool:
    with bound_to(port) as bound:
        return bound is not None


@contextmanager
def bound_to(port: int) -> Iterator[int | None]:
    """The port while it is held by a probe, or None where it is another's."""
    with socket.socket() as probe:
        # A port in TIME_WAIT is free for servers, which all set this option.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            yield None
        else:
            yield probe.getsockname()[1]


def free_port(wanted: int) -> int:
    """`wanted` or the first free port of the 20 after it, else any free one."""
    for candidate in [*range(wanted, min(wanted + 20, 65_536)), 0] if wanted else [0]:
        with bound_to(candidate) as port:
            if port:
                return port
    raise OSError("no free port on 127.0.0.1")


class FileLock:
    """A lock that the kernel gives back when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, *, shared: bool = False) -> bool:
        """Try once; False where another holder is in the way."""
        try:
            fcntl.flock(self.file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_UN)
