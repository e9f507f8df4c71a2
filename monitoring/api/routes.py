"""The API's addresses. Each answer takes a number of queries that does not grow with its rows."""

from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, Throttled

from monitoring.models import WeekSummary
from monitoring.queries import ledger
from monitoring.queries.public import publics, story
from monitoring.weeks import Week

from . import answers, paging
from .access import Asked, Pace, PersonalToken
from .schemas import (
    CategoryName,
    LedgerOut,
    OutcomeName,
    Problem,
    PublicOut,
    PublicsPage,
    RuleName,
    StatusName,
    VerdictsPage,
    WeeksPage,
)

REFUSALS: dict[Any, Any] = {400: Problem, 401: Problem, 404: Problem, 422: Problem, 429: Problem}
Limit = Annotated[int, Query(ge=1, le=500, description="Сколько записей на странице")]
Cursor = Annotated[str | None, Query(description="Поле next предыдущего ответа", max_length=100)]
District = Annotated[str | None, Query(description="Название района", max_length=200)]
Weeks = Annotated[str | None, Query(description="Неделя ISO, например 2026-W46", max_length=10)]
VkId = Annotated[int | None, Query(description="Номер сообщества во ВКонтакте", ge=1, le=2**62)]

api = NinjaAPI(
    title="Госпаблики",
    version="1",
    description="Только чтение. Видно то же, что на страницах портала хозяину токена.",
    docs_url=None,
    auth=PersonalToken(),
    throttle=[Pace()],
    urls_namespace="api",
)


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, early: Throttled) -> HttpResponse:
    answer = api.create_response(request, {"detail": "Слишком много запросов, повторите позже"}, status=429)
    answer["Retry-After"] = str(int(early.wait or 1) + 1)
    return answer


@api.get("/publics", response={200: PublicsPage, **REFUSALS}, summary="Паблики", tags=["Паблики"])
def list_publics(
    request: Asked,
    category: CategoryName | None = None,
    district: District = None,
    cursor: Cursor = None,
    limit: Limit = 100,
):
    rows = publics(request.user, archived=False).order_by("pk")
    rows = _narrowed(rows, category=category, institution__district__name=district)
    if cursor:
        rows = rows.filter(pk__gt=paging.number(cursor))
    page = list(rows[: limit + 1])
    following = paging.told(page[limit - 1].pk) if len(page) > limit else None
    return {"items": [answers.public_out(row) for row in page[:limit]], "next": following}


@api.get("/publics/{int:vk_id}", response={200: PublicOut, **REFUSALS}, summary="Один паблик", tags=["Паблики"])
def one_public(request: Asked, vk_id: int):
    return answers.public_out(get_object_or_404(publics(request.user), vk_id=_known(vk_id)))


@api.get("/weeks", response={200: WeeksPage, **REFUSALS}, summary="Недели пабликов", tags=["Недели"])
def list_weeks(
    request: Asked,
    week: Weeks = None,
    vk_id: VkId = None,
    status: StatusName | None = None,
    district: District = None,
    cursor: Cursor = None,
    limit: Limit = 100,
):
    asked = {"status": status, "public__institution__district__name": district}
    page, following = _page(_weeks(request, week, vk_id, asked).defer("verdicts"), cursor, limit)
    return {"items": [answers.week_out(row) for row in page], "next": following}


@api.get("/verdicts", response={200: VerdictsPage, **REFUSALS}, summary="Вердикты по правилам", tags=["Недели"])
def list_verdicts(
    request: Asked,
    week: Weeks = None,
    vk_id: VkId = None,
    rule: RuleName | None = None,
    outcome: OutcomeName | None = None,
    district: District = None,
    cursor: Cursor = None,
    limit: Limit = 100,
):
    rows = _weeks(request, week, vk_id, {"public__institution__district__name": district})
    if rule and outcome:
        rows = rows.filter(**{f"verdicts__{rule}__outcome": outcome})
    page, following = _page(rows, cursor, limit)
    return {"items": [answers.verdicts_out(row, rule, outcome) for row in page], "next": following}


@api.get(
    "/publics/{int:vk_id}/weeks/{week}/ledger",
    response={200: LedgerOut, **REFUSALS},
    summary="Посты недели: какой засчитан и почему нет",
    tags=["Недели"],
)
def one_ledger(request: Asked, vk_id: int, week: str):
    public = get_object_or_404(publics(request.user), vk_id=_known(vk_id))
    told = story(public, _week(week))
    return answers.ledger_out(told, ledger.ledger(told))


def _weeks(request: Asked, week: str | None, vk_id: int | None, asked: dict[str, Any]) -> QuerySet[WeekSummary]:
    rows = WeekSummary.objects.visible_to(request.user).filter(
        public__archived_at=None, public__institution__archived_at=None
    )
    asked = {"week": _week(week).monday if week else None, "public__vk_id": vk_id, **asked}
    return _narrowed(rows, **asked).select_related("public").order_by("public", "week")


def _page(rows: QuerySet[WeekSummary], cursor: str | None, limit: int) -> tuple[list[WeekSummary], str | None]:
    if cursor:
        public, week = paging.number_and_day(cursor)
        rows = rows.filter(Q(public__gt=public) | Q(public=public, week__gt=week), public__gte=public)
    page = list(rows[: limit + 1])
    last = page[limit - 1] if len(page) > limit else None
    return page[:limit], paging.told(last.public_id, last.week) if last else None


def _narrowed(rows, **asked):
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError as error:
        raise HttpError(400, str(error)) from None


def _known(vk_id: int) -> int:
    """Return a number that the database can hold; no public has another one."""
    return min(vk_id, 2**62)
