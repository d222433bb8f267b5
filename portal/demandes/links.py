"""Addresses that go into messages: on the organisation's site, with a secret that opens one demande."""

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from portal.demandes.models import Demande

SALT = "portal.demandes.links"


def tracking_link(demande: Demande) -> str:
    """The whole address that opens the demande's tracking page; void once its code changes."""
    token = signing.dumps([demande.reference, demande.tracking_code], salt=SALT)
    return absolute(demande, reverse("tracking_link", args=[token]))


def absolute(demande: Demande, path: str) -> str:
    return demande.service.organisation.base_url.rstrip("/") + path


def demande_of(token: str) -> Demande | None:
    """The demande that a link opens, or None when it opens nothing (any more)."""
    try:
        reference, code = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return with_code(reference, code)


def with_code(reference: str, code: str) -> Demande | None:
    """The demande with this reference and tracking code, compared in constant time."""
    demande = Demande.objects.filter(reference=reference).first()
    # Compare in any case, so that an unknown reference takes as long as a wrong code.
    matches = constant_time_compare(demande.tracking_code if demande else "", code)
    return demande if demande and matches and code else None
