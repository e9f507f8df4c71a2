"""Rows of the sheets: how many places the letter asks of each type of institution."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qrcodes.quotas import Standing
from registry.models import Institution, InstitutionType
from registry.models.institutions import tracked


class PlacementQuotaManager(models.Manager["PlacementQuota"]):
    def by_type(self) -> dict[str, "PlacementQuota"]:
        """Return every quota by its type: fifteen rows, read at once."""
        return {quota.type: quota for quota in self.all()}


@tracked()
class PlacementQuota(models.Model):
    """The least number of sheets for a type. Without a number the head of the institution decides."""

    type = models.CharField(_("Тип организации"), max_length=24, choices=InstitutionType.choices, unique=True)
    places = models.PositiveSmallIntegerField(
        _("Не менее мест"), null=True, blank=True, help_text=_("Пусто: на усмотрение руководителя.")
    )
    zones = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("Где повесить"),
        blank=True,
        default=list,
        help_text=_("Через запятую."),
    )
    paragraph = models.CharField(_("Основание"), max_length=200)

    objects = PlacementQuotaManager()

    class Meta:
        verbose_name = _("норма размещения")
        verbose_name_plural = _("нормы размещения")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="quota_is_a_number_or_discretion", condition=Q(places=None) | Q(places__gte=1))
        ]

    def __str__(self) -> str:
        return self.get_type_display()

    def standing(self, institution: Institution) -> Standing:
        """Return the institution against this quota."""
        return Standing(self.places, institution.qr_placed, tuple(self.zones))
