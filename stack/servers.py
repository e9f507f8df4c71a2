"""Who starts PostgreSQL and Valkey in a STACK_DIR, who may use them, who stops them.

One process owns the servers of a folder (owner.lock); others share them (users.lock) and keep the owner
from stopping them under their hands. Both locks are the kernel's: a killed owner holds nothing.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stack import postgres, valkey
from stack.folder import FileLock, Folder, read_json, write_json
from stack.processes import TICK, Family, family

# What make leaves in the environment would make a make inside a command think it is a part of ours.
OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "STACK_COMMAND", "CMD")


@dataclass
class Stack:
    """A folder with running servers, the children of this launcher, and the environment for them."""

    folder: Folder
    family: Family
    owner: FileLock
    users: FileLock
    environment: dict[str, str] = field(default_factory=dict)
    owned: bool = False
    embedded: bool = False

    def step(self, title: str, name: str, command: list[str], *, quiet: bool = True) -> None:
        say(title)
        self.family.run(name, command, self.environment, quiet=quiet)

    def publish(self) -> None:
        """Let others use the servers: from now on everything is prepared."""
        write_json(self.folder / "servers.json", {"pid": os.getpid(), "environment": self.environment})


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


@contextmanager
def stack(folder: Folder, *, alone: bool = False, throwaway: bool = False) -> Iterator[Stack]:
    """The servers of a folder: started here, or shared with their owner unless `alone`."""
    owner, users = FileLock(folder / "owner.lock"), FileLock(folder / "users.lock")
    with family(folder / "logs", owner) as children:
        ours = Stack(folder, children, owner, users)
        join(ours, alone)
        if ours.owned:
            ours.environment = own_environment(folder)
            start_servers(ours, throwaway)
        try:
            yield ours
        finally:
            if ours.owned:
                (folder / "servers.json").unlink(missing_ok=True)


def join(ours: Stack, alone: bool) -> None:
    """Own the servers if nobody does, else share them; waits while they are started or stopped."""
    waiting = False
    while not ours.owned:
        shares = not alone and ours.users.take(shared=True)
        if ours.owner.take():
            ours.users.release()
            (ours.folder / "servers.json").unlink(missing_ok=True)
            ours.owned = True
        elif shares and (environment := published(ours.folder)):
            ours.environment = os_environment() | environment
            return
        else:
            ours.users.release()
            if not waiting:
                say("В этой папке серверы запускает или останавливает другая команда; ждём её.")
            waiting = True
            ours.family.rest()


def published(folder: Folder) -> dict[str, str] | None:
    servers = read_json(folder / "servers.json")
    if not servers or not alive(servers["pid"]):
        return None
    return servers["environment"]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_for_users(ours: Stack) -> None:
    """Before its owner stops them: wait for the commands that share the servers, unless asked to stop."""
    ours.family.asked_to_stop = None
    if ours.users.take():
        return
    say("Серверами пользуется другая команда; остановим их после неё.")
    while not ours.users.take() and ours.family.asked_to_stop is None:
        time.sleep(TICK)


def start_servers(ours: Stack, throwaway: bool) -> None:
    """Those servers to which the environment does not point already."""
    environment = ours.environment
    if not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = postgres.start(ours.folder, ours.family, environment, throwaway=throwaway)
        ours.embedded = True
    if not environment.get("REDIS_URL"):
        environment["REDIS_URL"] = valkey.start(ours.folder, ours.family, environment, throwaway=throwaway)


def own_environment(folder: Folder) -> dict[str, str]:
    """What the portal reads: the person's own values first, ours where there is none."""
    ours = {
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": "http://127.0.0.1:8000",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
    }
    given = os_environment()
    environment = given | {name: value for name, value in ours.items() if not given.get(name)}
    environment["SECRET_KEY"] = given.get("SECRET_KEY") or folder.secret("secret key")
    environment["STACK_DIR"] = str(folder.path)
    return environment


def os_environment() -> dict[str, str]:
    """This process's environment with our programs first in PATH and without what concerns only make."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
    scripts = Path(sys.executable).parent
    # pg_dump and psql of the server's own version: an older pg_dump refuses to work.
    places = [str(scripts), str(postgres.programs()), environment.get("PATH", os.defpath)]
    environment["PATH"] = os.pathsep.join(places)
    environment["VIRTUAL_ENV"] = str(scripts.parent)
    environment["DJANGO_SETTINGS_MODULE"] = "gospublics.settings"
    environment["PYTHONUNBUFFERED"] = "1"  # logs are read while they are written
    # A dozen threads with VK's answers would each keep what they have freed to themselves.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    return environment
