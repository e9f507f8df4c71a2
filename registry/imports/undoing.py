"""A written list taken back: what it wrote and nobody has changed since. Weighed first, so that a person sees it.

Publics go before their institutions: one that stays keeps its institution. What came with the list is deleted
while nothing else knows of it, and archived once audits, sheets or people do.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Model

from registry.imports.preparing import portions, save_rows
from registry.imports.writing import TAKEN, context_of
from registry.models import CategoryPeriod, District, Import, ImportRow, Institution, Public

Kept = list[Any]  # [«institution» or «public», field, what the list wrote, what stands there now]
GONE = "gone"
PUBLICS = "publics"


def weigh(one: Import, alive: Callable[[int], None]) -> None:
    """Keep with each row what an undo would leave alone. Changes nothing else."""
    _each(one, _weigh_publics, alive)
    _each(one, _weigh_institutions, alive)


@transaction.atomic
def undo(one: Import, when: datetime, alive: Callable[[int], None]) -> None:
    """Take back all that stands as the list wrote it; keep with each row what was left alone, and why."""
    with context_of(one):
        list(District.objects.order_by("pk").select_for_update())
        _each(one, lambda rows: _restore_publics(_weigh_publics(rows), one, when), alive)
        _each(one, lambda rows: _restore_institutions(_weigh_institutions(rows), when), alive)
        _drop_districts(one.new_districts)


def _each(one: Import, do: Callable[[list[ImportRow]], Any], alive: Callable[[int], None]) -> None:
    for rows in portions(one):
        if written := [row for row in rows if row.outcome in TAKEN]:
            with transaction.atomic():
                do(written)
        alive(rows[-1].place)


# --- deciding -----------------------------------------------------------------------------------------
def _weigh_publics(rows: list[ImportRow]) -> dict[ImportRow, Public | None]:
    """Return the present public of each row that touched one; note what has changed since."""
    touched = [row for row in rows if row.public and _wrote(row, "public")]
    now = Public.objects.select_for_update().in_bulk([row.public for row in touched])
    for row in rows:
        row.kept = _changed_since(row, "public", now.get(row.public or 0)) if row in touched else []
    save_rows(rows, ["kept"])
    return {row: now.get(row.public or 0) for row in touched}


def _weigh_institutions(rows: list[ImportRow]) -> dict[ImportRow, Institution | None]:
    touched = [row for row in rows if _wrote(row, "institution")]
    wanted = [row.institution for row in touched]
    now = Institution.objects.select_related("district").select_for_update(of=("self",)).in_bulk(wanted)
    staying = _publics_that_stay([row for row in touched if row.made.get("institution")])
    for row in touched:
        kept = [one for one in row.kept if one[0] != "institution"]
        kept += _changed_since(row, "institution", now.get(row.institution or 0))
        kept += [["institution", PUBLICS, None, link] for link in staying[row.institution or 0]]
        row.kept = kept
    save_rows(touched, ["kept"])
    return {row: now.get(row.institution or 0) for row in touched}


def _wrote(row: ImportRow, what: str) -> dict[str, tuple[Any, Any]]:
    """Return old and new value by field."""
    return {name: (old, new) for kind, name, old, new in row.changes if kind == what}


def _changed_since(row: ImportRow, what: str, now: Institution | Public | None) -> list[Kept]:
    if now is None:
        return [[what, GONE, None, None]]
    # An address follows its public by itself: audits renew it, and no one has to decide.
    wrote = {name: new for name, (_old, new) in _wrote(row, what).items() if name != "screen_name"}
    return [[what, name, new, value] for name, new in wrote.items() if (value := _value(now, name)) != new]


def _value(now: Institution | Public, name: str) -> Any:
    if name == "archived":
        return bool(now.archived_at)
    if name == "institution":
        return now.institution_id if isinstance(now, Public) else None
    return str(now.district) if isinstance(now, Institution) and name == "district" else getattr(now, name)


def _publics_that_stay(rows: Iterable[ImportRow]) -> Mapping[int, list[str]]:
    """Return by institution the addresses of publics that the undo leaves with it."""
    made = {row.institution: row.of_id for row in rows}
    going = ImportRow.objects.filter(of__in=set(made.values()), made__public=True, kept=[], institution__in=made)
    staying = Public.objects.filter(institution__in=made, archived_at=None).exclude(pk__in=going.values("public"))
    found: dict[int, list[str]] = defaultdict(list)
    for public in staying:
        found[public.institution_id].append(public.link)
    return found


# --- taking back --------------------------------------------------------------------------------------
def _restore_publics(rows: Mapping[ImportRow, Public | None], one: Import, when: datetime) -> None:
    made = {row.public: public for row, public in rows.items() if public and row.made.get("public") and not row.kept}
    _forget_categories(rows, one.written_at or when)
    _remove(Public, list(made.values()), when)
    for row, public in rows.items():
        if public and not row.made.get("public"):
            _restore(row, "public", public, when)


def _forget_categories(rows: Mapping[ImportRow, Public | None], written: datetime) -> None:
    """Delete the periods that the list began, where its category still stands."""
    standing = [row.public for row in rows if not any(kept[:2] == ["public", "category"] for kept in row.kept)]
    CategoryPeriod.objects.filter(public__in=standing, valid_from=written).delete()


def _restore_institutions(rows: Mapping[ImportRow, Institution | None], when: datetime) -> None:
    kept = {row.pk for row in rows if any(one[0] == "institution" for one in row.kept)}
    made = [now for row, now in rows.items() if now and row.made.get("institution") and row.pk not in kept]
    _remove(Institution, made, when)
    for row, now in rows.items():
        if now and not row.made.get("institution"):
            _restore(row, "institution", now, when)


def _restore(row: ImportRow, what: str, now: Any, when: datetime) -> None:
    """Give back the old values of fields that still hold what the list wrote."""
    since = {name for kind, name, *_values in row.kept if kind == what}
    old = {name: before for name, (before, _new) in _wrote(row, what).items() if name not in since}
    if now.archived_at is None and "archived" in old:
        now.archived_at = when
    if "district" in old:
        now.district = District.objects.filter(name=old["district"]).first() or now.district
    if "institution" in old:
        now.institution_id = old["institution"]
    for name in old.keys() - {"archived", "district", "institution"}:
        setattr(now, name, old[name])
    now.save()


def _remove(model: type[Model], rows: list[Any], when: datetime) -> None:
    """Delete what nothing else refers to; archive the rest."""
    known = _referred(model, [row.pk for row in rows])
    free = [row.pk for row in rows if row.pk not in known]
    model._default_manager.filter(pk__in=known).update(archived_at=when)
    model._default_manager.filter(pk__in=free).delete()


def _referred(model: type[Model], keys: list[int]) -> set[int]:
    """Return the keys that rows of any room refer to; histories and periods of categories do not count."""
    found: set[int] = set()
    for relation in model._meta.related_objects:
        related: Any = relation.related_model
        if not (issubclass(related, pghistory.models.Event) or related is CategoryPeriod):
            name = relation.field.name
            rows = related._base_manager.filter(**{f"{name}__in": keys})
            found.update(rows.values_list(name, flat=True).distinct())
    return found


def _drop_districts(names: Iterable[str]) -> None:
    for district in District.objects.filter(name__in=list(names)):
        if not _referred(District, [district.pk]):
            district.delete()
