"""What people decide: exemptions and verdicts by hand, and the work that their decisions ask for."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from monitoring.facts import Outcome
from registry.models import Public, User
from registry.models.institutions import InstitutionType

from .collected import CollectedQuerySet
from .judged import RuleSet, Status
from .portioned import Portioned

RULE = 20
REASON = 500


class ExemptionQuerySet(models.QuerySet):
    def standing(self):
        """Return what nobody has taken back."""
        return self.filter(withdrawn_at=None)


class ManualVerdictQuerySet(CollectedQuerySet):
    def standing(self):
        """Return what nobody has taken back."""
        return self.filter(withdrawn_at=None)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Exemption(models.Model):
    """Days in which the named rules do not bind the publics in scope. No rule named: all of them.

    Districts and publics are ids in the row itself, so that its history tells the whole scope at every moment.
    """

    class Scope(models.TextChoices):
        ALL = "all", _("Все паблики")
        DISTRICTS = "districts", _("Районы")
        TYPES = "types", _("Типы организаций")
        PUBLICS = "publics", _("Отдельные паблики")

    scope = models.CharField(_("Кого касается"), max_length=10, choices=Scope.choices)
    districts = ArrayField(models.BigIntegerField(), verbose_name=_("Районы"), default=list, blank=True)
    types = ArrayField(
        models.CharField(max_length=24, choices=InstitutionType.choices),
        verbose_name=_("Типы организаций"),
        default=list,
        blank=True,
    )
    publics = ArrayField(models.BigIntegerField(), verbose_name=_("Паблики"), default=list, blank=True)
    rules = ArrayField(models.CharField(max_length=RULE), verbose_name=_("Правила"), default=list, blank=True)
    # Both days are exempt, from midnight to midnight of the region.
    first_day = models.DateField(_("Первый день"))
    last_day = models.DateField(_("Последний день"))
    reason = models.CharField(_("Причина"), max_length=REASON)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("Отменено"), null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("исключение")
        verbose_name_plural = _("исключения")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="exemption_has_days"),
        ]

    def __str__(self) -> str:
        return self.reason


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ManualVerdict(models.Model):
    """A specialist's verdict, in place of the computed one, for the weeks that begin in its term."""

    OUTCOMES = (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)

    public = models.ForeignKey(Public, models.CASCADE, related_name="manual_verdicts")
    rule = models.CharField(_("Правило"), max_length=RULE)
    outcome = models.CharField(_("Вердикт"), max_length=16, choices=[(one, one) for one in OUTCOMES])
    reason = models.CharField(_("Причина"), max_length=REASON)
    # The Monday of the first week; the last day on which a week may begin.
    first_week = models.DateField(_("Первая неделя"))
    until = models.DateField(_("Действует до"))
    # What the rule itself said of the first week when the person decided.
    instead_of = models.CharField(_("Вместо"), max_length=16, choices=[(one, one) for one in Outcome], blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("Отозван"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ManualVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("вердикт специалиста")
        verbose_name_plural = _("вердикты специалистов")
        ordering = ["-set_at", "-pk"]
        indexes = [models.Index(fields=["public", "until"])]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("first_week")), name="manual_verdict_has_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.rule} {self.outcome}"


class WhatIf(Portioned):
    """A draft of a rule set, held against the frozen facts of a closed week before anybody decides on it.

    ``values``: as in RuleSet. ``counts``: {category: {rule: {"now" | "then": {outcome: publics}}}}.
    """

    name = models.CharField(max_length=200)
    decision = models.CharField(max_length=300)
    valid_from = models.DateField()
    values = models.JSONField()
    # The rule set, not yet in force, whose new wording this is; None: a new one.
    replaces = models.ForeignKey(RuleSet, models.SET_NULL, null=True, related_name="drafts")
    saved_as = models.ForeignKey(RuleSet, models.SET_NULL, null=True, related_name="counted_in")
    # The Monday of the closed week that is counted.
    week = models.DateField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"


class WhatIfLine(models.Model):
    """A public whose status or verdicts the draft would change. ``changed``: {rule: [outcome now, outcome then]}."""

    what_if = models.ForeignKey(WhatIf, models.CASCADE, related_name="lines")
    public = models.ForeignKey(Public, models.CASCADE, related_name="+")
    category = models.CharField(max_length=10)
    status_now = models.CharField(max_length=12, choices=Status.choices)
    status_then = models.CharField(max_length=12, choices=Status.choices)
    changed = models.JSONField()

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what_if", "public"], name="what_if_once")]
        indexes = [models.Index(fields=["what_if", "status_then"])]

    def __str__(self) -> str:
        return f"{self.what_if_id} {self.public_id}"


class Reassessment(Portioned):
    """A person's dated order to judge weeks again because an exemption was made, changed or taken back.

    ``closed``: frozen weeks too; without it only those that are still open.
    """

    exemption = models.ForeignKey(Exemption, models.CASCADE, related_name="reassessments")
    first_week = models.DateField()
    last_week = models.DateField()
    closed = models.BooleanField()
    weeks_judged = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.exemption_id} {self.first_week}"


class Amendment(models.Model):
    """The exemptions under which a frozen week is judged since a person ordered so; its facts stay as they are.

    Rows are only added: the latest order holds, and the earlier ones tell what held before.
    """

    reassessment = models.ForeignKey(Reassessment, models.CASCADE, related_name="amendments")
    public = models.ForeignKey(Public, models.CASCADE, related_name="amendments")
    week = models.DateField()
    # As in the facts' JSON.
    exemptions = models.JSONField()

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public", "week", "reassessment"], name="amendment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.week}"
