"""«Обязательные посты»: the list, who has published and who has not, campaigns, and the form."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring import clock, mandating, tasks
from monitoring.forms.mandatory import MandatoryPostForm, initial_of
from monitoring.models import Campaign, MandatoryPost
from monitoring.models.mandatory import MandatoryPostQuerySet
from monitoring.queries import mandatory
from monitoring.queries.mandatory import STATES, Frame, MatrixFilters
from registry.access import is_specialist, scope_of
from registry.paging import LongPaginator
from registry.trail import Change, Told, history

from .access import SignedIn, for_specialists
from .choices import Field, without

A_PAGE = 25
ROWS = 50


def for_people_with_a_scope(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page to those who see any publics at all; to others it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        scope = scope_of(request.user)
        if not (scope.everything or scope.districts or scope.institutions):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_people_with_a_scope
def index(request: SignedIn) -> HttpResponse:
    user = request.user
    past = Paginator(mandatory.past(user), A_PAGE).get_page(request.GET.get("page"))
    rows = [list(mandatory.under_way(user)), list(mandatory.future(user)), list(past)]
    every = [row for group in rows for row in group]
    told = {one.row.pk: one for one in mandatory.listed(every, user, mandatory.frame(user))}
    titles = (_("Идут сейчас"), _("Скоро начнутся"), _("Прошли или отменены"))
    groups = [(title, [told[row.pk] for row in group]) for title, group in zip(titles, rows, strict=True)]
    context = {
        "groups": groups,
        "page": past,
        "any": bool(told),
        "campaigns": mandatory.campaigns(user),
        "specialist": is_specialist(user),
    }
    return render(request, "monitoring/mandatory.html", context)


@require_safe
@for_people_with_a_scope
def page(request: SignedIn, pk: int) -> HttpResponse:
    """Show a mandatory post with who published it and who did not, and who changed what."""
    row = get_object_or_404(mandatory.visible(request.user), pk=pk)
    around = mandatory.frame(request.user)
    context = {
        "row": row,
        "told": mandatory.listed([row], request.user, around)[0],
        "days": mandatory.days(row),
        "today": clock.today(),
        "specialist": is_specialist(request.user),
        "open": mandatory.open_to_change(row),
        "search": mandating.unfinished(row).first(),
        "entries": history(row, _teller(around.names), hidden=("created_at", "created_by")),
    }
    return render(request, "monitoring/mandatory_post.html", {**context, **_matrix(request, [row], around)})


@require_safe
@for_people_with_a_scope
def campaign(request: SignedIn, pk: int) -> HttpResponse:
    """Show all of a campaign: a column for each of its mandatory posts."""
    row = get_object_or_404(mandatory.campaigns(request.user), pk=pk)
    columns = mandatory.of_campaign(row, request.user)
    around = mandatory.frame(request.user)
    context = {"row": row, "listed": mandatory.listed(columns, request.user, around)}
    return render(request, "monitoring/campaign.html", {**context, **_matrix(request, columns, around)})


@require_safe
@for_people_with_a_scope
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """Give the search's progress bar alone; at its end the page is renewed."""
    row = get_object_or_404(mandatory.visible(request.user), pk=pk)
    search = mandating.unfinished(row).first()
    response = render(request, "monitoring/_mandatory_search.html", {"search": search, "row": row})
    if search is None:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def new(request: SignedIn) -> HttpResponse:
    row = MandatoryPost(created_at=clock.now(), created_by=request.user)
    return _form_page(request, row, {}, _("Новая обязательная публикация"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    row = _to_be_changed(request, MandatoryPost.objects.all(), pk)
    if not mandatory.open_to_change(row):
        messages.info(request, _("Эту публикацию уже не изменить: её срок прошёл, недели по ней оценены."))
        return redirect("monitoring:mandatory_post", pk)
    return _form_page(request, row, initial_of(row), _("Изменение обязательной публикации"))


@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for it no longer. Weeks whose facts are fixed keep their verdicts."""
    with transaction.atomic():
        row = _to_be_changed(request, MandatoryPost.objects.select_for_update(of=("self",)), pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
            mandating.save(row, request.user)
    messages.success(request, _("Публикация отменена. Закреплённые недели остались при своих вердиктах."))
    return redirect("monitoring:mandatory_post", pk)


def _to_be_changed(request: SignedIn, rows: MandatoryPostQuerySet, pk: int) -> MandatoryPost:
    """Return what a specialist is to change; who may only see it is told so, to others it does not exist."""
    row = get_object_or_404(rows.visible_to(request.user), pk=pk)
    if not is_specialist(request.user):
        raise PermissionDenied
    return row


def _form_page(request: SignedIn, row: MandatoryPost, initial: dict[str, Any], title: str) -> HttpResponse:
    form = MandatoryPostForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        return _save(request, form, row)
    context = {"form": form, "title": title, "row": row, "campaigns": Campaign.objects.all()}
    return render(request, "monitoring/mandatory_form.html", context)


def _save(request: SignedIn, form: MandatoryPostForm, row: MandatoryPost) -> HttpResponse:
    with transaction.atomic():
        order = mandating.save(form.fill(row), request.user)
    if order is None:
        messages.success(request, _("Сохранено. Портал будет искать эту публикацию с её первого дня."))
    else:
        # The row is the record: if the broker is away now, beat calls a worker within a minute.
        transaction.on_commit(lambda: tasks.search_mandatory.delay(order.pk), robust=True)
        messages.success(request, _("Сохранено. Портал ищет публикацию среди уже собранных постов."))
    return redirect("monitoring:mandatory_post", row.pk)


def _matrix(request: SignedIn, columns: Sequence[MandatoryPost], around: Frame) -> dict[str, Any]:
    filters = MatrixFilters.parse(request.GET)
    concerned = mandatory.concerned(columns, request.user, around)
    total = mandatory.total(columns, request.user, around, filters)
    listed = LongPaginator(mandatory.narrowed(concerned, columns, filters), ROWS, total)
    rows = listed.get_page(request.GET.get("page"))
    return {
        "columns": columns,
        "page": rows,
        "lines": mandatory.lines(rows.object_list, columns),
        "filters": filters,
        "fields": _fields(request, filters, around.mine),
        "clear": request.path,
    }


def _fields(request: SignedIn, filters: MatrixFilters, names: Sequence[tuple[int, str]]) -> list[Field]:
    states = [("", _("все")), *((value, str(word)) for value, word in STATES.items())]
    fields = [Field("state", _("Кто"), filters.state, states, without(request.GET, "state"))]
    if len(names) > 1:
        options = [("", _("все")), *((str(pk), name) for pk, name in names)]
        chosen = str(filters.district or "")
        fields.append(Field("district", _("Район"), chosen, options, without(request.GET, "district")))
    return fields


def _teller(names: Mapping[int, str]) -> Told:
    def tell(field: str, title: str, before: Any, after: Any) -> list[Change]:
        field = field.removesuffix("_id")
        return [Change(title, mandatory.told(field, before, names), mandatory.told(field, after, names))]

    return tell
