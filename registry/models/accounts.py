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


# District officers name a district, school admins an institution, the others no place.
ROLE_NAMES_ITS_PLACE = (
    Q(role__in=["specialist", "observer"], district=None, institution=None)
    | Q(role="district_officer", district__isnull=False, institution=None)
    | Q(role="school_admin", district=None, institution__isnull=False)
)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Return invitations that nobody has taken up or withdrawn; their term may be over."""
        return self.filter(used_at=None, withdrawn_at=None)

    def waiting(self, now):
        """Return invitations whose letter is to be sent."""
        return self.open().filter(sent_at=None, ends_at__gt=now)


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
                condition=ROLE_NAMES_ITS_PLACE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Invitation(models.Model):
    """A role that waits for somebody to take it up by a link in a letter.

    The link is a signature of the row's number and ``edition``: the database holds nothing that would open the portal,
    and a link sent anew makes the one before it useless.
    """

    email = models.EmailField(_("Электронная почта"))
    name = models.CharField(_("Имя"), max_length=200, blank=True)
    role = models.CharField(_("Роль"), max_length=20, choices=Role.choices)
    district = models.ForeignKey("District", models.CASCADE, null=True, blank=True, verbose_name=_("Район"))
    institution = models.ForeignKey(
        "Institution", models.CASCADE, null=True, blank=True, verbose_name=_("Организация")
    )
    edition = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # When the letter with the present link went out; None: it waits for a worker.
    sent_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(_("Действует до"))
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("приглашение")
        verbose_name_plural = _("приглашения")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role", "district", "institution"],
                condition=Q(used_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_once",
            ),
            models.CheckConstraint(name="invitation_names_its_place", condition=ROLE_NAMES_ITS_PLACE),
        ]

    def __str__(self) -> str:
        return f"{self.email} — {self.get_role_display()}"


class SignIn(models.Model):
    """An attempt to sign in, kept for as long as the settings say. ``user`` None: no such address."""

    class Outcome(models.TextChoices):
        IN = "in", _("вход")
        REFUSED = "refused", _("неверный пароль")
        WRONG_CODE = "wrong_code", _("неверный код")

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_ins")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("вход")
        verbose_name_plural = _("входы")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.outcome}"
