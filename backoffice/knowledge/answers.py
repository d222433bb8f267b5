"""The answers that agents gave in a demande, and what of the person must go out of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.demandes.models import Demande
from portal.text.phones import spellings
from portal.text.unnamed import still_said, unnamed

# « 12 rue des Lilas », of an address: alone, a town says nothing of the person.
STREETS = re.compile(r"(?<!\d)\d{1,4}(?!\d)[^,\n]*?(?=,|\n|\s\d{5}\b|$)")


@dataclass(frozen=True)
class Given:
    """What an agent wrote to the person: a message (« m12 ») or a formal reply (« r3 »)."""

    key: str
    text: str
    author: str
    at: Any


def given(demande: Demande) -> list[Given]:
    """The latest first."""
    messages = demande.messages.exclude(agent=None).select_related("agent")
    found = [Given(f"m{one.pk}", one.body, str(one.agent), one.sent_at) for one in messages]
    replies = demande.replies.select_related("signatory")
    found += [Given(f"r{one.pk}", one.body, str(one.signatory), one.sent_at) for one in replies]
    return sorted(found, key=lambda one: one.at, reverse=True)


def without_person(answer: Given, demande: Demande) -> str:
    """The text proposed to be kept: the agent reads it and mends it."""
    said = list(_texts(demande.answers))
    return unnamed(answer.text, names=[*_names(demande), answer.author], said=said)


def personal_in(text: str, demande: Demande) -> list[str]:
    """What of the person is still there."""
    secrets = [
        demande.reference,
        demande.filer_email,
        *spellings(demande.filer_phone),
        demande.beneficiary_email,
        *spellings(demande.beneficiary_phone),
        *STREETS.findall(demande.filer_address),
    ]
    return still_said(text, names=_names(demande), secrets=[one for one in secrets if one])


def _names(demande: Demande) -> list[str]:
    names = [demande.filer_first_name, demande.filer_last_name, demande.filer_body]
    return [*names, demande.beneficiary_first_name, demande.beneficiary_last_name]


def _texts(value: Any) -> Iterator[str]:
    """Every text of the answers, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
