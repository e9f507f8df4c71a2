"""Every page in a real browser, full of hostile text: nothing runs, and the policy has nothing to report."""

import pytest
from django.urls import reverse

from monitoring.models import Exemption, Post, Profile, RuleSet
from registry.models import District, Import, Institution, Pattern, SignIn, User
from tests.access.table import SPECIALIST, TABLE
from tests.access.test_matrix import browser
from tests.access.world import KINDS, OWN, build

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


@pytest.mark.django_db(transaction=True)
def test_no_page_runs_what_others_wrote(page, context, live_server, settings, tmp_path, assets):
    settings.MEDIA_ROOT, settings.VK_SERVICE_TOKENS = tmp_path, ["service-1"]
    world = build()
    addresses = sorted(_addresses(world))
    poison()
    client = browser(world, SPECIALIST)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.add_init_script(WATCH)
    said: list[str] = []
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.extend([message.text] if "Content Security" in message.text else []))
    page.on("pageerror", lambda error: said.append(str(error)))
    found, walked = {}, 0
    for address in addresses:
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
