"""What a person does with a list: answers for its rows, has it written, dropped, or taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from registry.guards import for_specialists
from registry.imports import choosing, keeping, queries, steps
from registry.imports.queries import Filters
from registry.imports.views.uploads import announce
from registry.models import Category, District, Import, InstitutionType
from registry.parameters import primary_key
from registry.templatetags.portal import number

State = Import.State


# --- the rows -------------------------------------------------------------------------------------------
@require_POST
@for_specialists
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person's word for the rows that are marked, or for all that the filters leave; decide them anew."""
    one, filters = get_object_or_404(Import, pk=pk), Filters.parse(request.POST)
    count = _say(one, request.POST, _meant(one, request, filters)) if one.state == State.READY else 0
    if not count:
        messages.warning(request, _("Ничего не изменено: отметьте строки и выберите, что им задать."))
        return redirect(f"{reverse('registry:import', args=[pk])}?{filters.query()}")
    said = ngettext("Ваш ответ принят для %(count)s строки.", "Ваш ответ принят для %(count)s строк.", count)
    return _attempt(request, one, choosing.decide_again, said % {"count": number(count)}, filters)


def _meant(one: Import, request: HttpRequest, filters: Filters) -> queries.Rows:
    if request.POST.get("scope") == "all":
        return one.rows.filter(pk__in=queries.rows(one, filters).order_by().values("pk"))
    return one.rows.filter(pk__in=[key for told in request.POST.getlist("row") if (key := primary_key(told))])


def _say(one: Import, told: Mapping[str, str], rows: queries.Rows) -> int:
    match told.get("do"):
        case "confirm":
            return choosing.confirm(rows)
        case "owner":
            return choosing.tell(rows.filter(questions__has_key="owner"), owner=True)
        case "leave_out":
            return choosing.tell(rows, left_out=True)
        case "take_back":
            return choosing.tell(rows.filter(chosen__left_out=True), left_out=False)
    known = _known(told)
    return choosing.tell(rows, **known) if known else 0


def _known(told: Mapping[str, str]) -> dict[str, Any]:
    """Return type, district and category as far as they are told and exist."""
    found: dict[str, Any] = {}
    if told.get("set_type") in InstitutionType.values:
        found["type"] = told["set_type"]
    if told.get("set_category") in set(Category.values) - {Category.UNSET}:
        found["category"] = told["set_category"]
    district = told.get("set_district", "").replace("\x00", "")
    if district and District.objects.filter(name=district).exists():
        found["district"] = district
    return found


# --- the list -------------------------------------------------------------------------------------------
@require_POST
@for_specialists
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the list go on, or end it here; a person who pressed too late is told so."""
    one = get_object_or_404(Import, pk=pk)
    asked = request.POST.get("do", "")
    known = {name: deed for name, (state, deed, _said) in DEEDS.items() if one.state in state}
    if asked not in known:
        messages.info(request, _("Ничего не сделано: состояние загрузки изменилось, посмотрите на неё снова."))
        return redirect("registry:import", pk)
    return _attempt(request, one, lambda one: known[asked](one, request.user), str(DEEDS[asked][2]()))


def _attempt(
    request: HttpRequest, one: Import, deed: Callable[[Import], None], said: str, filters: Filters | None = None
) -> HttpResponse:
    try:
        deed(one)
    except steps.Superseded:
        messages.info(request, _("Ничего не сделано: состояние загрузки изменилось, посмотрите на неё снова."))
    else:
        messages.success(request, said)
        announce(one)
    query = filters.query() if filters else ""
    return redirect(f"{reverse('registry:import', args=[one.pk])}{'?' if query else ''}{query}")


def _write(one: Import, by: Any) -> None:
    steps.enter(one, State.WRITING, written_by=by, renewed=False)


def _drop(one: Import, by: Any) -> None:
    keeping.drop(one)


def _retry(one: Import, by: Any) -> None:
    steps.enter(one, one.state)


def _weigh(one: Import, by: Any) -> None:
    if not one.rows.exists():
        raise steps.Superseded
    steps.enter(one, State.WEIGHING)


def _undo(one: Import, by: Any) -> None:
    steps.enter(one, State.UNDOING, undone_by=by)


def _stay(one: Import, by: Any) -> None:
    steps.enter(one, State.DONE)


# What may be asked for: in which states, what is done, what is said then.
DEEDS: dict[str, tuple[set[State], Callable[[Import, Any], None], Callable[[], str]]] = {
    "write": ({State.READY}, _write, lambda: _("Записываем. Если что-то пойдёт не так, не запишется ничего.")),
    "drop": (
        {State.READING, State.READY, State.COLUMNS, State.LINKS},
        _drop,
        lambda: _("Список отложен, в реестре ничего не изменилось."),
    ),
    "retry": (set(Import.WORKING), _retry, lambda: _("Пробуем ещё раз.")),
    "weigh": ({State.DONE}, _weigh, lambda: _("Смотрим, что можно вернуть. Пока ничего не отменено.")),
    "undo": ({State.UNDOABLE}, _undo, lambda: _("Отменяем загрузку.")),
    "stay": ({State.UNDOABLE}, _stay, lambda: _("Загрузка остаётся в реестре.")),
}
