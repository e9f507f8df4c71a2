"""Rows of the sheets: quotas, books, codes that VK made, words remembered, sheets that hang, visits that looked."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qrcodes import shelf
from qrcodes.quotas import Standing
from qrcodes.texts import BOTH, LONGEST_CALL, LONGEST_TITLE
from qrcodes.verdicts import address_in
from registry.models import Institution, InstitutionType, Public, User
from registry.models.institutions import ScopedQuerySet, tracked
from registry.models.made_files import MadeFile


class PlacementQuotaManager(models.Manager["PlacementQuota"]):
    def by_type(self) -> dict[str, "PlacementQuota"]:
        """Return every quota by its type: fifteen rows, read at once."""
        return {quota.type: quota for quota in self.all()}


@tracked()
class PlacementQuota(models.Model):
    """The least number of sheets for a type. Without a number the head of the institution decides."""

    type = models.CharField(_("Тип организации"), max_length=24, choices=InstitutionType.choices, unique=True)
    places = models.PositiveSmallIntegerField(
        _("Не менее мест"), null=True, blank=True, help_text=_("Пусто: на усмотрение руководителя.")
    )
    zones = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("Где повесить"),
        blank=True,
        default=list,
        help_text=_("Через запятую."),
    )
    paragraph = models.CharField(_("Основание"), max_length=200)

    objects = PlacementQuotaManager()

    class Meta:
        verbose_name = _("норма размещения")
        verbose_name_plural = _("нормы размещения")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="quota_is_a_number_or_discretion", condition=Q(places=None) | Q(places__gte=1))
        ]

    def __str__(self) -> str:
        return self.get_type_display()

    def standing(self, institution: Institution) -> Standing:
        """Return the institution against this quota."""
        return Standing(self.places, institution.qr_placed, tuple(self.zones))


class Book(MadeFile):
    """Sheets of many publics in one file."""

    FOLDER: ClassVar[str] = "books"
    PROGRESS: ClassVar[tuple[str, ...]] = ("seen", "skipped")

    class Kind(models.TextChoices):
        PDF = "pdf", _("один PDF")
        ZIP = "zip", _("ZIP с папками организаций")

    made_by = models.ForeignKey(User, models.CASCADE, related_name="books")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    # Fields of forms.StyleForm, and whether copies follow the quotas.
    style = models.JSONField()
    by_quota = models.BooleanField(default=False)
    public_ids = ArrayField(models.BigIntegerField())
    seen = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)

    class Meta(MadeFile.Meta):
        verbose_name = _("книга листов")
        verbose_name_plural = _("книги листов")
        constraints = [
            # Pressed twice, it is one book.
            models.UniqueConstraint(name="one_book_at_a_time", fields=["made_by"], condition=Q(state="under_way"))
        ]

    @property
    def total(self) -> int:
        return len(self.public_ids)

    @property
    def printed(self) -> int:
        return self.seen - self.skipped


class VkCodeQuerySet(ScopedQuerySet):
    district_path = "public__institution__district"
    institution_path = "public__institution"


@tracked()
class VkCode(models.Model):
    """The code of a public that VK's own tool made: its picture as VK drew it, and what it says."""

    public = models.OneToOneField(Public, models.CASCADE, related_name="vk_code", verbose_name=_("Паблик"))
    text = models.TextField(_("Что в коде"))
    # The hash of a PNG on the shelf: the code alone, without its quiet zone.
    picture = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, verbose_name=_("Кто загрузил"))
    uploaded_at = models.DateTimeField(_("Загружен"))

    objects = VkCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("код ВКонтакте")
        verbose_name_plural = _("коды ВКонтакте")

    def __str__(self) -> str:
        return self.text

    @property
    def is_former(self) -> bool:
        """Tell whether the code holds an address that the public has given up since."""
        address = address_in(self.text)
        return isinstance(address, str) and address != self.public.screen_name.lower()

    def png(self) -> bytes | None:
        """Return the picture; None if it was lost."""
        return shelf.read(self.picture)


SHEET_LANGUAGES = [("ru", "Русский"), ("tt", "Татарча"), (BOTH, _("Оба"))]


@tracked()
class SheetWords(models.Model):
    """What a public's people have its sheets say (see texts.Words). An empty text is the usual one."""

    public = models.OneToOneField(Public, models.CASCADE, related_name="sheet_words", verbose_name=_("Паблик"))
    language = models.CharField(_("Язык листа"), max_length=4, choices=SHEET_LANGUAGES)
    title = models.CharField(_("Название на листе"), max_length=LONGEST_TITLE, blank=True)
    title_tt = models.CharField(_("Название по-татарски"), max_length=LONGEST_TITLE, blank=True)
    call = models.CharField(_("Призыв"), max_length=LONGEST_CALL, blank=True)
    call_tt = models.CharField(_("Призыв по-татарски"), max_length=LONGEST_CALL, blank=True)
    set_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("Кто запомнил"))
    set_at = models.DateTimeField(_("Когда запомнен"))

    class Meta:
        verbose_name = _("текст листа")
        verbose_name_plural = _("тексты листов")

    def __str__(self) -> str:
        return self.title or str(self.public)


class OfInstitutionQuerySet(ScopedQuerySet):
    district_path = "institution__district"
    institution_path = "institution"


class PlacementQuerySet(OfInstitutionQuerySet):
    def hanging(self):
        """Return sheets that have not been taken down."""
        return self.filter(withdrawn_at=None)


@tracked()
class Placement(models.Model):
    """A sheet that hangs: zone, place in words, since when. Taken down, it stays as history and counts no more.

    `key` comes with the form: sent twice, it is one placement. An empty zone is a place of one's own.
    """

    key = models.UUIDField(unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="placements", verbose_name=_("Организация")
    )
    zone = models.CharField(_("Зона"), max_length=120, blank=True)
    place = models.CharField(_("Место словами"), max_length=200)
    placed_on = models.DateField(_("Когда повешен"))
    # The hash of a JPEG on the shelf.
    photo = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("Кто отметил"))
    added_at = models.DateTimeField(_("Отмечено"))
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("Кто снял"))
    withdrawn_at = models.DateTimeField(_("Снят"), null=True)
    reason = models.CharField(_("Почему снят"), max_length=200, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("размещение")
        verbose_name_plural = _("размещения")
        ordering = ["placed_on", "pk"]

    def __str__(self) -> str:
        return self.place


@tracked()
class Inspection(models.Model):
    """What a specialist saw on a visit: zones of the norm, those of them with a sheet, photographs, a note.

    `key` comes with the form, which may be sent again where the connection failed: it is one inspection.
    """

    key = models.UUIDField(unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="inspections", verbose_name=_("Организация")
    )
    inspected_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("Кто проверил")
    )
    inspected_at = models.DateTimeField(_("Когда"))
    zones = ArrayField(models.CharField(max_length=120), verbose_name=_("Зоны"))
    seen = ArrayField(models.CharField(max_length=120), verbose_name=_("Где лист висит"))
    photos = ArrayField(models.CharField(max_length=64), verbose_name=_("Снимки"), default=list)
    note = models.TextField(_("Заметка"), blank=True)

    objects = OfInstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("проверка на месте")
        verbose_name_plural = _("проверки на месте")
        ordering = ["-inspected_at", "-pk"]
        indexes = [models.Index(fields=["institution", "-inspected_at"])]

    def __str__(self) -> str:
        return f"{self.institution}, {self.inspected_at:%d.%m.%Y}"
