"""From a form's answers to who files and about what."""

from typing import Any

from django.db.models import Field

from portal.demandes.models import Demande
from portal.procedures.models import Procedure
from portal.procedures.schema import FormSchema


def filer_of(schema: FormSchema, answers: dict[str, Any]) -> dict[str, str]:
    """The filer's columns, from the form's first identity block; empty when it has none."""
    identity = _first_identity(schema, answers)
    town = " ".join(filter(None, (identity.get("postal_code"), identity.get("city"))))
    values = {
        "filer_kind": identity.get("kind") or Demande.Kind.PERSON,
        "filer_first_name": identity.get("first_name"),
        "filer_last_name": identity.get("last_name"),
        "filer_body": identity.get("name"),
        "filer_registration": identity.get("siret") or identity.get("rna"),
        "filer_email": identity.get("email"),
        "filer_phone": identity.get("phone"),
        "filer_address": ", ".join(filter(None, (identity.get("address"), town))),
    }
    return {name: (value or "")[: _longest(name)] for name, value in values.items()}


def subject_of(procedure: Procedure, answers: dict[str, Any]) -> str:
    """What the envelope calls the demande: never an answer when the procedure is confidential."""
    answer = answers.get(procedure.subject_field)
    if isinstance(answer, dict):
        answer = answer.get("label")  # the words of a place
    if procedure.confidential or not isinstance(answer, str) or not answer.strip():
        return procedure.title
    subject = " ".join(answer.split())
    subject = subject[0].upper() + subject[1:]
    return subject if len(subject) <= 100 else subject[:99] + "…"


def _longest(column: str) -> int | None:
    field = Demande._meta.get_field(column)
    return field.max_length if isinstance(field, Field) else None


def _first_identity(schema: FormSchema, answers: dict[str, Any]) -> dict[str, str]:
    found = (answers.get(field.key) for field in schema.fields() if field.type == "identity")
    return next(filter(None, found), {})
