"""What people of the invented region tell the portal: sheets that hang, a visit, appeals. Plain data, no dates.

``python -m demo.people OUT.json`` writes it for the commands that put it in: ``demo_sheets`` and ``demo_appeals``.
"""

import argparse
import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

from demo import names
from demo.institutions import SEED, Character, Institution, institutions

OFFICER, ADMIN = "district_officer", "school_admin"
# Districts, by their place in names.DISTRICTS, whose officers walk through schools; so many sheets in each of them.
WALKED = (0, 6, 11)
SHEETS = (5, 4, 2)
STANDS, TURNSTILES = "информационные стенды", "зоны турникетов"
# Zone of the norm (none: a place of one's own), the place in words, for how many days the sheet has hung.
SPOTS = (
    ("вход", "Входная дверь, на уровне глаз", 41),
    (STANDS, "Первый этаж, справа от расписания", 41),
    ("проходные", "Стойка поста охраны", 34),
    (TURNSTILES, "Стена за вторым турникетом", 20),
    ("", "Приёмная директора", 12),
)
REPAIRED = (STANDS, "Второй этаж, у учительской", 55)
NOTE = (
    "У турникетов лист выцвел, телефон читает код со второго раза. Завхоз заменит его до конца недели; "
    "на входе и на стенде листы свежие."
)


def told(seed: int = SEED) -> dict[str, list[dict]]:
    """Return the people and what each has told; institutions go by their ОГРН, people by their address."""
    return {
        "people": list(_people(seed)),
        "placements": [*_placements(seed), _taken_down(seed)],
        "inspections": [_visit(seed)],
        "appeals": _appeals(seed),
    }


# --- who -----------------------------------------------------------------------------------------------------------
def _people(seed: int) -> Iterator[dict]:
    """Yield the officers of the walked districts, told by a school of theirs, and the schools' own people."""
    own = [_schools(seed, WALKED[0])[0], *_disputing(seed)]
    places = [(_officer(place), OFFICER, _schools(seed, place)[0]) for place in WALKED]
    places += [(_admin(school), ADMIN, school) for school in own]
    for name, (email, role, school) in zip(names.TEACHERS, places, strict=False):
        yield {"email": email, "name": name, "role": role, "ogrn": school.ogrn}


def _officer(place: int) -> str:
    return f"district-{place + 1}@example.org"


def _admin(school: Institution) -> str:
    return f"school-{school.number}@example.org"


@cache
def _schools(seed: int, place: int) -> tuple[Institution, ...]:
    """Return the first schools of a district, as many as have sheets."""
    district = names.DISTRICTS[place][1]
    found = (one for one in institutions(seed) if one.type == "Школа" and one.district == district)
    return tuple(islice(found, len(SHEETS)))


# --- sheets --------------------------------------------------------------------------------------------------------
def _placements(seed: int) -> Iterator[dict]:
    for place in WALKED:
        for school, sheets in zip(_schools(seed, place), SHEETS, strict=True):
            yield from (_sheet(school, spot, _officer(place)) for spot in SPOTS[:sheets])


def _taken_down(seed: int) -> dict:
    school = _schools(seed, WALKED[0])[0]
    return _sheet(school, REPAIRED, _admin(school)) | {"withdrawn": "Стену красят, стенд убрали до весны"}


def _sheet(school: Institution, spot: tuple[str, str, int], by: str) -> dict:
    zone, words, days = spot
    key = _key("sheet", school.ogrn, words)
    return {"key": key, "ogrn": school.ogrn, "zone": zone, "place": words, "days": days, "by": by, "withdrawn": ""}


def _visit(seed: int) -> dict:
    school = _schools(seed, WALKED[0])[1]
    return {"key": _key("visit", school.ogrn), "ogrn": school.ogrn, "unseen": [TURNSTILES], "note": NOTE}


def _key(*words: str) -> str:
    """Return a key that is the same each time: told again, it is the same sheet."""
    return str(uuid5(NAMESPACE_DNS, " ".join(words)))


# --- appeals -------------------------------------------------------------------------------------------------------
def _disputing(seed: int) -> tuple[Institution, Institution]:
    """Return a school that reposts and one, of the first walked district, with a small cover: both always fail."""
    district = names.DISTRICTS[WALKED[0]][1]
    schools = [one for one in institutions(seed) if one.type == "Школа" and one.community_id]
    reposter = next(one for one in schools if one.character is Character.REPOSTER)
    small = (one for one in schools if one.character is Character.SMALL_COVER and one.district == district)
    return reposter, next(small)


def _appeals(seed: int) -> list[dict]:
    """Return an appeal that was declined and one that waits, with its district's word."""
    reposter, small = _disputing(seed)
    declined = {
        "ogrn": reposter.ogrn,
        "by": _admin(reposter),
        "rule": "posts",
        "reason": "Репосты районной газеты рассказывают о наших кадетах. Просим засчитать их как посты школы.",
        "declined": "Письмо считает только собственные посты. Перескажите новость своими словами, с фотографией "
        "и ссылкой на газету: такой пост засчитается.",
    }
    waiting = {
        "ogrn": small.ogrn,
        "by": _admin(small),
        "rule": "cover",
        "reason": "Обложку рисовали наши ученики, на телефоне она видна целиком. Просим принять её такой.",
        "comment": "Обложка аккуратная, название школы читается. Район просит согласиться до конца четверти.",
        "commented_by": _officer(WALKED[0]),
    }
    return [declined, waiting]


def write(path: Path) -> None:
    path.write_text(json.dumps(told(), ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Записать, что люди вымышленного региона сказали порталу")
    parser.add_argument("output", type=Path, help="куда записать, .json")
    write(parser.parse_args().output)


if __name__ == "__main__":
    main()
