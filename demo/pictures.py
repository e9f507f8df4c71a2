"""`make pictures`: the running product as pictures for the documentation, at 1440 and 390 px.

Runs in the prepared environment (servers up, migrated, static files built); plays VK itself, fills the portal
through the project's own commands, and looks at it with a real browser.
"""

import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, BrowserType, FilePayload, Page, sync_playwright

from demo import names, people, region, texts
from demo.server import LocalVK

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
EMAIL = "pictures@example.org"
MOSCOW = ZoneInfo("Europe/Moscow")
PORT = 8765
SITE = f"http://127.0.0.1:{PORT}"
WIDTHS = {1440: 900, 390: 844}


def main() -> None:
    with LocalVK(region.region()) as vk, TemporaryDirectory() as folder:
        password = secrets.token_urlsafe(16)
        environment = os.environ | {
            "VK_API_URL": vk.url,
            "VK_LOCAL_IMAGES": urlsplit(vk.url).netloc,
            "VK_USER_TOKENS": "demo-user-1",
            "VK_USER_RPS": "100",
            "DEMO_DATA": "1",
            "REGION_NAME": names.REGION,
            "SPECIALIST_PASSWORD": password,
            "SITE_URL": SITE,
        }
        fill(environment, Path(folder))
        with web(environment), sync_playwright() as playwright:
            tell_norms(environment)
            walk(russian(playwright.chromium).new_page(locale="ru-RU", timezone_id="Europe/Moscow"), password)


def fill(environment: dict[str, str], folder: Path) -> None:
    """Import the invented region, audit it, and let its people tell what they have to tell."""
    registry, told = folder / "region.xlsx", folder / "people.json"
    region.write_list(registry)
    people.write(told)
    for words in (
        ["import_registry", str(registry)],
        ["createspecialist", EMAIL, "--password-from-env"],
        ["audit"],
        ["look_at_pictures"],
        ["demo_sheets", str(told)],
        ["demo_appeals", str(told)],
    ):
        subprocess.run([sys.executable, "manage.py", *words], env=environment, check=True)  # noqa: S603


@contextmanager
def web(environment: dict[str, str]) -> Iterator[None]:
    """Serve the portal as `make run` does, with one worker for what people order."""
    address = {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(PORT)}
    commands = (
        ["granian", "--interface", "wsgi", "gospublics.wsgi:application"],
        ["celery", "--app", "gospublics", "worker", "--concurrency", "1", "--loglevel", "ERROR"],
    )
    servers = [subprocess.Popen([sys.executable, "-m", *words], env=environment | address) for words in commands]  # noqa: S603
    try:
        wait()
        yield
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def tell_norms(environment: dict[str, str]) -> None:
    """Do what beat does every minute: institutions that the list has brought learn how many sheets they need."""
    words = ["-m", "celery", "--app", "gospublics", "call", "qrcodes.tasks.tend_quotas"]
    subprocess.run([sys.executable, *words], env=environment, check=True)  # noqa: S603


def wait(attempts: int = 100) -> None:
    for _ in range(attempts):
        try:
            with urllib.request.urlopen(f"{SITE}/health/"):  # noqa: S310 — our own address
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the portal does not answer")


