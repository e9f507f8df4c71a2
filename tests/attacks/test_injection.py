"""Text that wants to be more than text: headers, log lines, addresses, formulas, pictures, archives."""

import csv
import io
import logging
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry import checks
from registry.accounts import invitations
from registry.accounts.invitations import Place
from registry.models import Institution, Invitation, Public
from tests.access.table import SCHOOL, SPECIALIST
from tests.access.test_matrix import browser
from tests.access.world import KINDS, OWN
from tests.accounts.conftest import sign_in
from tests.qrcodes.pictures import bomb, encoded, poster
from vk.secrecy import OneLine, SecretsFilter

pytestmark = pytest.mark.django_db
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "///evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
)
FORMULAS = ('=HYPERLINK("http://evil.example";"Школа")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "＝1+1")


# --- addresses and headers ------------------------------------------------------------------------
@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client, observer, target):
    answer = client.post(
        "/signin/", {"login": "olga@example.org", "password": "по-настоящему-длинный", "next": target}
    )
    assert answer.status_code == 302
    assert answer.url == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_form_leads_elsewhere(target, world, settings):
    settings.LANGUAGES = [("ru", "Русский"), ("en", "English")]
    client = browser(world, SPECIALIST)
    public = world.publics[OWN]
    for address, told in (
        (reverse("set_language"), {"language": "en", "next": target}),
        (reverse("monitoring:pictures_good"), {"query": target, "next": target}),
        (reverse("monitoring:public_audit", args=[public.pk]), {"next": target}),
        (reverse("admin_door") + f"?next={target}", {}),
    ):
        answer = client.post(address, told, HTTP_REFERER=target)
        assert "evil" not in answer.headers.get("Location", "").split("?")[0]


def test_a_line_break_writes_no_header(world):
    client = browser(world, SPECIALIST)
    Institution.objects.update(short_name="Школа\r\nSet-Cookie: sessionid=evil")
    public = world.publics[OWN]
    for address in (
        reverse("qrcodes:checklist", args=[public.pk]),
        reverse("qrcodes:code", args=[public.pk, "png"]),
        reverse("monitoring:publics_export", args=["csv"]) + "?q=%0d%0aSet-Cookie:%20a=b",
        "/?x=%0d%0aSet-Cookie:%20a=b",
        "/signin/?next=/%0d%0aSet-Cookie:%20a=b",
    ):
        answer = client.get(address)
        assert "evil" not in str(answer.cookies)
        assert not any("\n" in value or "\r" in value for value in answer.headers.values())


def test_a_host_that_is_not_ours_is_refused(client, db):
    assert client.get("/signin/", HTTP_HOST="evil.example").status_code == 400


def test_files_are_for_saving_and_are_what_they_say(world):
    client = browser(world, SPECIALIST)
    public = world.publics[OWN]
    for address in (
        reverse("qrcodes:pdf", args=[public.pk]),
        reverse("qrcodes:archive", args=[public.pk]),
        reverse("qrcodes:code", args=[public.pk, "svg"]),
        reverse("monitoring:publics_export", args=["xlsx"]),
        reverse("registry:export"),
    ):
        answer = client.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment"), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address


def test_every_answer_carries_the_headers_of_safety(client, db):
    for address in ("/signin/", "/methodology/", "/nothing-here/", "/health/"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


# --- logs -----------------------------------------------------------------------------------------
def test_a_stranger_s_text_begins_no_line_of_the_log():
    hostile = "мимо\r\n2026-11-20 INFO portal: вход specialist\x1b[2K\u2028конец"
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, "адрес %s", (hostile,), None)
    line = OneLine("{levelname} {name}: {message}", style="{").format(record)
    assert line.splitlines() == [line]
    assert r"\x0d\x0a" in line
    assert "\x1b" not in line


def test_a_traceback_s_lines_look_like_no_record():
    try:
        raise ValueError("плохо\n2026-11-20 INFO portal: вход")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", 40, __file__, 1, "сбой", (), __import__("sys").exc_info())
    first, *rest = OneLine("{levelname} {name}: {message}", style="{").format(record).splitlines()
    assert first == "ERROR x: сбой"
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_no_link_that_lets_in_stands_in_a_log(anna, caplog):
    invitations.invite("olga@example.org", "", Place("observer"), anna, timezone.now())
    token = invitations.token_of(Invitation.objects.get())
    Client().get(f"/invitation/{token}x/")
    logging.getLogger("django.request").warning("Not Found: %s", "/password/new/1-cx2k9f-0a1b2c/")
    told = [OneLine().format(record) for record in caplog.records if SecretsFilter().filter(record)]
    assert told == ["Not Found: /invitation/•••/", "Not Found: /password/new/•••/"]


