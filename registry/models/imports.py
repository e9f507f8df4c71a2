"""Lists on their way into the registry: the file, its rows with what is decided of each, and what people taught."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .institutions import District, InstitutionType, tracked


class ImportQuerySet(models.QuerySet):
    def claimable(self, now):
        """Return imports that wait for a worker: nobody's, or claimed by one whose lease is over."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state__in=Import.WORKING, attempts__lt=Import.MOST_ATTEMPTS, alone=False)


class Import(models.Model):
    """One list that somebody sent. A worker takes it from step to step; a person looks before anything is written."""

    class State(models.TextChoices):
        READING = "reading", _("Читаем файл")
        REFUSED = "refused", _("Файл не принят")
        COLUMNS = "columns", _("Нужно указать столбцы")
        LINKS = "links", _("Проверяем ссылки")
        DECIDING = "deciding", _("Сверяем с реестром")
        READY = "ready", _("Ждёт проверки")
        WRITING = "writing", _("Записываем")
        DONE = "done", _("Записан")
        WEIGHING = "weighing", _("Смотрим, что можно вернуть")
        UNDOABLE = "undoable", _("Ждёт решения об отмене")
        UNDOING = "undoing", _("Отменяем")
        UNDONE = "undone", _("Отменён")
        DROPPED = "dropped", _("Не понадобился")

    # States in which a worker has something to do.
    WORKING = (State.READING, State.LINKS, State.DECIDING, State.WRITING, State.WEIGHING, State.UNDOING)
    MOST_ATTEMPTS = 5

    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+")
    # Reasons and remarks are worded while the list is decided: in the language of whoever sent it.
    language = models.CharField(max_length=10, default="ru")
    # [{"name", "title", "header": line, "headings": [[column, heading]], "unread", "read"}], in the file's order.
    sheets = models.JSONField(default=list)
    # What a person chose on the page of columns: {"headers": {sheet: line}, "sheets": [name]}.
    layout = models.JSONField(default=dict)
    # The first lines of each sheet, kept until the list is written: {sheet: [[cell]]}.
    sample = models.JSONField(default=dict)
    skipped = models.JSONField(default=list)
    # How many rows have each outcome; stays when the rows themselves are gone.
    counts = models.JSONField(default=dict)
    new_districts = models.JSONField(default=list)
    # Why the file was refused or what the worker waits for.
    trouble = models.TextField(blank=True)
    # The registry changed between the preview and the writing: the person looks again.
    renewed = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    # A command in the foreground works on it: no worker may take it.
    alone = models.BooleanField(default=False)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("загрузка списка")
        verbose_name_plural = _("загрузки списков")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def working(self) -> bool:
        return self.state in self.WORKING

    @property
    def stalled(self) -> bool:
        """Tell whether the step failed so often that no worker takes it any more."""
        return self.working and self.attempts >= self.MOST_ATTEMPTS


class ImportFile(models.Model):
    """The file itself, in the database because workers may run on other machines; gone when the list is written."""

    of = models.OneToOneField(Import, models.CASCADE, related_name="file", primary_key=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.of)


class Outcome(models.TextChoices):
    ADDED = "added", _("Добавится")
    CHANGED = "changed", _("Изменится")
    UNCHANGED = "unchanged", _("Без изменений")
    REJECTED = "rejected", _("Отклонена")
    UNDECIDED = "undecided", _("Нужен выбор")
    LEFT_OUT = "left_out", _("Пропущена")


class ImportRow(models.Model):
    """A row of a list: what it says, what VK says of its link, what is decided, and what a person chose."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    # The order in the file; several sheets count on.
    place = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    section = models.TextField(blank=True)

    asked = models.BooleanField(default=False)
    vk_id = models.BigIntegerField(null=True, blank=True)
    # {"screen_name", "name", "bare", "deactivated"} or {"column", "reason", "suggestion"} where it is no community.
    link = models.JSONField(default=dict)

    # What a person told beside the cells: {"type", "district", "category", "public", "owner", "left_out"}.
    chosen = models.JSONField(default=dict)

    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    name = models.CharField(max_length=500, blank=True)
    institution = models.BigIntegerField(null=True, blank=True)
    public = models.BigIntegerField(null=True, blank=True)
    # [[«institution» or «public», field, old, new]]; all that an added one gets has old None.
    changes = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    # Why it cannot be taken: {"column", "value", "reason", "suggestion"}.
    rejection = models.JSONField(default=dict)
    # Questions and the portal's suggestion: {"type": "school", "district": "", …}; empty: nothing comes to mind.
    questions = models.JSONField(default=dict)
    # The suggestions among them, as ``chosen`` would hold them.
    suggested = models.JSONField(default=dict)
    renewed = models.BooleanField(default=False)

    # What the row brought into the registry: {"institution": true, "public": true}.
    made = models.JSONField(default=dict)
    # What an undo leaves alone: [[«institution» or «public», field, what the list wrote, what stands there now]].
    kept = models.JSONField(default=list)

    class Meta:
        ordering = ["of_id", "place"]
        constraints = [models.UniqueConstraint(fields=["of", "place"], name="import_row_once")]
        indexes = [
            models.Index(fields=["of", "outcome", "place"]),
            models.Index(fields=["of", "vk_id"]),
            models.Index(fields=["of"], condition=Q(asked=False), name="import_row_to_ask"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.place}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Heading(models.Model):
    """What people said of a column's name: which column it is, or none of those that the registry holds."""

    key = models.CharField(max_length=300, unique=True)
    heading = models.CharField(_("Название столбца"), max_length=300)
    # A value of registry.imports.columns.Column; empty for «not to be read».
    column = models.CharField(_("Что в нём"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("название столбца")
        verbose_name_plural = _("названия столбцов")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.heading


@tracked()
class Pattern(models.Model):
    """A row of the table by which a list's missing types and districts are suggested. The first that fits decides."""

    class Kind(models.TextChoices):
        TYPE = "type", _("Тип по названию")
        FOUNDER = "founder", _("Район по учредителю")
        NAME = "name", _("Район по названию")

    kind = models.CharField(_("Что подсказывает"), max_length=10, choices=Kind.choices)
    position = models.PositiveIntegerField(_("Порядок"))
    words = models.CharField(_("Слова"), max_length=500)
    type = models.CharField(_("Тип"), max_length=24, choices=InstitutionType.choices, blank=True)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name=_("Район"))

    class Meta:
        verbose_name = _("образец")
        verbose_name_plural = _("образцы")
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pattern_suggests_one_thing",
                condition=(Q(kind="type", district=None) & ~Q(type="")) | Q(type="", district__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.words
