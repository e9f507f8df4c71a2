"""Audits as rows: what is to be done, who is doing it, what could not be done and why."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.agenda import Reason
from registry.models import Category, Public


class Run(models.Model):
    """One audit. The night is unique: two beats make one run."""

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("Идёт")
        COMPLETE = "complete", _("Завершён")
        PARTIAL = "partial", _("Завершён не полностью")
        STOPPED = "stopped", _("Остановлен")

    night = models.DateField(null=True, blank=True, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNDER_WAY)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey("registry.User", models.SET_NULL, null=True, blank=True)
    # The earliest week that this audit reads and judges, told by its Monday.
    first_week = models.DateField()
    publics_total = models.PositiveIntegerField(default=0)
    # Of walls that people asked for between the nights: no news of the region.
    on_request = models.BooleanField(default=False)
    posts_new = models.PositiveIntegerField(default=0)
    # A night that came while this run was under way: its own run begins when this one has ended.
    night_owed = models.DateField(null=True, blank=True)
    # Posts that could be none: VK told no number, or an impossible date. The log names them.
    posts_unreadable = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("аудит")
        verbose_name_plural = _("аудиты")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="under_way"), name="one_run_under_way")
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def under_way(self) -> bool:
        return self.state == self.State.UNDER_WAY

    @property
    def is_first(self) -> bool:
        """Tell whether no run came before. One query."""
        return not Run.objects.filter(pk__lt=self.pk).exists()


class BatchQuerySet(models.QuerySet):
    def undone(self):
        return self.filter(done_at=None)

    def claimable(self, now):
        """Return batches that nobody works on: never claimed, or claimed by one whose lease is over."""
        return self.undone().filter(Q(leased_until=None) | Q(leased_until__lt=now))


class Batch(models.Model):
    """A portion of a run that one worker does in one go. A step begins when the one before it is done:

    judging needs every wall, because a text shared by three publics counts for the first one only.
    """

    class Step(models.IntegerChoices):
        PROFILES = 1, _("Читает оформление")
        WALLS = 2, _("Читает стены")
        VERDICTS = 3, _("Считает вердикты")

    run = models.ForeignKey(Run, models.CASCADE, related_name="batches")
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    position = models.PositiveIntegerField()
    public_ids = ArrayField(models.BigIntegerField())
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["step", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "step", "position"], name="batch_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.step}/{self.position}"

    def lease(self, now) -> None:
        """Give the batch to one worker."""
        self.leased_until = now + timedelta(seconds=settings.AUDIT_LEASE_SECONDS)
        self.save(update_fields=["leased_until", "attempts"])

    def keep(self) -> None:
        """Renew the lease when a third of it is over; called often by the one at work."""
        now = timezone.now()
        if (
            not self.leased_until
            or (self.leased_until - now) * 3 < timedelta(seconds=settings.AUDIT_LEASE_SECONDS) * 2
        ):
            self.lease(now)


class LeftOut(models.Model):
    """Publics of one category that a run did not mean to read, and why. One row holds all: there may be thousands."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="left_out")
    reason = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Reason])
    category = models.CharField(max_length=10, choices=Category.choices)
    # How often publics of the category were read when the run was planned.
    every_days = models.PositiveSmallIntegerField()
    public_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "reason", "category"], name="left_out_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.reason} {self.category}: {len(self.public_ids)}"


class Miss(models.Model):
    """A public that a run could not collect, and why."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="misses")
    public = models.ForeignKey(Public, models.CASCADE, related_name="misses")
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "public"], name="miss_once")]
        ordering = ["reason", F("public__institution__sort_key")]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.reason}"
