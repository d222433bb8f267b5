"""The variables of answer templates: what `{{ prenom }}` stands for in one demande."""

import re

from portal.demandes.answers import by_key
from portal.demandes.models import Demande
from portal.text.dates import full_date

_VARIABLE = re.compile(r"\{\{\s*([a-z][\w-]*)\s*\}\}")
FIXED = {
    "prenom": "le prénom de la personne",
    "nom": "son nom",
    "reference": "la référence",
    "demarche": "l’intitulé de la démarche",
    "date_depot": "la date de dépôt",
    "service": "le service",
}


def fill(text: str, demande: Demande) -> str:
    """The text with its variables replaced; an unknown or unanswered one becomes `[nom]`.

    Plain replacement, not Django's template language: an editor's text can't run anything.
    """
    values = values_of(demande)
    return _VARIABLE.sub(lambda match: values.get(match[1]) or f"[{match[1]}]", text)


def values_of(demande: Demande) -> dict[str, str]:
    """The fixed variables, then each answer under its field's key."""
    return by_key(demande) | {
        "prenom": demande.filer_first_name,
        "nom": demande.filer_last_name,
        "reference": demande.reference,
        "demarche": demande.procedure.title,
        "date_depot": full_date(demande.received_on),
        "service": demande.service.name,
    }
