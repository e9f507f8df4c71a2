"""Every page in a real browser, full of hostile text: nothing runs, and the policy has nothing to report."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Exemption, Post, Profile, RuleSet
from registry import tasks
from registry.accounts import invitations
from registry.accounts.invitations import Place
from registry.models import District, Import, Institution, Pattern, SignIn, User
from tests.access.table import SPECIALIST, TABLE
from tests.access.test_matrix import addresses, browser
from tests.access.world import KINDS, OWN, build
from tests.accounts.conftest import SECRET, a_person

HOSTILE = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "'-window.pwned-'",
    "</title></textarea><script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    '{{7*7}}{% debug %}<!--#exec cmd="ls"-->',
)
TEXT = "".join(HOSTILE)
# Answers that are files or fragments of pages, not pages.
FILES = ("export", "pdf", "archive", "code", "checklist", "file", "refused", "picture", "card", "progress", "health")
WATCH = """
window.pwned = 0; window.reports = [];
document.addEventListener('securitypolicyviolation',
  event => window.reports.push(event.violatedDirective + ' ' + event.blockedURI));
"""


def poison() -> None:
    """Write hostile text wherever people or VK may write."""
    for one in Institution.objects.all():
        Institution.objects.filter(pk=one.pk).update(short_name=f"{TEXT}{one.pk}"[:250], full_name=TEXT)
    for place in District.objects.all():
        District.objects.filter(pk=place.pk).update(name=f"{TEXT}{place.pk}"[-200:], genitive=TEXT[:200])
    User.objects.update(name=TEXT[:200])
    Exemption.objects.update(reason=TEXT)
    RuleSet.objects.update(name=TEXT[:200], decision=TEXT)
    Pattern.objects.update(words=TEXT)
    Import.objects.update(file_name=TEXT[:255], trouble=TEXT)
    Post.objects.update(text=TEXT)
    Profile.objects.update(name=TEXT[:300], description=TEXT, screen_name=TEXT[:64])
    SignIn.objects.update(browser=TEXT[:200])


def is_page(name: str) -> bool:
    row = TABLE[name]
    return bool(row.see) and row.answer is None and not any(part in name.split(":")[-1] for part in FILES)


def watched(page) -> list[str]:
    """Gather what the page's scripts and its policy complain of from now on."""
    said: list[str] = []
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.extend([message.text] if "Content Security" in message.text else []))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.django_db(transaction=True)
def test_no_page_runs_what_others_wrote(page, context, live_server, settings, tmp_path, assets):
    settings.MEDIA_ROOT, settings.VK_SERVICE_TOKENS = tmp_path, ["service-1"]
    world = build()
    pages = sorted(_addresses(world))
    poison()
    client = browser(world, SPECIALIST)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    said = watched(page)
    found, walked = {}, 0
    for address in pages:
        answer = page.goto(live_server.url + address)
        if "text/html" not in answer.headers["content-type"]:
            said.clear()  # a picture: what surrounds it is the browser's own
            continue
        told = page.evaluate("[window.pwned, window.reports]")
        walked += 1
        if told != [0, []] or said or answer.status >= 400:
            found[address] = (answer.status, told, said.copy())
            said.clear()
    assert found == {}
    assert walked > 60


def _addresses(world) -> set[str]:
    found = set()
    for name in TABLE:
        if is_page(name):
            row = TABLE[name]
            parts = KINDS[row.of](world, OWN, SPECIALIST) if row.of else {}
            found.add(reverse(name, kwargs={**(parts or {}), **row.more}))
    return found


@pytest.mark.django_db(transaction=True)
def test_the_door_refusals_and_the_admin_keep_the_policy_too(page, context, live_server, settings, assets):
    """What the walk above does not meet: pages of strangers, of the second factor, of errors, and Django's own."""
    chief = a_person("specialist", is_staff=True, is_superuser=True)
    settings.COSTLY = {**settings.COSTLY, "search": "0/m/user"}
    said, broken = watched(page), {}
    ways = [_strangers(chief), _inside(chief)]
    for cookie, pages in ways:
        context.clear_cookies()
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}] if cookie else [])
        for address, status in pages.items():
            answer = page.goto(live_server.url + address)
            told = (answer.status, page.evaluate("window.reports"), said.copy())
            if told != (status, [], []):
                broken[address] = told
            said.clear()
    assert broken == {}


def _strangers(chief: User) -> tuple[str, dict[str, int]]:
    """Return pages before the sign-in, with the links of two letters, and what strangers are refused."""
    Client().post("/password/forgotten/", {"email": chief.email})
    invitations.invite("new@example.org", "", Place("observer"), chief, timezone.now())
    tasks.send_invitations()
    letters = " ".join(str(letter.body) for letter in mail.outbox)
    links = re.findall(r"https?://[^/]+(/(?:password/new|invitation)/\S+)", letters)
    assert len(links) == 2
    open_to_all = ("/signin/", "/password/forgotten/", "/password/sent/", "/password/done/", "/methodology/", *links)
    return "", {**dict.fromkeys(open_to_all, 200), "/invitation/x/": 404, "/nothing-here/": 404}


def _inside(chief: User) -> tuple[str, dict[str, int]]:
    """Return pages of somebody with a second factor and the whole admin, and what is refused there."""
    TOTP.activate(chief, SECRET)
    RecoveryCodes.activate(chief)
    client = Client()
    client.force_login(chief)
    own = ("/account/second-factor/", "/account/second-factor/remove/", "/account/codes/", "/account/codes/new/")
    pages = (*own, "/account/sessions/", "/kit/", *_admin())
    return client.cookies["sessionid"].value, {**dict.fromkeys(pages, 200), "/overview/?q=a": 429, "/audits/0/": 404}


def _admin() -> set[str]:
    """Return the admin's first page and, of every table, its list."""
    tables = {name for name, _route in addresses() if re.fullmatch(r"admin:\w+_changelist", name)}
    return {reverse(name) for name in {*tables, "admin:index"}}
