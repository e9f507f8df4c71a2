"""What every test stands on: real PostgreSQL and Valkey, never those of a running portal, and a browser."""

import os
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from allauth.account.internal.flows.login import record_authentication
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.auth.signals import user_logged_in
from django.utils import translation
from playwright.sync_api import BrowserContext, ConsoleMessage, Request

from gospublics import celery_app
from stack.browser import find_chromium
from stack.preparation import is_older
from stack.processes import Failed

BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
LAST_REDIS_DATABASE = 15
# Rows that belong to the product itself: model, the migration that writes them, its function.
SEEDS = (
    ("monitoring.RuleSet", "monitoring.migrations.0006_whole_letter", "seed"),
    ("registry.District", "registry.migrations.0002_republican_district", "create"),
    ("registry.Pattern", "registry.migrations.0005_patterns_of_names", "seed"),
    ("registry.Sphere", "registry.migrations.0011_spheres", "seed"),
    ("registry.SamplePost", "registry.migrations.0013_sample_posts", "seed"),
    ("qrcodes.PlacementQuota", "qrcodes.migrations.0002_quotas_of_the_letter", "seed"),
)


def pytest_configure(config: pytest.Config) -> None:
    # The sync browser API runs an event loop in the test's own thread; Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    compile_catalogues()
    let_tests_empty_their_tables()
    hash_passwords_quickly()
    use_redis_database_of_worker()
    use_plain_static_files(config)


def compile_catalogues() -> None:
    """Do what `pybabel compile` does; whole or not at all, for several workers may do so at once."""
    for source in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"):
        if is_older(source.with_suffix(".mo"), [source]):
            draft = source.with_name(f"django.mo.{os.getpid()}")
            with source.open("rb") as po, draft.open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.parts[-3]))
            draft.replace(source.with_suffix(".mo"))


def let_tests_empty_their_tables() -> None:
    """Transactional tests leave an empty database behind; history's guard lets those who say that they are tests."""
    settings.DATABASES["default"]["OPTIONS"]["options"] += " -c portal.flushing=on"


def hash_passwords_quickly() -> None:
    """Scrypt with the least work: how often it is asked is what tests look at, not how dear each time is.

    Processes that a test starts pay it in full.
    """
    ScryptPasswordHasher.work_factor = 2


def use_redis_database_of_worker() -> None:
    """Each xdist worker empties its own Redis database, from the last one down; alone, that of REDIS_URL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        address = urlsplit(settings.REDIS_URL)
        use_redis(address._replace(path=f"/{LAST_REDIS_DATABASE - int(worker.removeprefix('gw'))}").geturl())


def use_redis(url: str) -> None:
    # The processes that a test starts read it from the environment.
    os.environ["REDIS_URL"] = settings.REDIS_URL = settings.CELERY_BROKER_URL = url
    settings.CACHES["default"]["LOCATION"] = url
    celery_app.conf.update(broker_url=url)


def use_plain_static_files(config: pytest.Config) -> None:
    """Pages find their files without collectstatic; tests/stack/test_static_files.py runs the real one."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    empty = tempfile.TemporaryDirectory(prefix="gospublics-static-")  # whitenoise warns where there is none
    config.add_cleanup(empty.cleanup)
    settings.STATIC_ROOT = empty.name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that opens a page is a browser test, one that has a database a database test, told so or not."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if BROWSER_FIXTURES & fixtures:
            item.add_marker(pytest.mark.browser)
        if DATABASE_FIXTURES & fixtures or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def empty_redis():
    """Limits, sessions' caches and queued messages of one test must not reach the next."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture(autouse=True)
def seeded(request: pytest.FixtureRequest) -> None:
    """Put back what migrations seeded: a transactional test empties every table after itself.

    Django's serialized_rollback would write rows of the history over, which the database refuses.
    """
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction"))
    if transactional or {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        for model, migration, seed in SEEDS:
            if not apps.get_model(model).objects.exists():
                getattr(import_module(migration), seed)(apps, None)


@pytest.fixture(autouse=True)
def forced_logins_are_whole(request: pytest.FixtureRequest):
    """Let ``client.force_login`` stand for a whole sign-in, second factor included; a real sign-in must give it.

    ``@pytest.mark.bare_login``: a forced session without the second factor.
    """
    if request.node.get_closest_marker("bare_login"):
        yield
        return
    user_logged_in.connect(give_second_factor)
    yield
    user_logged_in.disconnect(give_second_factor)


def give_second_factor(sender, request, user, **kwargs) -> None:
    if request.method is None:  # only a forced login has a request that came from nowhere
        record_authentication(request, user, "mfa")


@pytest.fixture(scope="session")
def base_url() -> None:
    """Say that there is none: pytest-playwright's own fixture of this name warns of a deprecation in pytest."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = find_chromium()
    if not chromium:
        raise Failed("Не найден Chromium: установите его или задайте путь в CHROMIUM.")
    # A container's /dev/shm is too small for Chromium; its sandbox does not start as root.
    options = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": chromium, "args": options}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "ru-RU", "timezone_id": "Europe/Moscow"}


class Guard:
    """All that a browser finds wrong on the way: errors, refused content, foreign hosts."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._ask)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:", "blob:")):
            self.complaints.append(f"a request to {request.url}")


@pytest.fixture
def guard(request: pytest.FixtureRequest, live_server) -> Iterator[Guard]:
    """Watch every page of the test; at its end nothing may have been complained of. ``watch`` takes more contexts."""
    one = Guard(live_server.url)
    if "page" in request.fixturenames:
        one.watch(request.getfixturevalue("context"))
    yield one
    assert one.complaints == []


@pytest.fixture(autouse=True)
def russian():
    """Texts are compared in the source language, whatever an earlier test switched to."""
    with translation.override("ru"):
        yield
