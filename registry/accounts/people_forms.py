"""Forms of the page «Пользователи»: a role with its place, an invitation, a list of invitations."""

import csv
import io

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import District, Institution, Role, User
from registry.models.institutions import InstitutionQuerySet

from .forms import PASSWORD_HINT
from .invitations import Place

MOST_LINES = 2000


def found(text: str) -> InstitutionQuerySet:
    """Return the institutions that a text may mean: an ОГРН, an address of a public, or a whole name."""
    text = text.strip().replace("\x00", "")
    address = text.rstrip("/").rsplit("/", 1)[-1]
    named = Q(short_name__iexact=text) | Q(full_name__iexact=text) | Q(publics__screen_name__iexact=address)
    return Institution.objects.present().filter(named | Q(ogrn=text)).distinct()


def the_institution(text: str) -> Institution:
    """Return the one institution that a text means. Raises ValidationError."""
    rows = list(found(text)[:2])
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise ValidationError(_("Так называются несколько организаций. Укажите ОГРН или ссылку на паблик."))
    raise ValidationError(_("Такой организации в реестре нет. Укажите ОГРН, ссылку на паблик или полное название."))


class RoleForm(forms.Form):
    """A role and its place; ``place`` once it is valid."""

    role = forms.ChoiceField(label=gettext_lazy("Роль"), choices=Role.choices, initial=Role.SCHOOL_ADMIN)
    district = forms.ModelChoiceField(
        District.objects.order_by("sort_key"),
        label=gettext_lazy("Район"),
        required=False,
        empty_label=gettext_lazy("не нужен"),
        help_text=gettext_lazy("Для сотрудника района."),
    )
    institution = forms.CharField(
        label=gettext_lazy("Организация"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Для администратора паблика: ОГРН, ссылка на паблик или название."),
    )

    def clean_institution(self) -> Institution | None:
        text = self.cleaned_data["institution"].strip()
        return the_institution(text) if text else None

    def clean(self) -> dict:
        told = super().clean() or {}
        if told.get("role") == Role.DISTRICT_OFFICER and not told.get("district"):
            self.add_error("district", _("Выберите район, за который человек отвечает."))
        if told.get("role") == Role.SCHOOL_ADMIN and not told.get("institution") and not self.errors:
            self.add_error("institution", _("Укажите организацию, за паблик которой человек отвечает."))
        return told

    @property
    def place(self) -> Place:
        role, district = self.cleaned_data["role"], self.cleaned_data["district"]
        institution = self.cleaned_data["institution"]
        return Place(
            role,
            district.pk if role == Role.DISTRICT_OFFICER else None,
            institution.pk if role == Role.SCHOOL_ADMIN else None,
        )


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=gettext_lazy("Электронная почта"),
        error_messages={"invalid": gettext_lazy("Проверьте адрес: он выглядит как имя@домен.")},
    )
    name = forms.CharField(label=gettext_lazy("Имя"), max_length=200, required=False)
    field_order = ["email", "name", "role", "district", "institution"]


class InviteListForm(forms.Form):
    """Administrators of publics, a line each: address, institution, name. ``told`` once it is valid."""

    lines = forms.CharField(
        label=gettext_lazy("Список"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Строка на человека: почта; ОГРН, ссылка на паблик или название организации; имя (можно не указывать)."
        ),
    )

    def clean_lines(self) -> str:
        text = self.cleaned_data["lines"]
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(cell.strip() for cell in row)]
        if len(rows) > MOST_LINES:
            raise ValidationError(_("В списке больше 2000 строк. Разделите его."))
        self.told, refused = [], []
        for number, row in enumerate(rows, 1):
            try:
                self.told.append(_line([cell.strip() for cell in row]))
            except ValidationError as fault:
                refused.append(_("Строка %(n)s: %(why)s") % {"n": number, "why": fault.messages[0]})
        if refused:
            raise ValidationError(refused[:20])
        return text


def _line(cells: list[str]) -> tuple[str, str, Place]:
    if len(cells) < 2:
        raise ValidationError(_("нужны почта и организация через точку с запятой."))
    try:
        validate_email(cells[0])
    except ValidationError:
        raise ValidationError(_("«%(email)s» — не адрес электронной почты.") % {"email": cells[0]}) from None
    name = cells[2][:200] if len(cells) > 2 else ""
    return cells[0], name, Place(Role.SCHOOL_ADMIN, None, the_institution(cells[1]).pk)


class AcceptForm(forms.Form):
    """The first password of somebody invited."""

    name = forms.CharField(
        label=gettext_lazy("Как вас зовут"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label=gettext_lazy("Пароль"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Пароль ещё раз"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password1(self) -> str:

        password = self.cleaned_data["password1"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict:
        told = super().clean() or {}
        if told.get("password1") and told.get("password2") and told["password1"] != told["password2"]:
            self.add_error("password2", _("Пароли не совпадают."))
        return told
