"""How many queries each page takes: at most twelve, and as many for many rows as for few.

Counted with an empty cache, session and reader included, for whichever role asks most. **A new page gets its row.**
"""

from collections.abc import Iterator

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monitoring.api import tokens
from tests.pages.conftest import LAST, audit, judged, public

from . import crowd
from .table import OBSERVER, ROLES, TABLE
from .test_matrix import browser, forgotten
from .world import KINDS, OWN, World

MOST = 12
# Pages that have more than one state worth counting.
MORE = {
    "monitoring:public": ("?week=2026-W47", "?week=2026-W45", "?with=2026-W45"),
    "monitoring:districts": ("?week=2026-W47", "?sort=-sheets"),
    "monitoring:verdict": ("?week=2026-W46", "?week=2026-W47"),
    "monitoring:district": ("?with=2026-W45", "?with=2026-W45&q=школа", "?rule=posts", "?q=школа"),
    "monitoring:publics": ("?with=2026-W45", "?with=2026-W45&q=школа", "?rule=posts", "?q=школа"),
    "monitoring:overview": ("?week=2026-W47",),
    "monitoring:run": ("?show=missed", "?show=fell_behind"),
}
QUERIES = {
    "health": 3,
    "password_change": 3,
    "account_change_password": 3,
    "account_reset_password": 3,
    "account_reset_password_done": 3,
    "account_reset_password_from_key": 4,
    "account_reset_password_from_key_done": 3,
    "account": 6,
    "personal_data": 3,
    "mfa_index": 5,
    "mfa_activate_totp": 7,
    "mfa_generate_recovery_codes": 4,
    "usersessions_list": 4,
    "history": 5,
    "people": 7,
    "people_invite": 4,
    "people_invite_list": 3,
    "person": 9,
    "registry:institutions": 7,
    "registry:institution_new": 4,
    "registry:institution": 9,
    "registry:institution_edit": 6,
    "registry:institution_contact": 5,
    "registry:public_add": 4,
    "registry:merge": 5,
    "registry:doubles": 5,
    "registry:categories": 5,
    "registry:districts": 4,
    "registry:district": 5,
    "registry:link_checks": 7,
    "registry:link_check_progress": 4,
    "registry:public_edit": 5,
    "registry:imports": 5,
    "registry:import": 11,
    "registry:import_progress": 4,
    "registry:import_columns": 5,
    "registry:headings": 4,
    "registry:patterns": 6,
    "registry:pattern": 5,
    "monitoring:mine": 3,
    "monitoring:my_public": 12,
    "monitoring:check_progress": 6,
    "monitoring:file_order": 4,
    "monitoring:api": 4,
    "api:openapi-json": 3,
    "monitoring:overview": 12,
    "monitoring:districts": 8,
    "monitoring:district": 11,
    "monitoring:questions": 8,
    "monitoring:publics": 12,
    "monitoring:public": 11,
    "monitoring:public_history": 5,
    "monitoring:verdict": 11,
    "monitoring:letters": 4,
    "monitoring:appeals": 5,
    "monitoring:appeal": 6,
    "monitoring:methodology": 5,
    "monitoring:rule_sets": 6,
    "monitoring:rule_set_new": 4,
    "monitoring:rule_set": 7,
    "monitoring:what_if": 7,
    "monitoring:what_if_progress": 4,
    "monitoring:rule_set_redraft": 4,
    "monitoring:exemptions": 7,
    "monitoring:exemption_new": 4,
    "monitoring:exemption": 7,
    "monitoring:exemption_edit": 6,
    "monitoring:exemption_withdraw": 9,
    "monitoring:reassessment_progress": 4,
    "monitoring:mandatory": 11,
    "monitoring:mandatory_new": 5,
    "monitoring:mandatory_post": 12,
    "monitoring:mandatory_progress": 5,
    "monitoring:mandatory_edit": 7,
    "monitoring:campaign": 11,
    "monitoring:pictures": 8,
    "monitoring:runs": 8,
    "monitoring:run": 11,
    "monitoring:run_progress": 5,
    "monitoring:keys": 4,
    "qrcodes:index": 6,
    "qrcodes:sheet": 6,
    "qrcodes:card": 5,
    "qrcodes:check": 4,
    "qrcodes:check_public": 4,
    "qrcodes:vk_code": 5,
    "qrcodes:books": 7,
    "qrcodes:book": 4,
    "qrcodes:placements": 8,
    "qrcodes:placement": 10,
    "qrcodes:inspections": 5,
    "qrcodes:inspect": 6,
    "qrcodes:inspection": 4,
    "qrcodes:quotas": 4,
    "qrcodes:quota": 6,
}
# What programs ask with a token: address → queries. The region's observer asks, who is told most.
OF_PROGRAMS = {
    "list_publics": 3,
    "one_public": 3,
    "list_weeks": 3,
    "list_verdicts": 3,
    "one_ledger": 7,
}


