"""The second factor: compulsory for administrators and on marked views (`access.second_factor`)."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from qrcode.image.svg import SvgPathFillImage

from portal.accounts.oidc.asserted import is_asserted

STAFF_PATHS = ("/gestion/", "/admin/")
# What an administrator without a second factor may still do: enrol, or leave.
ENROLMENT = {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout"}


class EncryptedSecrets(DefaultMFAAdapter):
    """Keeps the secrets under SECRET_KEY; SECRET_KEY_FALLBACKS open what older keys closed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code n’est pas le bon. Attendez le suivant, puis saisissez-le.",
        "cannot_delete_authenticator": "Ce second facteur ne peut pas être retiré.",
        "cannot_generate_recovery_codes": "Activez d’abord l’application d’authentification.",
    }

    def build_totp_svg(self, url: str) -> str:
        """On white, whatever the page's colours: a telephone can't read it otherwise."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()


class SecondFactorMiddleware:
    """Sends to enrol, before anything else, those who must have a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_given: Any
    ) -> HttpResponseBase | None:
        if not settings.MFA_REQUIRED_FOR_ADMINISTRATORS:
            return None
        if not (_concerned(request) or _marked(request, view)):
            return None
        if is_mfa_enabled(request.user) or is_asserted(request, request.user):
            return None
        return redirect("mfa_activate_totp")


def _concerned(request: HttpRequest) -> bool:
    """Whether an administrator is on a staff page other than enrolment; quick for the others."""
    if not request.path.startswith(STAFF_PATHS):
        return False
    if request.resolver_match and request.resolver_match.url_name in ENROLMENT:
        return False
    return request.user.is_authenticated and request.user.is_administrator


def _marked(request: HttpRequest, view: Callable[..., Any]) -> bool:
    return getattr(view, "second_factor", False) and request.user.is_authenticated


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.sha256(b"portal.accounts.second_factor:" + force_bytes(secret)).digest()
    return base64.urlsafe_b64encode(digest)
