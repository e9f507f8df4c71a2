"""Work about many publics that is done in portions: the row is its record and its lock."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from registry.models import User


class Portioned(models.Model):
    """``public_ids``: all that is to be done, in order; ``done``: how many of them are."""

    public_ids = ArrayField(models.BigIntegerField())
    done = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def total(self) -> int:
        return len(self.public_ids)

    @property
    def under_way(self) -> bool:
        return self.finished_at is None

    @property
    def given_up(self) -> bool:
        """Tell whether it ended before all was done."""
        return self.finished_at is not None and self.done < self.total