def test_no_page_takes_more_than_twelve_queries_and_none_grows(world):
    run = audit("under_way", publics_total=9)
    crowd.furnish(world, run)
    crowd.grow(world, run, 2)
    few = counts(world)
    crowd.grow(world, run, 5)
    assert counts(world) == few
    assert few == QUERIES
    assert max(QUERIES.values()) <= MOST


def test_no_answer_to_a_program_takes_more_for_a_hundred_items_than_for_one(world):
    asked, program = _told_to_programs(world), _program(world)
    crowd.write(world.publics[OWN])
    few = {name: _taken(program, f"{address}?limit=1") for name, address in asked.items()}
    for number in range(99):
        judged(public(f"Школа № {number + 10}", world.districts[OWN]))
        crowd.write(world.publics[OWN])
    many = {name: _taken(program, f"{address}?limit=100") for name, address in asked.items()}
    assert few == {name: (queries, items if items is None else 1) for name, (queries, items) in many.items()}
    assert {items for _queries, items in many.values()} == {None, 100}
    assert {name: queries for name, (queries, _items) in many.items()} == OF_PROGRAMS
    assert max(OF_PROGRAMS.values()) <= MOST


def _told_to_programs(world: World) -> dict[str, str]:
    """Return the address of every route that is let in by a token."""
    of = {"vk_id": world.publics[OWN].vk_id, "week": str(LAST)}
    names = [name for name, row in TABLE.items() if name.startswith("api:") and row.answer == 401]
    return {
        name.removeprefix("api:"): reverse(name, kwargs={part: of[part] for part in TABLE[name].more})
        for name in names
    }


def _program(world: World) -> Client:
    token = tokens.make(world.people[OBSERVER], "тест", 1, timezone.now())[1]
    client = Client(headers={"Authorization": f"Bearer {token}"})
    client.get(reverse("api:list_publics"))  # the token's first use in a minute is written
    return client


def _taken(program: Client, address: str) -> tuple[int, int | None]:
    """Return how many queries an answer took, and how many items it holds; None where it is about one thing."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        told = program.get(address).json()
    return len(queries), len(told["items"]) if "items" in told else None


def counts(world: World) -> dict[str, int]:
    """Return {page: queries of the role and of the state of the page that takes most}."""
    found: dict[str, int] = {}
    for name, queries in asked(world):
        found[name] = max(queries, found.get(name, 0))
    return found


def asked(world: World) -> Iterator[tuple[str, int]]:
    for name, row in TABLE.items():
        for role in [role for role in ROLES if role in row.see]:
            for query in ("", *MORE.get(name, ())):
                with forgotten():
                    parts = KINDS[row.of](world, OWN, role) if row.of else {}
                    yield from taken(
                        browser(world, role), name, reverse(name, kwargs={**(parts or {}), **row.more}) + query
                    )


def taken(client, name: str, address: str) -> Iterator[tuple[str, int]]:
    """Yield how many queries a page took; nothing for files, and for what leads elsewhere."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code == 200 and answer.headers["Content-Type"].startswith(("text/html", "application/json")):
        yield name, len(queries)
