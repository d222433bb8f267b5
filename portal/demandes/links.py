"""Addresses for messages: on the organisation's site, with a secret that opens one demande."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from portal.demandes import references
from portal.demandes.models import Demande
from portal.directory.sites import base_url

SEPARATOR = "."  # between the reference and its signature


def tracking_link(demande: Demande) -> str:
    """The whole address that opens the demande's tracking page; void once its code changes."""
    return absolute(demande, reverse("tracking_link", args=[token_of(demande)]))


def token_of(demande: Demande) -> str:
    """What opens the demande for whoever holds it, in an address or a session."""
    return token(demande.reference, demande.tracking_code)


def token(reference: str, code: str) -> str:
    """The same for a demande that isn't written yet."""
    return _signer(code).sign(reference)


def absolute(demande: Demande, path: str) -> str:
    return base_url(demande.service.organisation) + path


def demande_of(token: str) -> Demande | None:
    """The demande that a link opens, or None when it opens nothing (any more)."""
    # An address may say anything: PostgreSQL fails on a NUL, which no reference holds.
    demande = _known(references.normalise(token.rpartition(SEPARATOR)[0]) or "")
    try:
        _signer(demande.tracking_code if demande else "").unsign(token)
    except BadSignature:
        return None
    return demande


def with_code(reference: str, code: str) -> Demande | None:
    """The demande with this reference and tracking code, compared in constant time."""
    demande = _known(reference)
    # Compare in any case, so that an unknown reference takes as long as a wrong code.
    matches = constant_time_compare(demande.tracking_code if demande else "", code)
    return demande if demande and matches and code else None


def _known(reference: str) -> Demande | None:
    return Demande.objects.with_service().filter(reference=reference).first()


def _signer(code: str) -> Signer:
    """Signs with the code but doesn't show it: the address alone can't be turned into the code."""
    return Signer(sep=SEPARATOR, salt=f"portal.demandes.links:{code}")
