"""What a demande's page offers and says, and what each verb's form would send."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.models import Role
from tests import builders

TEXT = b"Attestation de domicile\n"


def page_url(demande: Demande) -> str:
    return reverse("demande", args=[demande.reference])


def verb_url(demande: Demande, slug: str) -> str:
    return reverse("demande_verb", args=[demande.reference, slug])


def text_of(response: Any) -> str:
    """The page as read, with plain spaces."""
    return response.content.decode().replace("\u00a0", " ")


def buttons(response: Any, demande: Demande) -> set[str]:
    """The verbs whose button, link or form the page shows."""
    folder = re.escape(page_url(demande))
    return set(re.findall(rf'(?:href|action)="{folder}([a-z-]+)/"', text_of(response)))


def a_file(name: str = "attestation.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def versioned(demande: Demande) -> dict[str, Any]:
    return {"version": demande.version}


def received(demande: Demande) -> dict[str, Any]:
    asked = demande.document_requests.first()
    return {"request": asked.pk if asked else 0, "files": a_file()}


def chased(demande: Demande) -> dict[str, Any]:
    """To a head, where nobody has it in hand."""
    builders.make_member(demande.service, Role.HEAD)
    return {"body": "Elle rappelle.", "key": uuid4()}


# What a careful agent would send with each verb.
PAYLOADS: dict[str, Callable[[Demande], dict[str, Any]]] = {
    "prendre": versioned,
    "precautions": lambda d: versioned(d) | {"cautions": ["no_sms"]},
    "repondre": lambda d: (
        versioned(d) | {"decision": "favourable", "body": "C’est d’accord.", "stage": "send"}
    ),
    "confirmer-la-cloture": versioned,
    "suivre": versioned,
    "relancer": chased,
    "confier-le-suivi": lambda d: (
        versioned(d) | {"to": builders.make_member(d.service, Role.ADVISER).pk}
    ),
    "ne-plus-suivre": versioned,
    "message": lambda _d: {"body": "Bonjour.", "key": uuid4()},
    "note": lambda _d: {"body": "À rappeler.", "key": uuid4()},
    "transmettre": lambda d: (
        versioned(d)
        | {"service": builders.make_service(parent=d.service).pk, "reason": "C’est pour vous."}
    ),
    "requalifier": lambda d: (
        versioned(d)
        | {
            "procedure": builders.make_procedure(service=d.service).pk,
            "reason": "C’est plutôt cela.",
            "stage": "send",
        }
    ),
    "en-faire-une-demarche": lambda _d: {},
    "affecter": lambda d: versioned(d) | {"to": builders.make_member(d.service, Role.OFFICER).pk},
    "demander-un-document": lambda d: (
        versioned(d)
        | {
            "label": "Plan",
            "why": "Pour situer.",
            "deadline": timezone.localdate() + timedelta(days=15),
            "indispensable": "oui",
        }
    ),
    "document-recu": received,
    "avis-partenaire": lambda d: versioned(d) | {"partner": "Préfecture"},
    "reprendre": versioned,
    "clore": versioned,
    "rouvrir": versioned,
    "doublon": lambda d: versioned(d) | {"of": builders.make_demande(d.procedure).reference},
    "meme-personne": lambda d: (
        versioned(d)
        | {"other": builders.make_demande(d.procedure).reference, "reason": "Elle l’a dit."}
    ),
    "pas-la-meme-personne": versioned,
    "consultation-exceptionnelle": lambda _d: {"reason": "Remplacement de l’agent absent."},
}


def officer_of(demande: Demande, *roles: str, **fields: Any) -> User:
    """An agent of the demande's service, an officer unless said otherwise."""
    return builders.make_member(demande.service, *(roles or (Role.OFFICER,)), **fields)
