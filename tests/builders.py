"""Real rows for tests, made by the real verbs wherever there is one.

    officer = make_member(service, Role.OFFICER)
    demande = make_demande(confidential=True)            # filed; officer, service… by attribute
    taken = make_demande(state=State.ANSWERED)           # brought there by the verbs

Words come from a small form (SCHEMA) that has a condition, an identity, a commune and files.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.accounts.models import User
from portal.demandes.models import Demande, DocumentRequest, Draft, DraftFile
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, filing, handling
from portal.directory.models import Commune, Role
from portal.media.intake import keep
from portal.media.kinds import Safe
from portal.media.models import StoredFile
from portal.procedures.models import FormVersion, Procedure, Sector, Silence, Theme
from portal.procedures.schema import FormSchema
from portal.procedures.validation import check
from portal.replies import workflow as replies
from portal.replies.models import Decision
from tests.portal.directory.factories import (
    PASSWORD,
    make_agent,
    make_member,
    make_organisation,
    make_service,
)

__all__ = ["PASSWORD", "make_agent", "make_member", "make_organisation", "make_service"]

_numbers = count(1)
SCHEMA: dict[str, Any] = {
    "steps": [
        {
            "key": "lieu",
            "title": "Le lieu",
            "fields": [
                {"key": "commune", "type": "commune", "label": "Commune", "required": True},
                {
                    "key": "danger",
                    "type": "yes_no",
                    "label": "Est-ce dangereux ?",
                    "required": True,
                },
                {
                    "key": "quoi",
                    "type": "long_text",
                    "label": "Qu’avez-vous vu ?",
                    "required": True,
                    "show_if": {
                        "match": "all",
                        "tests": [{"field": "danger", "op": "is", "value": "oui"}],
                    },
                },
                {"key": "photos", "type": "files", "label": "Photos"},
            ],
        },
        {
            "key": "vous",
            "title": "Vous",
            "fields": [
                {"key": "identite", "type": "identity", "label": "Identité", "required": True}
            ],
        },
    ]
}
IDENTITY = {
    "kind": "person",
    "first_name": "Awa",
    "last_name": "Delattre",
    "email": "awa.delattre@courriel.example",
    "phone": "+33612345678",
    "address": "12 rue des Lilas",
    "postal_code": "62000",
    "city": "Arras",
}
ANSWERS: dict[str, Any] = {
    "commune": "62041",
    "danger": "oui",
    "quoi": "Un trou profond devant l’école.",
    "identite": IDENTITY,
}


def make_commune(insee: str = "62041", name: str = "Arras", **fields: Any) -> Commune:
    defaults: dict[str, Any] = {"name": name, "department": insee[:2], "postal_codes": "62000"}
    return Commune.objects.get_or_create(insee=insee, defaults=defaults | fields)[0]


def make_theme(**fields: Any) -> Theme:
    number = next(_numbers)
    defaults = {"name": f"Thème {number}", "slug": f"theme-{number}", "sector": Sector.ROADS}
    return Theme.objects.create(**defaults | fields)


def make_procedure(schema: dict[str, Any] | None = None, **fields: Any) -> Procedure:
    """A procedure in force with this form (SCHEMA by default); silence is worth nothing."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "code": f"demarche-{number}",
        "title": f"Signaler un danger {number}",
        "summary": "Dites-nous ce qui est abîmé.",
        "silence": Silence.NONE,
        "answer_delay": 10,
    }
    if "service" not in fields:
        fields["service"] = make_service()
    if "theme" not in fields:
        fields["theme"] = make_theme()
    procedure = Procedure.objects.create(**defaults | fields)
    procedure.publications.create(version=make_form_version(schema))
    return procedure


def make_form_version(schema: dict[str, Any] | None = None) -> FormVersion:
    return FormVersion.objects.freeze(check(FormSchema.read(schema or SCHEMA)))


def make_draft(procedure: Procedure | None = None, **fields: Any) -> Draft:
    """A draft with every answer (ANSWERS), ready to be filed."""
    make_commune()
    procedure = procedure or make_procedure()
    version = procedure.publications.last().version
    answers = fields.pop("answers", ANSWERS)
    return Draft.objects.create(
        procedure=procedure, form_version=version, answers=answers, **fields
    )


def make_file(name: str = "photo.png", content: bytes = b"not really a picture") -> StoredFile:
    """A stored file; its content isn't looked at."""
    return keep(Safe(content, name, "image/png"))


def make_draft_file(draft: Draft, field_key: str = "photos", **fields: Any) -> DraftFile:
    return DraftFile.objects.create(draft=draft, field_key=field_key, stored=make_file(**fields))


def make_demande(
    procedure: Procedure | None = None,
    *,
    state: State = State.FILED,
    answers: dict[str, Any] | None = None,
    officer: User | None = None,
    **fields: Any,
) -> Demande:
    """A demande filed from a draft, then brought to `state` by the verbs of an officer.

    `fields` are the procedure's when none is given: `confidential=True`, `silence=…`, `service=…`.
    """
    procedure = procedure or make_procedure(**fields)
    at_first = State.AWAITING_PAYMENT if state == State.AWAITING_PAYMENT else State.FILED
    draft = make_draft(procedure, answers=answers or ANSWERS)
    demande = filing.file(draft=draft, state=at_first)
    if state != at_first:
        bring(demande, state, officer or make_member(demande.service, Role.OFFICER))
    return demande


def bring(demande: Demande, state: State, officer: User) -> None:
    """Bring a filed demande to a state by the shortest way."""
    WAYS[state](demande, officer)


def take(demande: Demande, officer: User) -> None:
    handling.take(demande, agent=officer, version=demande.version)


def ask_partner(demande: Demande, officer: User) -> None:
    handling.ask_partner(demande, partner="Préfecture", agent=officer, version=demande.version)


def answer(demande: Demande, officer: User) -> None:
    replies.send(
        demande,
        decision=Decision.NONE,
        body="C’est fait.",
        agent=officer,
        version=demande.version,
    )


def close(demande: Demande, officer: User) -> None:
    answer(demande, officer)
    handling.close(demande, agent=officer, version=demande.version)


def withdraw(demande: Demande, _officer: User) -> None:
    exchanges.withdraw(demande, version=demande.version)


def mark_duplicate(demande: Demande, officer: User) -> None:
    other = make_demande(demande.procedure)
    handling.mark_duplicate(demande, of=other, agent=officer, version=demande.version)


def ask(demande: Demande, officer: User, *, days: int = 15, **fields: Any) -> DocumentRequest:
    """An indispensable document asked for, due in so many days."""
    defaults: dict[str, Any] = {
        "label": "Justificatif de domicile",
        "why": "Pour vérifier votre adresse.",
        "indispensable": True,
        "deadline": timezone.localdate() + timedelta(days=days),
        "version": demande.version,
    }
    return exchanges.ask_document(demande, agent=officer, **defaults | fields)


def say(demande: Demande, officer: User, body: str = "Bonjour.") -> None:
    exchanges.tell(demande, body=body, agent=officer, key=uuid4())


WAYS: dict[State, Callable[[Demande, User], object]] = {
    State.ASSIGNED: take,
    State.AWAITING_CITIZEN: ask,
    State.AWAITING_PARTNER: ask_partner,
    State.ANSWERED: answer,
    State.CLOSED: close,
    State.WITHDRAWN: withdraw,
    State.DUPLICATE: mark_duplicate,
}