def test_a_check_tells_that_letters_go_to_a_log(settings):
    settings.EMAIL_BACKEND = checks.TO_THE_LOG
    for debug, demo, said in ((False, False, ["registry.W001"]), (True, False, []), (False, True, [])):
        settings.DEBUG, settings.DEMO_DATA = debug, demo
        assert [one.id for one in checks.letters(None)] == said


def test_the_portal_logs_in_that_way(settings):
    assert settings.LOGGING["formatters"]["plain"]["()"] == "vk.secrecy.OneLine"


# --- formulas -------------------------------------------------------------------------------------
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_export_holds_a_formula(formula, world):
    Institution.objects.update(short_name=formula, full_name=formula)
    client = browser(world, SPECIALIST)
    for name, form in (("monitoring:publics_export", "csv"), ("monitoring:overview_export", "csv")):
        text = b"".join(client.get(reverse(name, args=[form])).streaming_content).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    for address in (reverse("monitoring:publics_export", args=["xlsx"]), reverse("registry:export")):
        book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(address).streaming_content)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(formula.strip() in str(cell.value) for cell in cells)
        assert not [cell for cell in cells if cell.data_type == "f"]


# --- uploads --------------------------------------------------------------------------------------
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, encoded(poster("https://vk.com/school900001")))
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("qr.svg", SVG),
        ("qr.png", SVG),
        ("qr.png", HTML),
        ("qr.png", b"\x89PNG\r\n\x1a\n" + HTML),
        ("qr.jpg", b"GIF89a" + HTML),
        ("qr.png", bomb(8000, 8000)),
        ("qr.zip", archive("../../../../etc/cron.d/evil.png")),
        ("qr.zip", archive("/etc/passwd.png", "..\\..\\evil.png")),
    ],
)
def test_a_hostile_upload_is_neither_kept_nor_served_as_it_came(name, data, world, settings):
    client = browser(world, SCHOOL)
    public = world.publics[OWN]
    answer = client.post(reverse("qrcodes:vk_code", args=[public.pk]), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code in (200, 302)
    kept = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(settings.MEDIA_ROOT) for path in kept)
    assert not [path for path in kept if b"script" in path.read_bytes() or path.suffix not in (".png", ".webp")]
    assert not list(settings.MEDIA_ROOT.parent.glob("evil*"))


def test_a_polyglot_is_served_as_its_pixels_alone(world, settings):
    client = browser(world, SCHOOL)
    public = world.publics[OWN]
    Public.objects.filter(pk=public.pk).update(screen_name="school1")
    upload = SimpleUploadedFile("qr.png", encoded(poster("https://vk.com/school1")) + HTML)
    client.post(reverse("qrcodes:vk_code", args=[public.pk]), {"file": upload})
    for path in settings.MEDIA_ROOT.rglob("*.png"):
        assert b"script" not in path.read_bytes()


def test_a_wrong_password_is_never_in_the_log(client, observer, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in(Client(), "olga@example.org", "секрет-который-не-подошёл")
    assert "секрет-который-не-подошёл" not in caplog.text


# --- numbers that are none ------------------------------------------------------------------------
NO_NUMBERS = ("9" * 30, "9" * 5000, "²", "٣", "\x00", "-1", "<b>")
# Where something is named by a number that no form checks: the method, the page, the kind in its address, the field.
TOLD_BY_NUMBER = [
    ("get", "monitoring:rule_set_new", "", "from"),
    ("get", "monitoring:exemption_new", "", "public"),
    ("post", "monitoring:pictures_good", "", "picture"),
    ("post", "monitoring:pictures_undo", "", "sighting"),
    ("post", "registry:import_choose", "import", "row"),
    ("post", "registry:import_columns", "import", "header-0"),
    ("post", "registry:headings", "", "heading"),
]


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize(("method", "name", "kind", "field"), TOLD_BY_NUMBER)
def test_a_number_that_is_none_breaks_nothing(method, name, kind, field, number, world):
    client = browser(world, SPECIALIST)
    parts = KINDS[kind](world, OWN, SPECIALIST) if kind else {}
    told = {field: number, "deed": "2026-11-20T07:41:00+03:00", "do": "confirm"}
    answer = getattr(client, method)(reverse(name, kwargs=parts), told)
    assert answer.status_code in (200, 302, 404)
