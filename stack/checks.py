"""`make test`, `make quick`: every check, each named before it runs, on servers of their own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack import postgres
from stack.browser import chromium
from stack.execute import run_command
from stack.folder import Folder
from stack.preparation import prepare, prepare_sources
from stack.processes import Family
from stack.servers import Stack, say, stack

Step = tuple[str, list[str], dict[str, str]]

# Values of a person's .env must not change what the tests see: the settings take these instead.
NEUTRAL = {
    "API_CALLS_A_MINUTE": "120",
    "EXPORT_AT_ONCE_ROWS": "3000",
    "EXPORT_KEPT_DAYS": "3",
    "DEBUG": "0",
    "DEMO_DATA": "0",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "SITE_URL": "http://127.0.0.1:8000",
    "VK_API_URL": "http://127.0.0.1:9",  # the discard port: a test that forgets its own VK reaches nobody
    "VK_SERVICE_TOKENS": "",
    "VK_USER_TOKENS": "",
    "VK_SERVICE_RPS": "3",
    "VK_USER_RPS": "3",
    "VK_DAILY_WALL_GET": "5000",
    "VK_CONNECTIONS": "6",
    "VK_ID_URL": "http://127.0.0.1:9",
    "VK_CLIENT_ID": "",
    "VK_REFRESH_AHEAD_MINUTES": "15",
    "VK_WARN_AHEAD_HOURS": "72",
    "VK_LOCAL_IMAGES": "",
    "AUDIT_WORKERS": "4",
    "AUDIT_THREADS": "12",
    "AUDIT_LEASE_SECONDS": "300",
    "TASK_SECONDS": "21600",
    "AUDIT_FLAGSHIP_DAYS": "1",
    "AUDIT_ACTIVE_DAYS": "1",
    "AUDIT_CARD_DAYS": "1",
    "IMPORT_LEASE_SECONDS": "300",
    "IMPORT_TASK_SECONDS": "1200",
    "IMPORT_FILE_DAYS": "7",
    "IMPORT_UNDO_DAYS": "30",
    "VK_SIGNIN_CLIENT_ID": "",
    "VK_SIGNIN_SECRET": "",
    "TRUSTED_PROXIES": "0",
    "INVITATION_DAYS": "14",
    "KEEP_SIGN_INS_DAYS": "180",
    "KEEP_INVITATIONS_DAYS": "90",
    "KEEP_CONTACTS_DAYS": "1095",
    "KEEP_ARCHIVED_CONTACTS_DAYS": "30",
    "KEEP_CLOSED_PEOPLE_DAYS": "1095",
    "KEEP_APPEALS_DAYS": "1095",
    "QR_SOURCE": "portal",
    "QR_DECISION": "",
    "TATAR_ENABLED": "0",
    "TIME_ZONE": "Europe/Moscow",
    "REGION_NAME": "Республика Татарстан",
    "EMAIL_URL": "",
    "EMAIL_FROM": "portal@example.org",
    "LOG_LEVEL": "INFO",
    "DATABASE_URL": "",  # the tests' own servers, always
    "REDIS_URL": "",
}
AS_IN_PRODUCTION = {
    "SITE_URL": "https://publics.example.org",
    "ALLOWED_HOSTS": "publics.example.org",
    "QR_SOURCE": "vk_only",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
}

RUFF: list[Step] = [
    ("ruff: ошибки и опасные места", ["ruff", "check", "--quiet", "."], {}),
    ("ruff: единый вид кода", ["ruff", "format", "--check", "--quiet", "."], {}),
]
SLOWER: list[Step] = [
    ("mypy: типы", ["mypy", "."], {}),
    ("djlint: шаблоны", ["djlint", "templates", "--lint", "--quiet"], {}),
    (
        "Django: для всех изменений моделей есть миграции",
        ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
        {},
    ),
    (
        "Django: настройки годятся для промышленной работы",
        ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        AS_IN_PRODUCTION,
    ),
]
PYTEST = ["python", "-m", "pytest", "--numprocesses", "2", "--dist", "loadgroup"]
ALL_TESTS: Step = ("pytest: все тесты", PYTEST, {})
QUICK_TESTS: Step = (
    "pytest: правила, протокол, разметка – всё, чему не нужны ни база, ни браузер",
    [*PYTEST, "-m", "not browser and not drill and not database"],
    {},
)
FORMAT: list[Step] = [
    ("ruff: исправления", ["ruff", "check", "--fix-only", "--quiet", "."], {}),
    ("ruff: единый вид кода", ["ruff", "format", "."], {}),
]


def test() -> int:
    return perform([*RUFF, *SLOWER, ALL_TESTS], {"CHROMIUM": chromium()})


def quick() -> int:
    return perform([*RUFF, QUICK_TESTS], {})


def tidy() -> int:
    return perform(FORMAT, {})


def bench() -> int:
    return perform_prepared([("замеры скорости", ["python", "-m", "benchmarks"], {})])


def pictures() -> int:
    title = "снимки страниц"
    pages: Step = (title, ["python", "-m", "demo.pictures"], {"CHROMIUM": chromium()})
    return perform_prepared([pages, ("снимки листов", ["python", "-m", "benchmarks.qr_pictures"], {})])


def perform_prepared(steps: list[Step]) -> int:
    """Run steps that need tables and static files, on servers as durable as those of `make run`."""
    with temporary_stack(throwaway=False) as ours:
        prepare(ours)
        return run_steps(ours.family, steps, ours.environment)


def perform(steps: list[Step], extra: dict[str, str]) -> int:
    """Run the steps until one fails; returns its exit status. The last one has the last word on the screen."""
    with temporary_stack(throwaway=True) as ours:
        prepare_sources(ours)
        return run_steps(ours.family, steps, ours.environment | extra)


def run_steps(family: Family, steps: list[Step], environment: dict[str, str]) -> int:
    for title, command, changes in steps:
        say(f"— {title}")
        status = run_command(family, command, environment | changes)
        if status != 0:
            return status
    return 0


@contextmanager
def temporary_stack(*, throwaway: bool) -> Iterator[Stack]:
    """Servers in a temporary folder, never those of `make run`; throwaway ones are quick and not durable."""
    os.environ.update(NEUTRAL)
    with tempfile.TemporaryDirectory(prefix="gospublics-") as place:
        folder = Folder(Path(place))
        try:
            with stack(folder, alone=True, throwaway=throwaway) as ours:
                yield ours
        finally:
            postgres.remove_data(folder)
