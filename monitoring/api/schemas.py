"""What the API answers with. Every field is described: these lines are its documentation."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Field, Schema

from monitoring.facts import Outcome
from monitoring.models import Status
from monitoring.rules import RULES
from registry.models import Category, InstitutionType

if TYPE_CHECKING:
    CategoryName = str
    StatusName = str
    TypeName = str
    OutcomeName = str
    RuleName = str
else:
    # The schema names the very words that the portal knows, today and tomorrow.
    CategoryName = Literal[tuple(Category.values)]
    StatusName = Literal[tuple(Status.values)]
    TypeName = Literal[tuple(InstitutionType.values)]
    OutcomeName = Literal[tuple(str(one) for one in Outcome)]
    RuleName = Literal[tuple(rule.id for rule in RULES)]
Figure = float | int | str | None
WeekName = Annotated[str, Field(description="Неделя ISO, например 2026-W46", pattern=r"^[1-9]\d{3}-W\d{2}$")]


class Problem(Schema):
    detail: str | list = Field(description="Что не так и что сделать")


class PublicOut(Schema):
    vk_id: int = Field(description="Номер сообщества во ВКонтакте, не меняется при переименовании")
    link: str = Field(description="Адрес паблика")
    institution: str = Field(description="Полное название организации")
    ogrn: str | None = Field(description="ОГРН, если известен")
    type: TypeName = Field(description="Тип организации")
    district: str = Field(description="Район")
    category: CategoryName = Field(description="Категория сегодня")
    qr_placed: int = Field(description="Сколько QR-листов размещено у организации")
    seen_at: datetime | None = Field(description="Когда стену читали в последний раз")


class WeekOut(Schema):
    vk_id: int = Field(description="Номер сообщества во ВКонтакте")
    week: WeekName
    closed: bool = Field(description="Неделя завершена")
    status: StatusName = Field(description="Итог недели")
    needs_check: bool = Field(description="Кто-то из людей должен посмотреть")
    score: float | None = Field(description="Балл от 0 до 100; null, пока неделя идёт или оценивать нечего")
    category: CategoryName = Field(description="Категория в ту неделю")
    counted: int = Field(description="Собственных постов")
    quota: int | None = Field(description="Норма постов; null, если не требуется")
    failed: list[RuleName] = Field(description="Правила, которые не выполнены")
    warned: list[RuleName] = Field(description="Правила с замечанием")
    seen_at: datetime | None = Field(description="До какого момента известна стена")


class VerdictOut(Schema):
    rule: RuleName = Field(description="Правило")
    outcome: OutcomeName = Field(description="Вердикт")
    value: Figure = Field(description="Что есть")
    threshold: Figure = Field(description="Что требуется")
    sentence: str = Field(description="То же словами")
    posts: list[str] = Field(description="Посты, на которых стоит вердикт")


class WeekVerdictsOut(Schema):
    vk_id: int = Field(description="Номер сообщества во ВКонтакте")
    week: WeekName
    status: StatusName = Field(description="Итог недели")
    verdicts: list[VerdictOut] = Field(description="Вердикты, которые вы спросили, в порядке правил")


class PostOut(Schema):
    url: str = Field(description="Пост во ВКонтакте")
    at: datetime = Field(description="Когда вышел")
    counted: bool = Field(description="Засчитан в норму")
    why: str = Field(description="Почему не засчитан; пусто, если засчитан")
    original: str | None = Field(description="Пост, который он повторяет")
    words: str = Field(description="Первые слова")


class LedgerOut(Schema):
    vk_id: int = Field(description="Номер сообщества во ВКонтакте")
    week: WeekName
    monday: date = Field(description="Первый день недели")
    posts: list[PostOut] = Field(description="Все посты недели, старые первыми")


class PublicsPage(Schema):
    items: list[PublicOut]
    next: str | None = Field(description="cursor следующей страницы; null, если это последняя")


class WeeksPage(Schema):
    items: list[WeekOut]
    next: str | None = Field(description="cursor следующей страницы; null, если это последняя")


class VerdictsPage(Schema):
    items: list[WeekVerdictsOut]
    next: str | None = Field(description="cursor следующей страницы; null, если это последняя")
