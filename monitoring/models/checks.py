"""What people of a school ask for: a reading of their wall before the night comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models import Public, User

from .collected import CollectedQuerySet
from .runs import Run


class CheckQuerySet(CollectedQuerySet):
    def waiting(self):
        """Return checks that no run has taken in yet."""
        return self.filter(run=None, done_at=None)


class Check(models.Model):
    """One wish to have a wall read now. It waits for the end of a run under way; checks that wait share a run."""

    public = models.ForeignKey(Public, models.CASCADE, related_name="checks")
    asked_at = models.DateTimeField(_("Когда попросили"))
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="checks")
    # Set without a run where the night that was under way has read the wall meanwhile.
    done_at = models.DateTimeField(null=True, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("проверка по просьбе")
        verbose_name_plural = _("проверки по просьбе")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["public", "-asked_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["public"], condition=models.Q(run=None, done_at=None), name="one_check_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.asked_at:%Y-%m-%d %H:%M}"
