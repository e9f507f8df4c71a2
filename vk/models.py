"""What was asked of VK and with what: tokens, their rests, the ledger of calls. Nothing about schools.

No token is ever stored as it is: rows know it by its fingerprint, and the ones that VK renews are sealed.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .standing import ENDED, Reason


class Token(models.Model):
    """A token of the settings. ``key``: its fingerprint; ``number``: its place among those of its kind."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("Сервисный ключ")
        USER = "user", _("Пользовательский ключ")

    key = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # The end of which people were told in advance.
    warned_of = models.DateTimeField(null=True, blank=True)
    # The present pair of access and refresh token, encrypted (vk.sealing). VK takes a refresh token once only.
    sealed = models.TextField(blank=True)
    # Who renews the pair has until then; a process that dies meanwhile keeps nobody waiting for longer.
    renewing_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ключ")
        verbose_name_plural = _("ключи")
        ordering = ["kind", "number"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name by which people know it: «сервисный ключ 1»."""
        named = {"service": gettext("сервисный ключ %(n)s"), "user": gettext("пользовательский ключ %(n)s")}
        return named[self.kind] % {"n": self.number}


class Rest(models.Model):
    """An incident: since then the token makes no calls of the method, or none at all where that is empty.

    ``over_at`` None: it goes on. ``until`` None: until a person says so; of a token that has ended, until another
    one stands in the settings.
    """

    token = models.ForeignKey(Token, models.CASCADE, related_name="rests")
    method = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=16, choices=[(reason.value, reason.value) for reason in Reason])
    message = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("простой ключа")
        verbose_name_plural = _("простои ключей")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["token", "method"], condition=Q(over_at=None), name="one_rest_of_a_method")
        ]

    def __str__(self) -> str:
        return f"{self.token_id} {self.method} {self.reason}"

    @property
    def ended(self) -> bool:
        """Tell whether nothing but another token helps."""
        return self.reason in ENDED


class Usage(models.Model):
    """Calls of one method with one token on one day. The token itself is never stored, only its fingerprint."""

    token = models.CharField(max_length=16)
    method = models.CharField(max_length=40)
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("расход вызовов")
        verbose_name_plural = _("расход вызовов")
        constraints = [models.UniqueConstraint(fields=["token", "method", "day"], name="usage_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.token} {self.method}: {self.calls}"
