"""Keys with which a person's own programs read what the person may see."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models import User


class ApiTokenQuerySet(models.QuerySet):
    def live(self, now):
        """Return tokens that open something: neither ended nor taken back, of people who may sign in."""
        return self.filter(revoked_at=None, ends_at__gt=now, user__is_active=True)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("revoked_at")),
    exclude=["digest", "last_used_at"],
)
class ApiToken(models.Model):
    """The token itself is told once and kept nowhere: the row holds its hash and its first characters."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("Для чего"), max_length=100)
    starts = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Создан"))
    ends_at = models.DateTimeField(_("Действует до"))
    last_used_at = models.DateTimeField(_("Последний запрос"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Отозван"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("токен API")
        verbose_name_plural = _("токены API")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=models.F("created_at")), name="api_token_ends")]

    def __str__(self) -> str:
        return f"{self.name} ({self.starts}…)"
