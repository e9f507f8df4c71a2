"""Who keeps an institution's public: personal data, apart from the registry's own rows."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .institutions import Institution, tracked


# The history tells that it was changed, by whom and when, and never what stood there: who leaves is forgotten.
@tracked(exclude=["name", "email", "phone"])
class Contact(models.Model):
    """The keeper of an institution's public, as far as somebody told."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="contact")
    name = models.CharField(_("Кто ведёт паблик"), max_length=200, blank=True)
    email = models.EmailField(_("Почта"), blank=True)
    phone = models.CharField(_("Телефон"), max_length=40, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("контакт")
        verbose_name_plural = _("контакты")

    def __str__(self) -> str:
        return self.name or self.email or self.phone

    @property
    def ends(self) -> datetime:
        """Return when it is deleted unless somebody saves it again."""
        return self.changed_at + timedelta(days=settings.KEEP_DAYS["contacts"])


class Distinction(models.Model):
    """A person's word that two institutions of like names are two. ``first`` has the smaller primary key."""

    first = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    second = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    decided_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinction_once"),
            models.CheckConstraint(name="distinction_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
