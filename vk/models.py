"""What was asked of VK: the ledger of calls, and nothing about schools."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Usage(models.Model):
    """Calls of one method with one token on one day. The token itself is never stored, only its fingerprint."""

    token = models.CharField(max_length=16)
    method = models.CharField(max_length=40)
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    # VK said that the day's quota is used up: its word stands above our count.
    exhausted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("расход вызовов")
        verbose_name_plural = _("расход вызовов")
        constraints = [models.UniqueConstraint(fields=["token", "method", "day"], name="usage_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.token} {self.method}: {self.calls}"
