"""«Проверить ссылки»: what VK says of every public that the registry holds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .institutions import Public


class LinkCheck(models.Model):
    """One check of all publics. A worker takes it portion by portion, under a lease."""

    started_at = models.DateTimeField()
    started_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # All publics up to this primary key are asked for.
    reached = models.BigIntegerField(default=0)
    # Why VK does not answer just now; empty: it does.
    trouble = models.TextField(blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("проверка ссылок")
        verbose_name_plural = _("проверки ссылок")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(finished_at=None), name="one_link_check_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def working(self) -> bool:
        return self.finished_at is None


class LinkFinding(models.Model):
    """A public whose link is not as the registry holds it."""

    class Kind(models.TextChoices):
        NOT_FOUND = "not_found", _("Не найден")
        DELETED = "deleted", _("Удалён")
        BLOCKED = "blocked", _("Заблокирован")
        WRONG_KIND = "wrong_kind", _("Не тот вид страницы")
        TAKEN = "taken", _("Прежний адрес занят")
        CLOSED = "closed", _("Закрыт")
        RENAMED = "renamed", _("Сменил адрес")

    of = models.ForeignKey(LinkCheck, models.CASCADE, related_name="findings")
    public = models.ForeignKey(Public, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # The address as the registry held it, and what VK shows: another address, or what stands there instead.
    was = models.CharField(max_length=64, blank=True)
    now = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "public", "kind"], name="link_finding_once")]
        indexes = [models.Index(fields=["of", "kind"])]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind}"
