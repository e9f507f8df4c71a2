"""Signing in and changing one's password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    username = forms.EmailField(
        label=_("Электронная почта"),
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"}),
        error_messages={"invalid": _("Проверьте адрес: он выглядит как имя@домен.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound:
            # The address is kept after a slip, so the next thing to type is the password.
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True

    def get_invalid_login_error(self) -> ValidationError:
        # One sentence for every reason: a stranger must not learn which addresses are known here.
        return ValidationError({"password": _("Почта или пароль не подходят.")})


class NewPasswordForm(PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("Нынешний пароль введён неверно."),
        "same_password": _("Новый пароль должен отличаться от нынешнего."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Нынешний пароль")
        self.fields["new_password1"].label = _("Новый пароль")
        self.fields["new_password1"].help_text = _("Не короче 8 знаков, не одни цифры и не из частых паролей.")
        self.fields["new_password2"].label = _("Новый пароль ещё раз")
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if new and new == self.cleaned_data.get("old_password"):
            raise ValidationError(self.error_messages["same_password"], code="same_password")
        return new

    def save(self, commit: bool = True):
        self.user.must_change_password = False
        return super().save(commit)
