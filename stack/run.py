"""`make run`: the whole portal, from an empty folder to a finished first audit."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from stack.commands import BEAT, WEB, WORKER
from stack.folder import FileLock, Folder, read_json, stack_folder
from stack.healthcheck import is_healthy
from stack.preparation import prepare
from stack.processes import Failed, Stopped
from stack.servers import Stack, say, stack

SPECIALIST = os.environ.get("SPECIALIST_EMAIL") or "specialist@example.org"
# What the local VK of the demo stand accepts; a real token has nothing of the kind.
DEMO_VK = {
    "VK_SERVICE_TOKENS": "demo-service-1",
    "VK_USER_TOKENS": "demo-user-1",
    "VK_SERVICE_RPS": "20",
    "VK_USER_RPS": "20",
    "DEMO_DATA": "1",
}


def run() -> int:
    folder = stack_folder()
    try:
        with only_run(folder), stack(folder, alone=True) as ours:
            demo = is_demo(ours)
            prepare(ours)
            if demo:
                start_demo(ours)
            start_portal(ours)
            first_audit(ours)
            if demo:
                let_people_tell(ours)
            say("Портал работает. Остановить: Ctrl-C.")
            ours.family.watch()
    except Stopped:
        say("Портал остановлен. Данные сохранены.")
    return 0


@contextmanager
def only_run(folder: Folder) -> Iterator[None]:
    """Refuse a second portal in the same folder."""
    lock = FileLock(folder / "run.lock")
    if not lock.take():
        site = read_json(folder / "servers.json").get("environment", {}).get("SITE_URL", "адрес напечатан там")
        raise Failed(f"Портал из папки {folder.path} уже запущен: {site}. Для второго задайте другой STACK_DIR.")
    yield


def is_demo(ours: Stack) -> bool:
    """Whether to play VK ourselves: without tokens. Invented and real publics never share a folder."""
    demo = not (ours.environment.get("VK_SERVICE_TOKENS") or ours.environment.get("VK_USER_TOKENS"))
    if ours.folder.state.get("demo", demo) != demo:
        kept = "реальные данные, а токенов ВК нет" if demo else "данные демостенда, а токены ВК настоящие"
        raise Failed(
            f"В папке {ours.folder.path} лежат {kept}. Чтобы они не смешались, задайте другую папку: STACK_DIR=…"
        )
    ours.folder.remember(demo=demo)
    return demo


def start_demo(ours: Stack) -> None:
    """The local VK, and the invented region as the ministry's list: it comes in by the usual import."""
    port = ours.folder.port("VK", 8090)
    place = f"127.0.0.1:{port}"
    # The sheets and the head of every page name the region: a real one would lend its name to invented schools.
    ours.environment.setdefault("REGION_NAME", "Озёрный край")
    ours.environment |= DEMO_VK | {"VK_API_URL": f"http://{place}", "VK_LOCAL_IMAGES": place}
    ours.family.start("vk", ["python", "-m", "demo.vk", "--port", str(port)], ours.environment)
    ours.family.wait_until(lambda: listens(port), 60, "Локальный ВК")
    done = ours.folder.state.get("done", {})
    if "region" in done:
        return
    registry = str(ours.folder / "region.xlsx")
    ours.step("Придумываем регион…", "region", ["python", "-m", "demo.region", registry])
    ours.step("Загружаем реестр…", "import", ["python", "manage.py", "import_registry", registry])
    ours.folder.remember(done=done | {"region": "loaded"})


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start_portal(ours: Stack) -> None:
    port = ours.folder.port("web", 8000)
    environment = ours.environment
    environment |= {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(port)}
    environment["SITE_URL"] = os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}"
    ours.publish()
    say("Запускаем портал…")
    for name, command in {"web": WEB, "worker": WORKER, "beat": BEAT}.items():
        ours.family.start(name, command.words(data=ours.folder.path), environment, stop=command.stop)
    ours.family.wait_until(lambda: is_healthy(port, environment["SITE_URL"]), 60, "Портал")
    new = ["python", "manage.py", "createspecialist", SPECIALIST, "--if-none"]
    ours.family.run("createspecialist", new, environment, quiet=False)
    say(f"\n  Адрес: http://127.0.0.1:{port}\n  Вход:  {SPECIALIST}\n  Журналы: {ours.folder.path / 'logs'}\n")


def first_audit(ours: Stack) -> None:
    audit = ["python", "manage.py", "start_audit", "--follow", "--if-none"]
    ours.family.run("audit", audit, ours.environment, quiet=False)


def let_people_tell(ours: Stack) -> None:
    """Sheets, a visit, appeals: these are against verdicts, so nothing can be told before the first audit."""
    done = ours.folder.state.get("done", {})
    if "people" in done:
        return
    told = str(ours.folder / "people.json")
    ours.step("Люди региона отмечают листы и спорят с вердиктами…", "people", ["python", "-m", "demo.people", told])
    for command in ("demo_sheets", "demo_appeals"):
        ours.family.run(command, ["python", "manage.py", command, told], ours.environment)
    ours.folder.remember(done=done | {"people": "told"})
