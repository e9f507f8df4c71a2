"""One person of every role, and of every kind of object one of their own, a foreign, an archived and a missing one.

A kind is a function (world, place, role) → the object's parts of the address, or None where the kind has no object at
that place. A new kind of object gets its function here, under the name that ``Row.of`` tells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from monitoring.api import tokens
from monitoring.models import (
    Appeal,
    Campaign,
    Exemption,
    FileOrder,
    MandatoryPost,
    ManualVerdict,
    Picture,
    Post,
    Reassessment,
    RuleSet,
    Run,
    Sighting,
    WhatIf,
)
from monitoring.pictures import files
from qrcodes import shelf
from qrcodes.models import Book, Inspection, Placement, VkCode
from registry.models import (
    District,
    Heading,
    Import,
    Institution,
    Invitation,
    LinkCheck,
    Membership,
    Pattern,
    Public,
    User,
)
from tests.pages.conftest import judged
from vk import credentials, keyring, states

from .table import DISTRICT, OBSERVER, ROLES, SCHOOL, SPECIALIST

OWN, FOREIGN, ARCHIVED, MISSING = PLACES = ("own", "foreign", "archived", "missing")
NOTHING = 2_000_000_000
Kwargs = dict[str, Any]
# Roles that reach no more than their own; what is foreign to them is open to the others.
BOUND = frozenset({SCHOOL, DISTRICT})


@dataclass
class World:
    people: dict[str, User]
    districts: dict[str, District]
    publics: dict[str, Public]


def build() -> World:
    """Make two districts: ours with a public and an archived one, and a foreign one with a public."""
    ours, theirs = (District.objects.create(name=name) for name in ("Арский район", "Буинский район"))
    publics = {OWN: _public("Школа № 1", ours), FOREIGN: _public("Школа № 2", theirs)}
    publics[ARCHIVED] = _public("Школа № 3", ours, archived_at=timezone.now())
    Heading.objects.create(pk=1, key="школа", heading="Школа")
    for one in publics.values():
        judged(one)
    people: dict[str, User] = {role: _person(role) for role in ROLES[1:]}
    for role, places in {
        SPECIALIST: [{}],
        OBSERVER: [{}],
        DISTRICT: [{"district": ours}],
        SCHOOL: [{"institution": publics[place].institution} for place in (OWN, ARCHIVED)],
    }.items():
        for place in places:
            Membership.objects.create(user=people[role], role=role, **place)
    return World(people, {OWN: ours, FOREIGN: theirs}, publics)


def _person(role: str) -> User:
    return User.objects.create_user(f"{role}@example.org", name="Анна Петрова")


def _public(name: str, district: District, **archived) -> Public:
    number = 900001 + Public.objects.count()
    institution = Institution.objects.create(
        short_name=name, full_name=f"МБОУ «{name}»", type="school", district=district, **archived
    )
    return Public.objects.create(vk_id=number, screen_name=f"school{number}", institution=institution)


# --- kinds: objects that belong to a place --------------------------------------------------------
def district(world: World, place: str, role: str) -> Kwargs | None:
    return None if place == ARCHIVED else {"pk": _pk(world.districts, place)}


def institution(world: World, place: str, role: str) -> Kwargs:
    return {"pk": NOTHING if place == MISSING else world.publics[place].institution_id}


def public(world: World, place: str, role: str) -> Kwargs:
    return {"pk": _pk(world.publics, place)}


def decision(world: World, place: str, role: str) -> Kwargs:
    if place == MISSING:
        return {"pk": world.publics[OWN].pk, "decision": NOTHING}
    known = {"outcome": "pass", "reason": "Каникулы", "first_week": "2026-11-09", "until": "2026-11-15"}
    row = ManualVerdict.objects.create(public=world.publics[place], rule="posts", set_at=timezone.now(), **known)
    return {"pk": row.public_id, "decision": row.pk}


def appeal(world: World, place: str, role: str) -> Kwargs:
    if place == MISSING:
        return {"pk": NOTHING}
    said = {"rule": "posts", "week": "2026-11-09", "outcome": "fail", "reason": "Пост был", "made_at": timezone.now()}
    return {"pk": Appeal.objects.create(public=world.publics[place], **said).pk}


def post(world: World, place: str, role: str) -> Kwargs:
    if place == MISSING:
        return {"pk": world.publics[OWN].pk, "post": NOTHING}
    of, now = world.publics[place], timezone.now()
    for number in (1, 2):
        suspected = {"likeness": "suspected", "repeats": 1} if number == 2 else {}
        told = {"from_community": True, "text": "Набор в кружок", **suspected}
        Post.objects.create(public=of, vk_id=number, date=now, first_seen_at=now, **told)
    return {"pk": of.pk, "post": 2}


def _mandatory(world: World, place: str) -> MandatoryPost:
    """Ask something of one district alone."""
    today = timezone.localdate()
    days = {"first_day": today, "last_day": today + timedelta(days=7)}
    where = {"scope": "districts", "districts": [world.districts[place].pk]}
    campaign = Campaign.objects.get_or_create(name=f"Кампания {place}")[0]
    told = {"title": "Форум", "way": "hashtags", "sample": "#форум", "campaign": campaign}
    return MandatoryPost.objects.create(created_at=timezone.now(), **days, **where, **told)


def mandatory(world: World, place: str, role: str) -> Kwargs | None:
    if place == ARCHIVED:
        return None
    return {"pk": NOTHING if place == MISSING else _mandatory(world, place).pk}


def campaign(world: World, place: str, role: str) -> Kwargs | None:
    if place == ARCHIVED:
        return None
    return {"pk": NOTHING if place == MISSING else _mandatory(world, place).campaign_id}


def _seen(world: World, place: str) -> Sighting:
    of, now = world.publics[place], timezone.now()
    known = {"kind": "avatar", "digest": f"{of.pk:064x}"}
    picture = Picture.objects.create(**known, width=400, height=400)
    for size in files.SIZES["avatar"]:
        path = files.path_of("avatar", picture.digest, size)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"RIFF")
    return Sighting.objects.create(
        public=of,
        kind="avatar",
        address="https://sun9-1.userapi.com/a",
        key="k",
        picture=picture,
        state="seen",
        since=now,
    )


def sighting(world: World, place: str, role: str) -> Kwargs:
    return {"pk": NOTHING if place == MISSING else _seen(world, place).pk}


def picture(world: World, place: str, role: str) -> Kwargs:
    return {"pk": NOTHING if place == MISSING else _seen(world, place).picture_id}


def vk_code(world: World, place: str, role: str) -> Kwargs:
    of = world.publics[OWN if place == MISSING else place]
    if place == MISSING:
        return {"pk": of.pk, "digest": "0" * 64}
    digest = shelf.keep(b"\x89PNG of " + str(of.pk).encode())
    VkCode.objects.create(public=of, text=of.url, picture=digest, uploaded_at=timezone.now())
    return {"pk": of.pk, "digest": digest}


def _hung(world: World, place: str) -> Placement:
    photo = shelf.keep(b"\xff\xd8 of " + place.encode(), shelf.JPEG)
    told = {"key": uuid4(), "place": "у двери", "placed_on": "2026-11-09", "photo": photo}
    return Placement.objects.create(institution=world.publics[place].institution, added_at=timezone.now(), **told)


def placement(world: World, place: str, role: str) -> Kwargs:
    return {"pk": NOTHING if place == MISSING else _hung(world, place).pk}


def photo(world: World, place: str, role: str) -> Kwargs:
    hung = _hung(world, OWN if place == MISSING else place)
    return {"pk": hung.institution_id, "digest": "0" * 64 if place == MISSING else hung.photo}


def inspection(world: World, place: str, role: str) -> Kwargs:
    if place == MISSING:
        return {"pk": NOTHING}
    seen = {"key": uuid4(), "zones": ["вход"], "seen": ["вход"], "inspected_at": timezone.now()}
    return {"pk": Inspection.objects.create(institution=world.publics[place].institution, **seen).pk}


def book(world: World, place: str, role: str) -> Kwargs | None:
    """A book belongs to whoever ordered it, to nobody else whatever the role."""
    if place == ARCHIVED:
        return None
    maker = (
        world.people.get(role, world.people[SPECIALIST])
        if place == OWN
        else User.objects.create_user(f"{role}2@example.org")
    )
    known = {"title": "Листы", "kind": "pdf", "style": {}, "public_ids": [], "created_at": timezone.now()}
    return {"pk": NOTHING if place == MISSING else Book.objects.create(made_by=maker, **known).pk}


def api_token(world: World, place: str, role: str) -> Kwargs | None:
    if place == ARCHIVED:
        return None
    owner = (
        world.people.get(role, world.people[SPECIALIST])
        if place == OWN
        else User.objects.create_user(f"{role}3@example.org")
    )
    return {"pk": NOTHING if place == MISSING else tokens.make(owner, "отчёт", 30, timezone.now())[0].pk}


def file_order(world: World, place: str, role: str) -> Kwargs | None:
    if place == ARCHIVED:
        return None
    maker = (
        world.people.get(role, world.people[SPECIALIST])
        if place == OWN
        else User.objects.create_user(f"{role}4@example.org")
    )
    known = {"title": "Паблики", "kind": "csv", "week": "2026-11-09", "created_at": timezone.now()}
    return {"pk": NOTHING if place == MISSING else FileOrder.objects.create(made_by=maker, **known).pk}


# --- kinds: objects of the whole region -----------------------------------------------------------
def import_(world: World, place: str, role: str) -> Kwargs | None:
    state = Import.State.READY
    return _one(place, lambda: Import.objects.create(file_name="список.xlsx", created_at=timezone.now(), state=state))


def pattern(world: World, place: str, role: str) -> Kwargs | None:
    return _one(place, lambda: Pattern.objects.first())


def link_check(world: World, place: str, role: str) -> Kwargs | None:
    now = timezone.now()
    return _one(place, lambda: LinkCheck.objects.create(started_at=now, finished_at=now))


def rule_set(world: World, place: str, role: str) -> Kwargs | None:
    return _one(place, lambda: RuleSet.objects.first())


def what_if(world: World, place: str, role: str) -> Kwargs | None:
    known = {"decision": "Приказ", "valid_from": "2027-01-04", "week": "2026-11-09"}
    work = {"public_ids": [], "started_at": timezone.now(), "finished_at": timezone.now()}
    values = RuleSet.objects.earliest("valid_from").values
    return _one(place, lambda: WhatIf.objects.create(name="Черновик", values=values, **known, **work))


def _exemption() -> Exemption:
    known = {"scope": "all", "reason": "Каникулы", "created_at": timezone.now()}
    return Exemption.objects.create(first_day="2026-11-09", last_day="2026-11-15", **known)


def exemption(world: World, place: str, role: str) -> Kwargs | None:
    return _one(place, _exemption)


def reassessment(world: World, place: str, role: str) -> Kwargs | None:
    known = {"first_week": "2026-11-09", "last_week": "2026-11-09", "closed": False, "public_ids": []}
    now = timezone.now()
    return _one(
        place,
        lambda: Reassessment.objects.create(exemption=_exemption(), started_at=now, finished_at=now, **known),
    )


def invitation(world: World, place: str, role: str) -> Kwargs | None:
    now = timezone.now()
    known = {"email": "new@example.org", "role": "observer", "created_at": now, "ends_at": now + timedelta(days=1)}
    return _one(place, lambda: Invitation.objects.create(**known))


def person(world: World, place: str, role: str) -> Kwargs | None:
    return _one(place, lambda: world.people[OBSERVER])


def role(world: World, place: str, role: str) -> Kwargs | None:
    held = Membership.objects.get(role=OBSERVER)
    return {OWN: {"pk": held.user_id, "role": held.pk}, MISSING: {"pk": held.user_id, "role": NOTHING}}.get(place)


def run(world: World, place: str, role: str) -> Kwargs | None:
    now = timezone.now()
    known = {"state": "stopped", "first_week": "2026-11-09"}
    return _one(place, lambda: Run.objects.create(started_at=now, **known))


def key(world: World, place: str, role: str) -> Kwargs | None:
    """Keys are those of the settings."""
    states.register(credentials.told())
    return _one(place, lambda: keyring.every()[0].row)


def quota(world: World, place: str, role: str) -> Kwargs | None:
    return {OWN: {"type_": "school"}, MISSING: {"type_": "nothing"}}.get(place)


def _one(place: str, make: Callable) -> Kwargs | None:
    """Return an object that is nobody's in particular: it is there, or it is not."""
    return {OWN: lambda: {"pk": make().pk}, MISSING: lambda: {"pk": NOTHING}}.get(place, lambda: None)()


