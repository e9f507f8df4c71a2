"""Files that take longer than a page may: what is wanted, who makes it, how far it is, where it lies."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models import District, User


class FileOrderQuerySet(models.QuerySet["FileOrder"]):
    def visible_to(self, user):
        """Return the person's own files: each holds what its maker may see."""
        return self.filter(made_by=user) if user.is_authenticated else self.none()

    def claimable(self, now):
        """Return files that nobody works on: never begun, or begun by a worker whose lease is over."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state=FileOrder.State.UNDER_WAY)


class FileOrder(models.Model):
    """The rows of a page of the matrix as one file. The row is the record, a message only says that there is work.

    ``attempts`` is the worker's mark too: who finds another number there has lost the file to somebody else.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("Готовится")
        READY = "ready", _("Готово")
        STOPPED = "stopped", _("Остановлено")
        FAILED = "failed", _("Не получилось")
        ENDED = "ended", _("Файл удалён")

    class Kind(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        JSONL = "jsonl", "JSONL"
        PDF = "pdf", _("отчёт PDF")

    made_by = models.ForeignKey(User, models.CASCADE, related_name="file_orders")
    created_at = models.DateTimeField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    week = models.DateField()
    # None: all that its maker sees.
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True)
    # The parameters of the page's address, read again by monitoring.filters.
    query = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="ru")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNDER_WAY)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = FileOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("заказанный файл")
        verbose_name_plural = _("заказанные файлы")
        ordering = [F("created_at").desc()]
        constraints = [
            # Pressed twice, it is one file.
            models.UniqueConstraint(name="one_file_at_a_time", fields=["made_by"], condition=Q(state="under_way"))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def under_way(self) -> bool:
        return self.state == self.State.UNDER_WAY

    def offered(self, now) -> bool:
        """Tell whether the file is there to be taken."""
        in_time = self.ends_at is not None and now < self.ends_at
        return self.state == self.State.READY and in_time and self.path.exists()

    @property
    def path(self) -> Path:
        """The file of the latest attempt: two workers never write the same one."""
        return orders_folder() / f"{self.pk}-{self.attempts}.{self.kind}"


def orders_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"
