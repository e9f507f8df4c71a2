"""Which column is which: for one list, and all that the portal has been taught of headings so far."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registry import wording
from registry.guards import for_specialists
from registry.imports import steps, teaching
from registry.imports.columns import Column
from registry.imports.teaching import Named
from registry.imports.views.uploads import announce
from registry.models import Heading, Import
from registry.parameters import primary_key

State = Import.State


@dataclass(frozen=True)
class Part:
    """A sheet on the page. ``header``: the line of its headings, 0-based; ``number``: of the form's fields."""

    number: int
    sheet: str
    header: int
    read: bool
    head: list[list[str]]
    headings: list[Named]


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person show which lines hold the headings, and what each heading means."""
    one = get_object_or_404(Import, pk=pk, state__in=[State.COLUMNS, State.READY])
    parts = _parts(request, one)
    trouble = one.trouble
    if request.method == "POST" and request.POST.get("do") == "save":
        trouble = _trouble(parts)
        if not trouble:
            return _saved(request, one, parts)
    context = {"one": one, "parts": parts, "trouble": trouble, "columns": _columns(), "lines": range(1, 31)}
    return render(request, "registry/imports/columns.html", context)


def _parts(request: HttpRequest, one: Import) -> list[Part]:
    """Return the sheets as the form shows them, with what was sent already filled in."""
    taught = teaching.known()
    told = {sheet["name"]: sheet for sheet in one.sheets}
    parts = []
    for number, (sheet, head) in enumerate(one.sample.items()):
        known = told.get(sheet, {"header": teaching.guessed_header(head), "read": not told})
        part = _sent(request, number, Part(number, sheet, known["header"], known["read"], head, []))
        headings = [_chosen(request, part, place, one) for place, one in enumerate(_headings(part, taught))]
        parts.append(replace(part, headings=headings))
    return parts


def _headings(part: Part, taught: dict[str, Column | None]) -> list[Named]:
    return teaching.named_in(part.head, part.header, taught)


def _sent(request: HttpRequest, number: int, part: Part) -> Part:
    if request.method != "POST":
        return part
    line = request.POST.get(f"header-{number}", "")
    header = int(line) - 1 if line.isascii() and line.isdigit() and len(line) < 4 else part.header
    return replace(part, header=header, read=f"read-{number}" in request.POST)


def _chosen(request: HttpRequest, part: Part, place: int, named: Named) -> Named:
    """Return the heading with the column that was chosen for it, if the form showed this very heading."""
    field = f"column-{part.number}-{place}"
    if request.POST.get(f"heading-{part.number}-{place}") != named.heading or field not in request.POST:
        return named
    value = request.POST[field]
    return replace(named, column=Column(value) if value in set(Column) else None)


def _trouble(parts: list[Part]) -> str:
    read = [part for part in parts if part.read]
    if not read:
        return _("Отметьте хотя бы один лист.")
    for part in read:
        fault = teaching.fault({str(place): named.column for place, named in enumerate(part.headings)})
        if fault == "header":
            told = _("Нужны хотя бы два столбца, один из них «Организация», «Ссылка» или «Номер паблика».")
            return f"{part.sheet}: {told}" if part.sheet else told
        if fault:
            return _("Два столбца названы «%(column)s»; оставьте один.") % {"column": wording.column(fault)}
    return ""


@transaction.atomic
def _saved(request: HttpRequest, one: Import, parts: list[Part]) -> HttpResponse:
    read = [part for part in parts if part.read]
    for named in (named for part in read for named in part.headings):
        teaching.teach(named.heading, named.column)
    layout = {"sheets": [part.sheet for part in read], "headers": {part.sheet: part.header for part in read}}
    try:
        steps.enter(one, State.READING, layout=layout)
    except steps.Superseded:
        messages.info(request, _("Ничего не сделано: состояние загрузки изменилось, посмотрите на неё снова."))
    else:
        messages.success(request, _("Столбцы запомнены, файл читается заново."))
        announce(one)
    return redirect("registry:import", one.pk)


def _columns() -> list[tuple[str, str]]:
    return [(str(column), wording.column(column)) for column in Column]


# --- what was taught ------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def headings(request: HttpRequest) -> HttpResponse:
    """Show what the portal was taught of headings; let a person change or forget it."""
    if request.method == "POST":
        one = get_object_or_404(Heading, pk=primary_key(request.POST.get("heading", "")))
        _change(request, one)
        return redirect("registry:headings")
    context = {"headings": Heading.objects.all(), "columns": _columns()}
    return render(request, "registry/imports/headings.html", context)


def _change(request: HttpRequest, one: Heading) -> None:
    value = request.POST.get("column", "")
    if request.POST.get("do") == "forget":
        one.delete()
        messages.success(request, _("Название «%(heading)s» забыто.") % {"heading": one.heading})
    elif value == "" or value in set(Column):
        one.column = value
        one.save(update_fields=["column"])
        messages.success(request, _("Название «%(heading)s» запомнено иначе.") % {"heading": one.heading})
