"""How a public's weeks were received: what changes by the minute, as it stood when the week was over."""

from django.db import models

from registry.models import Public

from .collected import CollectedQuerySet


class WeekReach(models.Model):
    """Sums over the week's publications at the first reading after its end. Written once."""

    public = models.ForeignKey(Public, models.CASCADE, related_name="reach")
    week = models.DateField()
    posts = models.PositiveIntegerField()
    likes = models.PositiveIntegerField()
    comments = models.PositiveIntegerField()
    reposts = models.PositiveIntegerField()
    views = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public", "week"], name="week_reach_once")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.week}"
