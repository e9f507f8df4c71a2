"""Who there is: districts, institutions, their publics and the publics' categories."""

from datetime import datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, Concat, Lower, Upper
from django.utils.translation import gettext_lazy as _

from registry.access import scope_of
from registry.collation import LOOSELY

from .fields import NameKeyField, SortKeyField


def tracked(**options):
    """Keep the history of every change by triggers, so that bulk writes are in it too."""
    # Trackers remember the model they were given to: each class needs its own.
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options)


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to an institution, narrowed to what a person may see."""

    district_path = "district"
    institution_path = "pk"

    def visible_to(self, user):
        """Return the rows inside the user's own scope; nothing for an anonymous visitor."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        mine = models.Q(**{f"{self.district_path}__in": scope.districts})
        return self.filter(mine | models.Q(**{f"{self.institution_path}__in": scope.institutions}))


class DistrictQuerySet(ScopedQuerySet):
    district_path = "pk"
    institution_path = "institutions"

    def visible_to(self, user):
        return super().visible_to(user).distinct()

    def get_by_natural_key(self, name: str):
        """Let a fixture be loaded twice, and beside the district that a migration makes."""
        return self.get(name=name)


class InstitutionQuerySet(ScopedQuerySet):
    def present(self):
        """Return institutions that are not archived."""
        return self.filter(archived_at=None)


class PublicQuerySet(ScopedQuerySet):
    district_path = "institution__district"
    institution_path = "institution"

    def present(self):
        """Return publics that are watched: neither they nor their institutions are archived."""
        return self.filter(archived_at=None, institution__archived_at=None)


@tracked()
class District(models.Model):
    class Kind(models.TextChoices):
        MUNICIPAL = "municipal_district", _("Муниципальный район")
        CITY = "city_district", _("Городской округ")
        # State organisations belong to no district, yet stand in every table.
        REPUBLICAN = "republican", _("Республиканские")

    name = models.CharField(_("Название"), max_length=200, unique=True)
    genitive = models.CharField(_("В родительном падеже"), max_length=200, blank=True)
    name_tt = models.CharField(_("По-татарски"), max_length=200, blank=True)
    # How lists call it beside its name and its genitive, after commas.
    aliases = models.CharField(_("Другие написания"), max_length=1000, blank=True)
    kind = models.CharField(_("Вид"), max_length=20, choices=Kind.choices, default=Kind.MUNICIPAL)
    sort_key = SortKeyField(source="name")

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("район")
        verbose_name_plural = _("районы")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class InstitutionType(models.TextChoices):
    """The types of the letter's section III, which set the quota of QR sheets."""

    AUTHORITY = "authority", _("Орган власти")
    RURAL_ADMINISTRATION = "rural_administration", _("Сельское поселение")
    KINDERGARTEN = "kindergarten", _("Детский сад")
    SCHOOL = "school", _("Школа")
    COLLEGE = "college", _("Колледж")
    ADDITIONAL_EDUCATION = "additional_education", _("Дополнительное образование")
    CHILDRENS_HOME = "childrens_home", _("Детский дом")
    YOUTH_CENTRE = "youth_centre", _("Молодёжный центр")
    CULTURE = "culture", _("Культура")
    HEALTH = "health", _("Здравоохранение")
    SPORT = "sport", _("Спорт")
    SOCIAL = "social", _("Социальная сфера")
    RESIDENTIAL_HOME = "residential_home", _("Дом-интернат")
    MFC = "mfc", _("МФЦ")
    OTHER = "other", _("Иное")


OGRN = (Value(" "), Coalesce(F("ogrn"), Value("")))
NUMBERS = ArrayField(models.TextField())


def _searched(*more: models.Expression) -> models.Expression:
    """Return names, and what else is told, as ``collation.loosely`` writes them."""
    told = Concat(F("full_name"), Value(" "), F("short_name"), *more)
    letters = ("".join(map(chr, side)) for side in (LOOSELY.keys(), LOOSELY.values()))
    return Func(Lower(told), *map(Value, letters), function="translate", output_field=models.TextField())


def numbers() -> models.Expression:
    """Return the numbers in an institution's names without the zeros before them, for an index of their own.

    A number of one or two digits has no trigram; and «2» is neither «12» nor «2а».
    """
    digits = _replaced(_searched(), "([a-z0-9_]*[a-z_][a-z0-9_]*|[^a-z0-9_]+)+", " ")
    plain = _replaced(digits, r"\m0+(\d)", r"\1")
    told = Func(plain, Value(" "), function="string_to_array", output_field=NUMBERS)
    return Func(told, Value(""), function="array_remove", output_field=NUMBERS)


def _replaced(text: models.Expression, pattern: str, by: str) -> models.Expression:
    values = (Value(one) for one in (pattern, by, "g"))
    return Func(text, *values, function="regexp_replace", output_field=models.TextField())


