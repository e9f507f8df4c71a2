"""Files that take longer than a page may: who asked for one, who makes it, how far it is, how long it is offered."""

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .accounts import User


class MadeFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the person's own files: each holds what its maker may see."""
        return self.filter(made_by=user) if user.is_authenticated else self.none()

    def claimable(self, now: datetime):
        """Return files that nobody works on: never begun, or begun by a worker whose lease is over."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state=MadeFile.State.UNDER_WAY)


class MadeFile(models.Model):
    """A file that is ordered and made in the background (registry.making). A model of its own for each kind.

    The row is the record, a message only says that there is work. ``attempts`` is the worker's mark too: who finds
    another number there has lost the file to somebody else.
    """

    # The folder under MEDIA_ROOT; the fields that tell how far the file is, 0 when it is begun anew.
    FOLDER: ClassVar[str]
    PROGRESS: ClassVar[tuple[str, ...]]

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("Готовится")
        READY = "ready", _("Готово")
        STOPPED = "stopped", _("Остановлено")
        FAILED = "failed", _("Не получилось")
        EMPTY = "empty", _("Печатать нечего")
        ENDED = "ended", _("Файл удалён")

    made_by = models.ForeignKey(User, models.CASCADE)
    created_at = models.DateTimeField()
    title = models.CharField(max_length=200)
    # What the file's name ends with; each model tells which.
    kind = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNDER_WAY)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = MadeFileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = [F("created_at").desc()]

    def __str__(self) -> str:
        return self.title

    @property
    def under_way(self) -> bool:
        return self.state == self.State.UNDER_WAY

    def offered(self, now: datetime) -> bool:
        """Tell whether the file is there to be taken."""
        in_time = self.ends_at is not None and now < self.ends_at
        return self.state == self.State.READY and in_time and self.path.exists()

    @property
    def path(self) -> Path:
        """The file of the latest attempt: two workers never write the same one."""
        return self.folder() / f"{self.pk}-{self.attempts}.{self.kind}"

    @classmethod
    def folder(cls) -> Path:
        return Path(settings.MEDIA_ROOT) / cls.FOLDER
