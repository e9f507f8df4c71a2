"""What belongs to others is not to be had through filters, exports, fragments, sort keys or file addresses."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.models import FileOrder
from qrcodes.models import Book
from registry.models import Membership
from tests.access.table import DISTRICT, SCHOOL, TABLE
from tests.access.test_matrix import browser, forgotten
from tests.access.world import FOREIGN, KINDS, MISSING, OWN, World, book, file_order, photo, vk_code

pytestmark = pytest.mark.django_db
BOUND = [SCHOOL, DISTRICT]
# Pages and files that list things, for everybody.
LISTS = sorted(name for name, row in TABLE.items() if row.see and not row.of and not row.public and SCHOOL in row.see)


def leaks(world: World) -> list[str]:
    """Return marks of the foreign public that no page of ours holds otherwise."""
    one = world.publics[FOREIGN]
    return [one.screen_name, str(one.vk_id), one.institution.short_name, world.districts[FOREIGN].name]


def queries(world: World) -> list[dict]:
    one = world.publics[FOREIGN]
    return [
        {},
        {"district": world.districts[FOREIGN].pk},
        {"public": one.pk, "publics": one.pk, "institution": one.institution_id},
        {"q": one.screen_name},
        {"q": one.institution.short_name},
        {"rows": "all"},
        {"sort": "-district"},
        {"sort": "institution__district__name", "order_by": "password"},
        {"sort": "-publics__institution__memberships__user__password"},
        {"page": "999999", "week": "2026-W46"},
        {"show": "missed", "deed": "x", "from": "1"},
    ]


@pytest.mark.parametrize("role", BOUND)
def test_no_filter_and_no_sort_key_shows_a_foreign_public(role, world):
    client = browser(world, role)
    asked = [(name, query) for name in LISTS for query in queries(world)]
    shown = {(name, str(query)): found for name, query in asked if (found := _shown(client, world, name, query))}
    assert shown == {}
    assert len(LISTS) > 5


def _shown(client: Client, world: World, name: str, query: dict) -> list[str]:
    """Return the marks of the foreign public that an answer holds, and its status where the page broke."""
    got = client.get(reverse(name, kwargs=TABLE[name].more), query)
    body = b"".join(got.streaming_content) if got.streaming else got.content
    # A page says back what was asked for.
    for asked in query.values():
        body = body.replace(str(asked).encode(), b"")
    broken = [str(got.status_code)] if got.status_code >= 500 else []
    return broken + [mark for mark in leaks(world) if mark.encode() in body]


@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_nothing_foreign(form, role, world):
    client = browser(world, role)
    for query in queries(world):
        got = client.get(reverse("monitoring:publics_export", args=[form]), query)
        if got.status_code == 200:
            text = _text(b"".join(got.streaming_content))
            assert not [mark for mark in leaks(world) if mark in text], query


def _text(file: bytes) -> str:
    if not file.startswith(b"PK"):
        return file.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("role", BOUND)
def test_a_book_takes_no_foreign_public_in(role, world):
    client = browser(world, role)
    told = {
        "kind": "pdf",
        "publics": [one.pk for one in world.publics.values()],
        "district": world.districts[FOREIGN].pk,
    }
    client.post(reverse("qrcodes:books"), told)
    printed = {pk for book in Book.objects.all() for pk in book.public_ids}
    assert world.publics[FOREIGN].pk not in printed


# Whatever shows one object that belongs to somebody.
OBJECTS = sorted(name for name, row in TABLE.items() if row.see and row.of and not row.public and SCHOOL in row.see)


@pytest.mark.parametrize("role", BOUND)
def test_no_fragment_shows_what_its_page_would_not(role, world):
    """Asked as htmx asks, sorted and narrowed by whatever key: a foreign object and a missing one are the same 404."""
    client, asked = browser(world, role), {"sort": "-publics__institution__district__name", "q": "1", "rows": "all"}
    answers = {}
    for name in OBJECTS:
        for place in (FOREIGN, MISSING):
            with forgotten():
                if parts := KINDS[TABLE[name].of](world, place, role):
                    address = reverse(name, kwargs={**parts, **TABLE[name].more})
                    answers[name, place] = client.get(address, asked, HTTP_HX_REQUEST="true").status_code
    assert {key: got for key, got in answers.items() if got != 404} == {}
    assert len(answers) > 40


@pytest.mark.parametrize("role", BOUND)
def test_a_foreign_file_is_not_to_be_had_by_an_own_address(role, world):
    """A file's address names its owner and its content: a foreign content under one's own name is not there."""
    client = browser(world, role)
    for name, kind in (("qrcodes:photo", photo), ("qrcodes:vk_code_picture", vk_code)):
        own, foreign = (kind(world, place, role) for place in (OWN, FOREIGN))
        assert client.get(reverse(name, kwargs=own)).status_code == 200
        assert client.get(reverse(name, kwargs={**own, "digest": foreign["digest"]})).status_code == 404


def _offered(row) -> None:
    """Let the file be there, to be taken until tomorrow."""
    row.folder().mkdir(parents=True, exist_ok=True)
    row.path.write_bytes(b"PK")
    type(row).objects.filter(pk=row.pk).update(state="ready", ends_at=timezone.now() + timedelta(days=1))


def _taken(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.mark.parametrize("deed", ["ends", "moves"])
def test_a_file_goes_with_the_role_that_it_was_made_for(deed, world):
    """What somebody was made while it was theirs is not to be had once it is theirs no more."""
    client, pages = browser(world, DISTRICT), []
    for model, kind, name in (
        (FileOrder, file_order, "monitoring:file_order_file"),
        (Book, book, "qrcodes:book_file"),
    ):
        parts = kind(world, OWN, DISTRICT)
        _offered(model.objects.get(**parts))
        pages.append(reverse(name, kwargs=parts))
    Membership.objects.create(user=world.people[DISTRICT], role=SCHOOL, institution=world.publics[OWN].institution)
    assert [_taken(client, page) for page in pages] == [200, 200]
    role = world.people[DISTRICT].memberships.get(role=DISTRICT)
    if deed == "ends":
        role.delete()
    else:
        role.district = world.districts[FOREIGN]
        role.save()
    assert [_taken(client, page) for page in pages] == [302, 302]


@pytest.mark.parametrize("role", BOUND)
def test_foreign_and_missing_answer_with_the_same_page(role, world):
    client = browser(world, role)
    for name in ("monitoring:public", "qrcodes:sheet", "monitoring:district"):
        kinds = world.districts if name.endswith("district") else world.publics
        foreign, missing = (client.get(reverse(name, args=[pk])) for pk in (kinds[FOREIGN].pk, 10**9))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert _bare(foreign, kinds[FOREIGN].pk) == _bare(missing, 10**9)


def _bare(response, pk: int) -> str:
    page = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|nonce=")[^"]+', "", response.content.decode())
    return page.replace(f"/{pk}/", "/N/")


@pytest.mark.parametrize(
    "path", ["/media/qr/../../../etc/passwd", "/media/", "/var/media/books/1-1.pdf", "/.env", "/static/../.env"]
)
def test_no_address_leads_into_the_folders_of_files(path, world):
    assert browser(world, DISTRICT).get(path).status_code == 404
