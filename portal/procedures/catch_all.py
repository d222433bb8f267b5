"""« Autre demande »: what fits no procedure is filed all the same."""

from typing import Any

from portal.directory.models import Service
from portal.procedures import exchange
from portal.procedures.description import describe
from portal.procedures.models import Procedure, Sector, Silence

CODE = "autre-demande"
THEME = {
    "name": "Autre demande",
    "slug": "autre",
    "sector": Sector.GENERAL,
    "summary": "Votre demande n’entre dans aucune démarche de la liste.",
    "order": 999,
}
FORM = {
    "steps": [
        {
            "key": "demande",
            "title": "Votre demande",
            "help": "Écrivez avec vos mots : nous trouvons le bon service.",
            "fields": [
                {"key": "sujet", "type": "text", "label": "En quelques mots", "required": True},
                {"key": "message", "type": "long_text", "label": "Votre demande", "required": True},
                {"key": "commune", "type": "commune", "label": "Commune concernée"},
                {
                    "key": "pieces",
                    "type": "files",
                    "label": "Documents ou photos",
                    "help": "Seulement s’ils aident à comprendre.",
                },
            ],
        },
        {
            "key": "vous",
            "title": "Qui êtes-vous ?",
            "fields": [
                {"key": "identite", "type": "identity", "label": "Identité", "required": True}
            ],
        },
    ]
}


def ensure_catch_all(service: Service) -> Procedure:
    """The catch-all procedure, published; written in the care of this service if there is none.

    The service is the top one of an organisation: its staff forward what arrives here.
    """
    known = Procedure.objects.filter(catch_all=True).first()
    if known is None or not known.live:
        exchange.load({"themes": [THEME], "procedures": [_described(service, known)]})
    return Procedure.objects.get(catch_all=True)


def _described(service: Service, known: Procedure | None) -> dict[str, Any]:
    if known is not None:
        return describe(known) | {"live": True}
    return {
        "code": CODE,
        "title": "Autre demande",
        "theme": THEME["slug"],
        "summary": "Écrivez-nous, quel que soit le sujet : votre demande arrive au bon service.",
        "audience": "Tout le monde.",
        "words": "question\nproblème\nréclamation\nje ne trouve pas\ncontact",
        "service": service.code,
        "shared": True,
        "catch_all": True,
        # Who reads it picks the right procedure, whose regime then applies.
        "silence": Silence.NONE,
        "answer_delay": 15,
        "subject_field": "sujet",
        "form": FORM,
        "live": True,
    }
