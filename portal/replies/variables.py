"""The variables of answer templates: what `{{ prenom }}` stands for in one demande."""

from portal.demandes.answers import by_key
from portal.demandes.models import Demande
from portal.procedures.models import Procedure
from portal.text import variables
from portal.text.dates import full_date

FIXED = {
    "prenom": "le prénom de la personne",
    "nom": "son nom",
    "reference": "la référence",
    "demarche": "l’intitulé de la démarche",
    "date_depot": "la date de dépôt",
    "service": "le service",
}


def fill(text: str, demande: Demande) -> str:
    """The text with its variables replaced; an unknown or unanswered one becomes `[nom]`."""
    return variables.fill(text, values_of(demande))


def values_of(demande: Demande) -> dict[str, str]:
    """Each answer under its field's key; the fixed variables, whatever the keys are."""
    return by_key(demande) | {
        "prenom": demande.filer_first_name,
        "nom": demande.filer_last_name,
        "reference": demande.reference,
        "demarche": demande.procedure.title,
        "date_depot": full_date(demande.received_on),
        "service": demande.service.name,
    }


def problems(text: str, procedure: Procedure | None) -> list[str]:
    """What no demande of the procedure can fill in, as French sentences."""
    known = set(FIXED) | (_keys(procedure) if procedure else set())
    return variables.problems(text, known)


def _keys(procedure: Procedure) -> set[str]:
    """The keys of every form that the procedure ever had in force: demandes are filed with each."""
    publications = procedure.publications.select_related("version")
    return {field.key for one in publications for field in one.version.form.fields()}
