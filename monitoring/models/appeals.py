"""Appeals: a school disputes a verdict of its public, the district may say a word, a specialist decides."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.facts import Outcome
from registry.models import Public, User

from .collected import CollectedQuerySet
from .decided import REASON, RULE, ManualVerdict


class AppealQuerySet(CollectedQuerySet):
    def waiting(self):
        """Return what no specialist has decided yet."""
        return self.filter(state=Appeal.State.WAITING)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Appeal(models.Model):
    """One rule's verdict of one week, disputed. Decided once: who disagrees again makes another one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт решения")
        ACCEPTED = "accepted", _("принято")
        DECLINED = "declined", _("отклонено")

    public = models.ForeignKey(Public, models.CASCADE, related_name="appeals")
    rule = models.CharField(_("Правило"), max_length=RULE)
    # The Monday of the week.
    week = models.DateField(_("Неделя"))
    # What is disputed: the verdict that stood when the appeal was made.
    outcome = models.CharField(_("Вердикт"), max_length=16, choices=[(one, one) for one in Outcome])
    reason = models.CharField(_("Почему не согласны"), max_length=REASON)
    post = models.URLField(_("Ссылка на пост"), max_length=200, blank=True)
    state = models.CharField(_("Состояние"), max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    comment = models.CharField(_("Мнение района"), max_length=REASON, blank=True)
    commented_at = models.DateTimeField(null=True, blank=True)
    commented_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(_("Ответ министерства"), max_length=REASON, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # What an accepted appeal became.
    verdict = models.ForeignKey(ManualVerdict, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("обращение")
        verbose_name_plural = _("обращения")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "-made_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["public", "rule", "week"], condition=Q(state="waiting"), name="appeal_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="appeal_decided_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.rule} {self.week}"