def russian(chromium: BrowserType) -> Browser:
    """Start Chromium in Russian: words and dates of its own controls follow its language, not the page's.

    Debian keeps the languages in a package of their own, chromium-l10n; without it the controls speak English.
    """
    flags = ["--lang=ru", "--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return chromium.launch(executable_path=os.environ["CHROMIUM"], args=flags, env={**os.environ, "LANGUAGE": "ru"})


def walk(page: Page, password: str) -> None:
    """Visit the pages as a specialist would, from the sign-in to a sheet."""
    page.goto(f"{SITE}/signin/")
    picture(page, "signin")
    sign_in(page, password)
    ask_for_a_post(page)
    for name, find in STEPS.items():
        find(page)
        picture(page, name)


def sign_in(page: Page, password: str) -> None:
    """Sign in and replace the one-time password, as the portal asks; the demo stand wants no second factor."""
    page.get_by_label("Электронная почта").fill(EMAIL)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()
    page.get_by_label("Нынешний пароль").fill(password)
    for field in ("Новый пароль", "Новый пароль ещё раз"):
        page.get_by_label(field, exact=True).fill(password[::-1])
    page.get_by_role("button", name="Сохранить пароль").click()
    page.wait_for_url(lambda url: "/password/" not in url)


def ask_for_a_post(page: Page) -> None:
    """Enter a mandatory post, so that its pages have something to show: a list of nobody tells nothing."""
    page.goto(f"{SITE}/mandatory/new/")
    today = datetime.now(MOSCOW).date()
    first = today - timedelta(days=today.weekday())
    page.get_by_label("Название").fill("Олимпиада школьников")
    page.get_by_label("Первый день").fill(str(first))
    page.get_by_label("Последний день").fill(str(first + timedelta(days=6)))
    page.get_by_label("Что искать").fill(texts.SCHOOL[2].split("}")[1])
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    wait_for_worker(page)


def foresee(page: Page) -> None:
    """Ask what a stricter rule set would have changed in the last closed week."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{SITE}/rules/new/")
    page.get_by_label("Название").fill("Четыре поста для активных")
    page.get_by_label("Решение министерства").fill("Приказ от 16.11.2026 № 412")
    page.locator("[name='posts.active.least']").fill("4")
    page.get_by_role("button", name="Посчитать").click()
    page.wait_for_url("**/rules/drafts/**")
    wait_for_worker(page)


def send_a_list(page: Page) -> None:
    """Upload a district's list and wait for what the portal asks about it; nothing is written."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{SITE}/registry/imports/")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        region.write_rows(path, region.district_rows())
        # Its bytes, not its path: a browser in a bare locale opens no file with Russian letters in its name.
        sent: FilePayload = {"name": "Акчишминский район, ноябрь.xlsx", "mimeType": "", "buffer": path.read_bytes()}
    page.locator("input[type=file]").set_input_files(sent)
    page.get_by_role("button", name="Загрузить и проверить").click()
    page.wait_for_url(lambda url: not url.endswith("/imports/"))
    wait_for_worker(page)


def wait_for_worker(page: Page) -> None:
    """Look again until nothing on the page is under way."""
    while page.locator("main [role=progressbar], main .meter-head, #list-progress").count():
        page.wait_for_timeout(500)
        page.reload()


def opens(path: str, *links: str) -> Callable[[Page], None]:
    """Return a step that opens an address, and from there the first link that matches each selector."""

    def step(page: Page) -> None:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{SITE}{path}")
        for link in links:
            page.goto(SITE + str(page.locator(link).first.get_attribute("href")))

    return step


# One that can be read and has fallen behind: it shows all that the page has.
PUBLIC = ("/publics/?rule=posts&sort=-score", "main tbody a[href^='/publics/']")
DISTRICT = ("/districts/", "main table a[href^='/districts/']")
INSTITUTION = ("/registry/", "main tbody a[href^='/registry/']")
# Its officer has told of sheets, and a specialist has looked.
VISITED = "/qr/placements/?q=Акчишма: СОШ № 2"
# A page is a line: its picture's name, and how to come to it.
STEPS = {
    "overview": opens("/overview/"),
    "districts": opens("/districts/"),
    "publics": opens("/publics/"),
    "district": opens(*DISTRICT),
    "public": opens(*PUBLIC),
    "public-history": opens("/publics/1/history/"),
    "verdict": opens(*PUBLIC, "main a[href*='/verdicts/']"),
    "letters": opens("/account/letters/"),
    "my-public": opens("/my/1/"),
    "questions": opens(*DISTRICT, "main a[href$='/questions/']"),
    "methodology": opens("/methodology/"),
    "mandatory": opens("/mandatory/"),
    "mandatory-new": opens("/mandatory/new/"),
    "mandatory-post": opens("/mandatory/", "main tbody a[href^='/mandatory/']"),
    "appeals": opens("/appeals/"),
    "appeal": opens("/appeals/", "main tbody a[href^='/appeals/']"),
    "exemptions": opens("/exemptions/"),
    "exemption-new": opens("/exemptions/new/"),
    "rule-sets": opens("/rules/"),
    "rule-set": opens("/rules/", "main tbody a[href^='/rules/']"),
    "rule-set-new": opens("/rules/new/"),
    "what-if": foresee,
    "keys": opens("/audits/keys/"),
    "pictures": opens("/pictures/"),
    "audits": opens("/audits/"),
    "audit": opens("/audits/", "main tbody a[href^='/audits/']"),
    "api": opens("/api/"),
    "registry": opens("/registry/"),
    "institution": opens(*INSTITUTION),
    "categories": opens("/registry/categories/"),
    "links": opens("/registry/links/"),
    "imports": opens("/registry/imports/"),
    "import": send_a_list,
    "patterns": opens("/registry/patterns/"),
    "sheets": opens("/qr/"),
    "sheet": opens("/qr/", "main .qr-rows a[href^='/qr/']"),
    "books": opens("/qr/books/"),
    "code-check": opens("/qr/check/"),
    "placements": opens("/qr/placements/"),
    "placement": opens(VISITED, "main .places-rows a[href^='/qr/placements/']"),
    "inspections": opens("/qr/inspections/"),
    "inspection": opens("/qr/inspections/", "section[aria-labelledby=visits] a[href^='/qr/inspections/']"),
    "quotas": opens("/qr/quotas/"),
    "people": opens("/people/"),
    "account": opens("/account/"),
    "history": opens("/history/"),
    "personal-data": opens("/personal-data/"),
}


def picture(page: Page, name: str) -> None:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        # A whole page is taken at once, nobody scrolls to what loads when it is seen.
        page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach((img) => { img.loading = 'eager'; })")
        page.wait_for_load_state("networkidle")
        page.wait_for_function("[...document.images].every((img) => img.complete)")
        small(page.screenshot(full_page=True)).save(PICTURES / f"{name}-{width}.png", optimize=True)


def small(picture: bytes) -> Image.Image:
    """Return the picture with the 256 colours that it needs most: a quarter of the bytes, and nobody sees it."""
    with Image.open(BytesIO(picture)) as whole:
        return whole.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
