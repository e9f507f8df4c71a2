"""Changes in words: what was changed, from what to what, and where to look at it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Field, ForeignKey, Model
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.at_once import at_once
from registry.chronicle import Noted

LABELS = {"insert": gettext_lazy("создано"), "update": gettext_lazy("изменено"), "delete": gettext_lazy("удалено")}
# Where the page of an object is, by URL name; other rooms are known by that alone.
PAGES = {
    "registry.user": "person",
    "registry.district": "monitoring:district",
    "registry.public": "monitoring:public",
    "monitoring.ruleset": "monitoring:rule_set",
    "monitoring.exemption": "monitoring:exemption",
    "monitoring.appeal": "monitoring:appeal",
}
# What a row is called, by the first of its fields that says something.
NAMES = ("short_name", "name", "title", "email", "place", "reason", "words", "heading", "screen_name", "rule", "type")
# What says nothing to people: keys of sorting and search, and who and when, which every change tells anyway.
HIDDEN = {"id", "sort_key", "name_key", "searched", "password", "last_login", "edition"}
DEEDS = ("created", "set", "marked", "uploaded", "changed", "made", "commented", "decided")
HIDDEN |= {f"{deed}_{end}" for deed in DEEDS for end in ("at", "by")}
# What fields without a name of their own are called; the others of that kind are figures for machines.
WORDS = {
    "sent_at": gettext_lazy("Письмо отправлено"),
    "used_at": gettext_lazy("Принято"),
    "withdrawn_at": gettext_lazy("Отозвано"),
    "mark": gettext_lazy("Отметка"),
    "same": gettext_lazy("Это один пост"),
}
LONGEST = 200


@dataclass(frozen=True)
class Step:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One change as the page shows it."""

    noted: Noted
    kind: str
    thing: str
    what: str | Promise
    who: str
    url: str
    steps: list[Step]


def lines(changes: list[Noted], who: dict[int, str]) -> list[Line]:
    """Word a page of changes. One query for each kind of object that rows refer to."""
    names = _names(changes)
    return [_line(change, who, names) for change in changes]


def kind_name(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


def _line(change: Noted, who: dict[int, str], names: dict) -> Line:
    model = change.model
    url = reverse(PAGES[change.kind], args=[change.object]) if change.kind in PAGES else ""
    by = who.get(change.by, "") if change.by else ""
    steps = list(_steps(change, names)) if change.label != "delete" else []
    return Line(
        change, kind_name(model), _thing(change, names), LABELS.get(change.label, change.label), by, url, steps
    )


def _thing(change: Noted, names: dict) -> str:
    """Return what the object was called then; one that belongs to another is called by that."""
    own = next((str(change.after[name]) for name in NAMES if change.after.get(name)), "")
    foreign = [_shown(field, change.after.get(field.attname), names) for field in _foreign(change.model)]
    owner = next((name for name in foreign if name and name != "—"), "")
    return own if change.kind.startswith("registry.") and own else ", ".join(filter(None, (owner, own)))


def _steps(change: Noted, names: dict) -> Iterator[Step]:
    for field in change.model._meta.concrete_fields:
        if field.name in HIDDEN or field.attname not in change.after or not _title(field):
            continue
        old, new = (row.get(field.attname) if row else None for row in (change.before, change.after))
        if old != new and not (change.before is None and new in (None, "", [], {})):
            yield Step(_title(field), _shown(field, old, names), _shown(field, new, names))


def _title(field: Field) -> str:
    """Return a field's name in words; one without is called by what it refers to, or is not told at all."""
    model = field.related_model
    if field.verbose_name != field.name.replace("_", " "):
        return capfirst(str(field.verbose_name))
    return kind_name(model) if isinstance(model, type) else str(WORDS.get(field.name, ""))


def _shown(field: Field, value: Any, names: dict) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), f"№ {value}")
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if isinstance(field, DateTimeField) and (at := parse_datetime(str(value))):
        return date_format(localtime(at), "j E Y, H:i")
    if isinstance(value, (list, dict)):
        return Truncator(", ".join(map(str, value))).chars(LONGEST)
    label = dict(field.flatchoices or ()).get(value, value)
    return Truncator(str(label)).chars(LONGEST)


def _foreign(model: type[Model]) -> list[ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _names(changes: Iterable[Noted]) -> dict[tuple[type[Model], Any], str]:
    """Return what rows that are referred to are called, by model and key. One query for all kinds."""
    wanted: dict[Any, set] = {}
    for change in changes:
        for field in _foreign(change.model):
            told = {row.get(field.attname) for row in (change.after, change.before) if row}
            wanted.setdefault(field.related_model, set()).update(told - {None})
    rows = [model._default_manager.filter(pk__in=keys) for model, keys in wanted.items() if keys]
    if rows:
        at_once(*rows)
    return {(found.model, row.pk): str(row) for found in rows for row in found}
