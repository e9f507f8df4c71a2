"""Forms of the door, in the portal's own words."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("Не короче 8 знаков, не одни цифры и не из частых паролей.")


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("Электронная почта"),
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"}),
        error_messages={"invalid": _("Проверьте адрес: он выглядит как имя@домен.")},
    )


class SignInForm(account.LoginForm):
    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"login": email_field(), "password": self.fields["password"]}
        password = self.fields["password"]
        password.label, password.help_text = _("Пароль"), ""
        password.widget.attrs.pop("placeholder", None)
        if self.is_bound:
            # The address is kept after a slip, so the next thing to type is the password.
            self.fields["login"].widget.attrs.pop("autofocus", None)
            password.widget.attrs["autofocus"] = True

    def clean(self) -> dict | None:
        """Put every refusal beside the password: one sentence for every reason."""
        try:
            return super().clean()
        except ValidationError as refusal:
            self.add_error("password", refusal)
            return self.cleaned_data


class ForgottenForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()

    def save(self, request, **kwargs) -> str:
        """Send a letter to whatever address: an unknown one is told so, which its owner alone reads."""
        if self.users:
            return super().save(request, **kwargs)
        get_adapter().send_mail("account/email/unknown_account", self.cleaned_data["email"], {"request": request})
        return self.cleaned_data["email"]


class PasswordAgainForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = _("Пароль"), ""
        password.widget.attrs = {"autocomplete": "current-password", "autofocus": True}


class ForgottenPasswordForm(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_passwords(self.fields["password1"], self.fields["password2"])


def name_passwords(first: forms.Field, second: forms.Field) -> None:
    first.label, first.help_text = _("Новый пароль"), PASSWORD_HINT
    second.label, second.help_text = _("Новый пароль ещё раз"), ""
    for field in (first, second):
        field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("Нынешний пароль введён неверно."),
        "same_password": _("Новый пароль должен отличаться от нынешнего."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Нынешний пароль")
        name_passwords(self.fields["new_password1"], self.fields["new_password2"])

    def clean_old_password(self) -> str:
        """Ask as a sign-in does: failures are counted and noted, or a session left open would let it be guessed."""
        old = self.cleaned_data["old_password"]
        if not get_adapter().reauthenticate(self.user, old):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if new and new == self.cleaned_data.get("old_password"):
            raise ValidationError(self.error_messages["same_password"], code="same_password")
        return new

    def save(self, commit: bool = True):
        self.user.must_change_password = False
        return super().save(commit)


# --- the second factor ----------------------------------------------------------------------------
class CodeMixin:
    """Six digits from the telephone, or one of the spare codes."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Код")
        code.error_messages["required"] = _("Введите код из приложения.")
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class CodeForm(CodeMixin, AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Spare codes are for the day when the telephone is not at hand.
        self.fields["code"].help_text = _("Шесть цифр из приложения. Телефона нет под рукой – введите запасной код.")


class CodeAgainForm(CodeMixin, ReauthenticateForm):
    pass


class FirstCodeForm(CodeMixin, ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Код из приложения")
