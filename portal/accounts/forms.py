"""allauth's forms, in our words, with limits on what can be tried."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.http import HttpRequest

from portal.accounts import oidc, throttle
from portal.accounts.models import User
from portal.accounts.notices import ERRORS

TRIES = 5
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


class FrenchForm(forms.Form):
    """Labels and help by field name; no placeholder, which disappears when one types."""

    labels: dict[str, str] = {}
    helps: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.CharField):
                field.max_length = field.max_length or 254
                field.widget.attrs["maxlength"] = field.max_length


class SignInForm(FrenchForm, account.LoginForm):
    labels = {"login": "Adresse e-mail professionnelle", "password": "Mot de passe"}


class ReauthenticateForm(FrenchForm, account.ReauthenticateForm):
    labels = {"password": "Votre mot de passe"}


class ChangePasswordForm(FrenchForm, account.ChangePasswordForm):
    labels = {
        "oldpassword": "Mot de passe actuel",
        "password1": "Nouveau mot de passe",
        "password2": "Nouveau mot de passe, une seconde fois",
    }
    helps = {"password1": "12 caractères au moins. Une phrase courte convient très bien."}


class NewPasswordForm(FrenchForm, account.ResetPasswordKeyForm):
    labels = ChangePasswordForm.labels
    helps = ChangePasswordForm.helps


class ForgottenPasswordForm(FrenchForm, account.ResetPasswordForm):
    """Says the same thing whatever happens: unknown address, citizen, or too many tries."""

    labels = {"email": "Adresse e-mail professionnelle"}
    users: list[User]

    def clean_email(self) -> str:
        email = super().clean_email()
        only = oidc.is_the_only_way()
        self.users = [one for one in self.users if one.is_agent and (one.is_superuser or not only)]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        here = throttle.client(request)
        allowed = throttle.hit(f"password-reset-from:{here}", 4 * TRIES, per=HOUR)
        if allowed and throttle.hit(f"password-reset:{email}", TRIES, per=HOUR):
            return super().save(request, **kwargs)
        return email


class LimitedCodeForm(FrenchForm):
    """A code of six digits is quickly guessed: five tries a quarter of an hour per person."""

    labels = {"code": "Code de votre application"}
    helps = {"code": "6 chiffres, ou l’un de vos codes de secours."}

    def clean_code(self) -> str:
        key = f"second-factor:{self.user.pk}"  # type: ignore[attr-defined]  # allauth's forms have it
        if not throttle.hit(key, TRIES, per=QUARTER):
            raise forms.ValidationError(ERRORS["too_many_login_attempts"])
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's forms have it
        throttle.forget(key)
        return code


class SecondFactorForm(LimitedCodeForm, mfa.AuthenticateForm):
    pass


class ConfirmByCodeForm(LimitedCodeForm, mfa.ReauthenticateForm):
    pass


class EnrolForm(LimitedCodeForm, totp.ActivateTOTPForm):
    helps = {"code": "Les 6 chiffres que l’application affiche."}
