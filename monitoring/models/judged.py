"""What the collected facts mean: rule sets, frozen weeks, and the summary rows that pages read."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from registry.models import Category, Public

from .collected import CollectedQuerySet
from .runs import Run


class RuleSetQuerySet(models.QuerySet):
    def standing(self):
        """Return those that hold or will hold, the oldest first."""
        return self.filter(withdrawn_at=None).order_by("valid_from")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RuleSet(models.Model):
    """Thresholds and severities in force from a Monday on, with the decision that they rest on.

    ``values``: see monitoring/rules/ruleset.py. One that has come into force is never changed again.
    """

    name = models.CharField(_("Название"), max_length=200)
    decision = models.CharField(_("Решение"), max_length=300)
    valid_from = models.DateField(_("Действует с"))
    values = models.JSONField(_("Значения"))
    withdrawn_at = models.DateTimeField(_("Отозвана"), null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("редакция правил")
        verbose_name_plural = _("редакции правил")
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], condition=Q(withdrawn_at=None), name="rule_set_a_monday")
        ]

    def __str__(self) -> str:
        return self.name


class FrozenWeek(models.Model):
    """The facts of a public's closed week; verdicts are recomputed from here alone.

    The first collection after the week's end fixes them, but for the answers to readers' questions: those have a
    day more. With ``completed_at`` nothing of it changes any more.
    """

    public = models.ForeignKey(Public, models.CASCADE, related_name="frozen_weeks")
    week = models.DateField()
    facts = models.JSONField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT)
    # {post id: {"text", "attachments"}} of the week's posts: what was judged, whatever becomes of the posts.
    copies = models.JSONField(default=dict)
    frozen_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public", "week"], name="frozen_week_once")]
        indexes = [
            models.Index(fields=["week"]),
            models.Index(fields=["public"], condition=models.Q(completed_at=None), name="week_with_answers_open"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.week}"


class Status(models.TextChoices):
    NO_PUBLIC = "no_public", _("Нет паблика")
    SHARED = "shared", _("Общий паблик")
    NO_DATA = "no_data", _("Нет данных")
    ISSUES = "issues", _("Нужно исправить")
    IN_PROGRESS = "in_progress", _("Неделя идёт")
    UNCLEAR = "unclear", _("Нужна проверка")
    REMARKS = "remarks", _("Есть замечания")
    COMPLIANT = "compliant", _("Соответствует")


class Pace(models.TextChoices):
    NONE = "", "—"
    DONE = "done", _("норма выполнена")
    ON_PACE = "on_pace", _("успевает")
    BEHIND = "behind", _("может не успеть")


# In a running week that is who may not reach the quota.
WORST_FIRST: tuple[tuple[Status, Pace | None], ...] = (
    (Status.ISSUES, None),
    (Status.NO_PUBLIC, None),
    (Status.NO_DATA, None),
    (Status.UNCLEAR, None),
    (Status.IN_PROGRESS, Pace.BEHIND),
    (Status.IN_PROGRESS, Pace.ON_PACE),
    (Status.IN_PROGRESS, None),
    (Status.REMARKS, None),
    (Status.COMPLIANT, None),
)
BADNESS = {status: len(WORST_FIRST) - place for place, (status, pace) in enumerate(WORST_FIRST) if pace is None}
# No week of it is judged, and nothing is asked of it.
BADNESS[Status.SHARED] = 0
LISTED = ["score", "status", "pace", "category", "counted", "failed", "warned"]


def badness(status: str = "status", pace: str = "pace") -> Case:
    """Return a number that grows from compliant to what is worst."""
    cases = [
        When(Q(**{status: one}) & (Q(**{pace: at}) if at else Q()), then=Value(len(WORST_FIRST) - place))
        for place, (one, at) in enumerate(WORST_FIRST)
    ]
    return Case(*cases, default=Value(0), output_field=models.PositiveSmallIntegerField())


class WeekSummary(models.Model):
    """One public's week as pages show it."""

    Pace = Pace

    public = models.ForeignKey(Public, models.CASCADE, related_name="weeks")
    week = models.DateField()
    closed = models.BooleanField()
    status = models.CharField(max_length=12, choices=Status.choices)
    needs_check = models.BooleanField(default=False)
    score = models.FloatField(null=True, blank=True)
    category = models.CharField(max_length=10, choices=Category.choices)
    # {rule id: {"outcome", "reason", "value", "threshold", "figures", "evidence"}}
    verdicts = models.JSONField(default=dict)
    failed = ArrayField(models.CharField(max_length=20), default=list)
    warned = ArrayField(models.CharField(max_length=20), default=list)
    # Own unique posts, and how many the category asks for (None: none).
    counted = models.PositiveIntegerField(default=0)
    quota = models.PositiveIntegerField(null=True, blank=True)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.NONE, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField()
    # What calls for somebody's work comes first: see WORST_FIRST.
    badness = models.GeneratedField(
        expression=badness(), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )

    objects = CollectedQuerySet.as_manager()

    class Meta:
        # What lists are narrowed to and ordered by stands in the indexes: a list reads the rows that it shows.
        constraints = [
            models.UniqueConstraint(fields=["public", "week"], include=[*LISTED, "badness"], name="week_summary_once")
        ]
        indexes = [
            models.Index(fields=["week", "status"]),
            models.Index(fields=["week", "-badness", "score", "public"], include=LISTED[1:], name="week_worst_first"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.week} {self.status}"


class Change(models.Model):
    """What an audit found different from the audit before it."""

    class Kind(models.TextChoices):
        FELL_BEHIND = "fell_behind", _("отстал")
        MENDED = "mended", _("исправил")
        RENAMED = "renamed", _("сменил адрес")
        UNREACHABLE = "unreachable", _("недоступен")

    run = models.ForeignKey(Run, models.CASCADE, related_name="changes")
    public = models.ForeignKey(Public, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # The rule whose verdict changed, and that verdict; for a rename the old and the new address.
    rule = models.CharField(max_length=20, blank=True)
    detail = models.JSONField(default=dict)

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "public", "kind", "rule"], name="change_once")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind} {self.rule}"