@tracked(exclude=["qr_placed", "qr_places", "qr_at_discretion", "name_key", "searched"])
class Institution(models.Model):
    full_name = models.CharField(_("Полное название"), max_length=500)
    short_name = models.CharField(_("Краткое название"), max_length=250)
    type = models.CharField(_("Тип"), max_length=24, choices=InstitutionType.choices, default=InstitutionType.OTHER)
    ogrn = models.CharField(_("ОГРН"), max_length=15, unique=True, null=True, blank=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="institutions", verbose_name=_("Район"))
    archived_at = models.DateTimeField(_("В архиве с"), null=True, blank=True)
    # Archived because it is the same as another one: lists that name it mean that one.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("Объединена с")
    )
    # Written by qrcodes, read by dashboards: sheets that hang; how many should, None without a norm or where the head
    # decides, which is a state of its own.
    qr_placed = models.PositiveIntegerField(default=0)
    qr_places = models.PositiveIntegerField(null=True, blank=True, editable=False)
    qr_at_discretion = models.BooleanField(default=False, editable=False)
    # A public of another institution that this one keeps together with it: a school and its branch.
    shares = models.ForeignKey(
        "Public",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sharers",
        verbose_name=_("Ведёт общий паблик"),
    )
    sort_key = SortKeyField(source="short_name")
    # Equal within a district: perhaps one institution twice.
    name_key = NameKeyField(source="full_name")
    searched = models.GeneratedField(expression=_searched(*OGRN), output_field=models.TextField(), db_persist=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("организация")
        verbose_name_plural = _("организации")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["district", "sort_key"]),
            models.Index(fields=["sort_key", "id"]),
            # Sums of sheets by district are read here alone.
            models.Index(
                fields=["district"],
                include=["qr_placed", "qr_places", "qr_at_discretion"],
                condition=models.Q(archived_at=None),
                name="institution_sheets",
            ),
            models.Index(fields=["district", "name_key"]),
            GinIndex(OpClass(F("searched"), "gin_trgm_ops"), name="institution_searched"),
            GinIndex(numbers(), name="institution_numbers"),
        ]

    def __str__(self) -> str:
        return self.short_name


class Category(models.TextChoices):
    FLAGSHIP = "flagship", _("флагманский")
    ACTIVE = "active", _("активный")
    CARD = "card", _("визитка")
    UNSET = "unset", _("категория не указана")


@tracked(exclude=["unreachable"])
class Public(models.Model):
    """An institution's official VK community. Its numeric id is its identity: names get renamed and reused."""

    vk_id = models.BigIntegerField(_("Номер во ВКонтакте"), unique=True)
    screen_name = models.CharField(_("Адрес"), max_length=64)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="publics")
    # The category of today; past weeks ask CategoryPeriod.
    category = models.CharField(_("Категория"), max_length=10, choices=Category.choices, default=Category.UNSET)
    cabinet = models.BooleanField(_("Кабинет в системе «Госпаблики»"), null=True, blank=True)
    state_mark = models.BooleanField(_("Отметка «Госорганизация»"), null=True, blank=True)
    # Why readers cannot open it, in the words of VK's door. Written by monitoring, read by sheets; empty: they can,
    # as far as is known.
    unreachable = models.CharField(max_length=16, blank=True, default="", editable=False)
    archived_at = models.DateTimeField(_("В архиве с"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("паблик")
        verbose_name_plural = _("паблики")
        indexes = [
            models.Index(fields=["institution"]),
            GinIndex(OpClass(Upper("screen_name"), "gin_trgm_ops"), name="public_screen_name_searched"),
            # VK tells addresses apart without regard to case.
            models.Index(Upper("screen_name"), name="public_by_address"),
        ]

    def __str__(self) -> str:
        return self.link

    @property
    def link(self) -> str:
        """Return the public's address as people write it, without a scheme."""
        return f"vk.com/{self.screen_name}"

    @property
    def url(self) -> str:
        return f"https://{self.link}"


class CategoryPeriod(models.Model):
    """From this moment on the public has this category."""

    public = models.ForeignKey(Public, models.CASCADE, related_name="category_periods")
    category = models.CharField(max_length=10, choices=Category.choices)
    valid_from = models.DateTimeField()
    decided_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["public", "valid_from", "pk"]
        indexes = [models.Index(fields=["public", "-valid_from"])]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.category}"


def category_at(periods: list[CategoryPeriod], moment: datetime) -> str:
    """Return the category valid at the moment.

    Before the first known period the first one holds: the list that told it speaks of the whole past.
    """
    before = [period for period in periods if period.valid_from <= moment] or periods[:1]
    return before[-1].category if before else Category.UNSET
