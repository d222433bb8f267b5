"""The words by which a demande is found: for those who may read it only."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from portal.demandes.models import Demande
from portal.procedures.schema import Field
from portal.text.french import stems

TYPED: Final = frozenset({"text", "long_text", "place"})  # what people write themselves
MOST_WORDS: Final = 200  # different ones, of a demande: a long letter must not weigh on every list


def search_text_of(demande: Demande) -> str:
    """Stems, each once: reference, subject, who files, procedure, then what the answers say."""
    known = (
        *(demande.reference, demande.subject, demande.filer_name, demande.beneficiary_name),
        *(demande.procedure.title, demande.filer_phone, demande.filer_email),
    )
    answered = _written(demande.form_version.form.fields(), demande.answers)
    found = dict.fromkeys(stems(" ".join((*known, *answered))))
    return " ".join(list(found)[:MOST_WORDS])


def _written(fields: Iterable[Field], answers: Any) -> Iterator[str]:
    for field in fields:
        answer = answers.get(field.key) if isinstance(answers, dict) else None
        if field.type == "group":
            for row in answer or ():
                yield from _written(field.fields, row)
        elif field.type in TYPED:
            words = answer.get("label") if isinstance(answer, dict) else answer
            if isinstance(words, str):
                yield words
