"""Files of rows that take longer than a page may."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models import District, User
from registry.models.made_files import MadeFile


class FileOrder(MadeFile):
    """The rows of a page of the matrix as one file."""

    FOLDER: ClassVar[str] = "exports"
    PROGRESS: ClassVar[tuple[str, ...]] = ("done",)

    class Kind(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        JSONL = "jsonl", "JSONL"
        PDF = "pdf", _("отчёт PDF")

    made_by = models.ForeignKey(User, models.CASCADE, related_name="file_orders")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    week = models.DateField()
    # None: all that its maker sees.
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True)
    # The parameters of the page's address, read again by monitoring.filters.
    query = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="ru")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta(MadeFile.Meta):
        verbose_name = _("заказанный файл")
        verbose_name_plural = _("заказанные файлы")
        constraints = [
            # Pressed twice, it is one file.
            models.UniqueConstraint(name="one_file_at_a_time", fields=["made_by"], condition=Q(state="under_way"))
        ]
