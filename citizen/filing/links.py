"""The way back to a draft: the e-mail address that it knows, the secret in the link sent there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from portal.demandes.models import Draft


def email_of(draft: Draft) -> str:
    """Where a link can be sent: the address given for that, else one among the answers."""
    return draft.email or next(filter(None, map(_address_in, draft.answers.values())), "")


def secret_of(draft: Draft) -> str:
    """What a link carries: void after thirty days, on filing, or once another address is given."""
    return _signer(draft).sign(draft.pk.hex)


def draft_of(secret: str) -> Draft | None:
    """The draft that a link opens, or None when it opens nothing (any more)."""
    try:
        drafts = Draft.objects.of_the_public().select_related("form_version", "procedure")
        draft = drafts.get(pk=_key_in(secret), filed_at=None)
        _signer(draft).unsign(secret, max_age=timedelta(days=settings.DRAFT_DAYS))
    except (ValueError, Draft.DoesNotExist, BadSignature):
        return None
    return draft


def filed_draft_of(secret: str) -> Draft | None:
    """The draft that a link led to, once it is filed: for saying so, never for opening it.

    Filing forgets the address that the link was signed for; its long random key is what is left.
    """
    drafts = Draft.objects.select_related("procedure").filter(filed_at__isnull=False)
    try:
        return drafts.filter(pk=_key_in(secret)).first()
    except ValueError:
        return None


def is_replaced(secret: str) -> bool:
    """Whether the link led to a draft that goes on, and another one was sent since (or it is cut).

    It says so to whoever holds the draft's long random key, and nothing more.
    """
    try:
        going_on = Draft.objects.of_the_public().filter(pk=_key_in(secret), filed_at=None)
    except ValueError:
        return False
    if (draft := going_on.first()) is None:
        return False
    try:
        _signer(draft).unsign(secret)
    except BadSignature:
        return True
    return False  # it is only too old


def _key_in(secret: str) -> UUID:
    return UUID(secret.partition(".")[0])


def _address_in(answer: Any) -> str:
    """The address of an identity, the only answer that holds one under that name."""
    return answer.get("email", "") if isinstance(answer, dict) else ""


def _signer(draft: Draft) -> TimestampSigner:
    return TimestampSigner(sep=".", salt=f"citizen.filing:{draft.email}")