def _pk(rows: dict, place: str) -> int:
    return NOTHING if place == MISSING else rows[place].pk


KINDS: dict[str, Callable[[World, str, str], Kwargs | None]] = {
    "district": district,
    "institution": institution,
    "public": public,
    "decision": decision,
    "appeal": appeal,
    "post": post,
    "mandatory": mandatory,
    "campaign": campaign,
    "sighting": sighting,
    "picture": picture,
    "vk_code": vk_code,
    "placement": placement,
    "photo": photo,
    "inspection": inspection,
    "book": book,
    "api_token": api_token,
    "file_order": file_order,
    "import": import_,
    "pattern": pattern,
    "link_check": link_check,
    "rule_set": rule_set,
    "what_if": what_if,
    "exemption": exemption,
    "reassessment": reassessment,
    "invitation": invitation,
    "person": person,
    "role": role,
    "run": run,
    "key": key,
    "quota": quota,
}
# Kinds of which every person has its own, whatever the role.
PERSONAL = frozenset({"book", "api_token", "file_order"})
# Kinds that belong to a district or an institution; the others are the ministry's.
PLACED = frozenset(
    {
        "district",
        "institution",
        "public",
        "decision",
        "appeal",
        "post",
        "mandatory",
        "campaign",
        "sighting",
        "picture",
        "vk_code",
        "placement",
        "photo",
        "inspection",
    }
)
