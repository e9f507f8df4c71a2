"""How many publics share what: counts that triggers keep in step with the rows they count (monitoring/tallying.py).

A count is the sum of its rows: triggers only add rows, so that writers never wait for one another, and a beat merges
them. ``publics`` of a single row may be negative.
"""

from django.db import models

from registry.models import Category, District, InstitutionType

from .judged import Status, WeekSummary
from .mandatory import MandatoryPost


class TallyQuerySet(models.QuerySet):
    def of_places(self, places):
        """Return the rows of the districts; None: of all."""
        return self if places is None else self.filter(district__in=places)


class Counted(models.Model):
    """Present publics of a district. Nobody deletes a district that has any."""

    district = models.ForeignKey(District, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    publics = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        abstract = True


class WeekTally(Counted):
    """Weeks by what they came to. ``listed``: the category of today; ``category``: that of the week.

    ``seen_at``: when the latest of them was read.
    """

    week = models.DateField(db_index=True)
    listed = models.CharField(max_length=10, choices=Category.choices)
    category = models.CharField(max_length=10, choices=Category.choices)
    status = models.CharField(max_length=12, choices=Status.choices)
    pace = models.CharField(max_length=8, choices=WeekSummary.Pace.choices, blank=True)
    closed = models.BooleanField()
    quota = models.PositiveIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.week} {self.status}: {self.publics}"


class RuleTally(Counted):
    """Weeks by the rules that are not fulfilled. ``verdict``: fail or warn."""

    week = models.DateField(db_index=True)
    category = models.CharField(max_length=10, choices=Category.choices)
    rule = models.CharField(max_length=20)
    verdict = models.CharField(max_length=4)

    def __str__(self) -> str:
        return f"{self.week} {self.rule} {self.verdict}: {self.publics}"


class PlaceTally(Counted):
    """Publics by category of today; of category «none» the institutions without a public.

    Of category «shared» those that have none of their own and keep another institution's.

    ``cabinet``: whether they have one in the «Госпаблики» system, as far as is known.
    """

    NONE, SHARED = "", "shared"
    type = models.CharField(max_length=24, choices=InstitutionType.choices)
    category = models.CharField(max_length=10, choices=Category.choices, blank=True)
    cabinet = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.category}: {self.publics}"


class PublishedTally(Counted):
    """Publics that have a cabinet and on whose walls a mandatory post was found, by category of today."""

    mandatory = models.ForeignKey(
        MandatoryPost, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    type = models.CharField(max_length=24, choices=InstitutionType.choices)
    category = models.CharField(max_length=10, choices=Category.choices)

    class Meta:
        indexes = [models.Index(fields=["mandatory"], name="published_tally_of")]

    def __str__(self) -> str:
        return f"{self.mandatory_id}: {self.publics}"
