"""Answers that an address may propose: `?cle=valeur` on a procedure's page.

They are shown where they are asked, to be read, changed and sent like anything typed.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import QueryDict

from portal.procedures.schema import Field, FormSchema, Step
from portal.text.french import words

# Never who one is, how to reach them, a file, or what is computed or repeated.
TYPES = frozenset(
    {"text", "long_text", "number", "amount", "date", "yes_no", "choice", "multiple_choice"}
    | {"commune"}
)
TAKEN = frozenset({"mots", "mode", "in_preview_panel"})  # by the pages themselves
MOST, LONGEST = 20, 200  # values in an address, characters of one
CONSENT = frozenset(
    [
        "accepte",
        "acceptez",
        "accepter",
        "accord",
        "autorise",
        "autorisez",
        "autoriser",
        "autorisation",
        "certifie",
        "certifiez",
        "consens",
        "consentez",
        "consentir",
        "consentement",
        "engage",
        "engagez",
        "atteste",
        "attestez",
        "declare",
    ]
)


def prefill_problem(field: Field) -> Iterator[str]:
    """Why an address may not propose this answer."""
    if not field.prefill:
        return
    if field.type not in TYPES:
        yield f"« {field.label} » ne peut pas être prérempli par l’adresse."
    if field.key in TAKEN:
        yield f"« {field.label} » : l’adresse se sert déjà de « {field.key} », changez la clé."
    said = [field.label, *(option.label for option in field.options)]
    if CONSENT & set(words(" ".join(said))):
        yield f"« {field.label} » : un accord se donne soi-même, l’adresse ne le propose pas."


def proposals(form: FormSchema, address: QueryDict) -> QueryDict:
    """What the address proposes that this form lets it propose, each value bounded."""
    kept = QueryDict(mutable=True)
    for field in form.fields():
        if field.prefill and field.type in TYPES:
            values = [value.replace("\x00", "").strip() for value in address.getlist(field.key)]
            fit = [value for value in values if 0 < len(value) <= LONGEST][:MOST]
            if fit and len(kept) < MOST:
                kept.setlist(field.key, fit)
    return kept


def of_step(step: Step, proposed: QueryDict) -> QueryDict:
    """What is proposed on one step."""
    kept = QueryDict(mutable=True)
    for field in step.fields:
        if field.key in proposed:
            kept.setlist(field.key, proposed.getlist(field.key))
    return kept


def sample(form: FormSchema) -> str:
    """The end of an address that proposes everything that may be, to copy; blank when nothing is.

    A choice has its first answer; « valeur » stands for what is to be written elsewhere.
    """
    asked = [field for field in form.fields() if field.prefill]
    pairs = [(field.key, field.options[0].value if field.options else "valeur") for field in asked]
    return f"?{urlencode(pairs)}" if pairs else ""
