"""Who signs in, and what each person may see."""

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@pghistory.track(pghistory.UpdateEvent(), pghistory.InsertEvent(), exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(_("Электронная почта"), unique=True)
    name = models.CharField(_("Имя"), max_length=200, blank=True)
    is_active = models.BooleanField(_("Может входить"), default=True)
    is_staff = models.BooleanField(_("Служебный раздел"), default=False)
    # The first password is printed once and known to whoever read the console.
    must_change_password = models.BooleanField(_("Сменить пароль при входе"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("пользователь")
        verbose_name_plural = _("пользователи")

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    SPECIALIST = "specialist", _("Специалист министерства")
    OBSERVER = "observer", _("Наблюдатель")
    DISTRICT_OFFICER = "district_officer", _("Сотрудник района")
    SCHOOL_ADMIN = "school_admin", _("Администратор паблика")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """One role of one person. District officers name a district, school admins an institution."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("Роль"), max_length=20, choices=Role.choices)
    district = models.ForeignKey("District", models.PROTECT, null=True, blank=True)
    institution = models.ForeignKey("Institution", models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("роль")
        verbose_name_plural = _("роли")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "district", "institution"], name="membership_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="membership_names_its_place",
                condition=Q(role__in=["specialist", "observer"], district=None, institution=None)
                | Q(role="district_officer", district__isnull=False, institution=None)
                | Q(role="school_admin", district=None, institution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()}"
