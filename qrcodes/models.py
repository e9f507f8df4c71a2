"""Rows of the sheets: how many places the letter asks of each type of institution, and the codes that VK made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qrcodes import shelf
from qrcodes.quotas import Standing
from qrcodes.verdicts import address_in
from registry.models import Institution, InstitutionType, Public, User
from registry.models.institutions import ScopedQuerySet, tracked


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


class VkCodeQuerySet(ScopedQuerySet):
    district_path = "public__institution__district"
    institution_path = "public__institution"


@tracked()
class VkCode(models.Model):
    """The code of a public that VK's own tool made: its picture as VK drew it, and what it says."""

    public = models.OneToOneField(Public, models.CASCADE, related_name="vk_code", verbose_name=_("Паблик"))
    text = models.TextField(_("Что в коде"))
    # The hash of a PNG on the shelf: the code alone, without its quiet zone.
    picture = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, verbose_name=_("Кто загрузил"))
    uploaded_at = models.DateTimeField(_("Загружен"))

    objects = VkCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("код ВКонтакте")
        verbose_name_plural = _("коды ВКонтакте")

    def __str__(self) -> str:
        return self.text

    @property
    def is_former(self) -> bool:
        """Tell whether the code holds an address that the public has given up since."""
        address = address_in(self.text)
        return isinstance(address, str) and address != self.public.screen_name.lower()

    def png(self) -> bytes | None:
        """Return the picture; None if it was lost."""
        return shelf.read(self.picture)
