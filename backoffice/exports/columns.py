"""What a line of an export says: the envelope for all, the content where the agent reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from portal.demandes import answers
from portal.demandes.models import Demande
from portal.directory.channels import Channel
from portal.procedures.field_types import type_of
from portal.procedures.models import FormVersion
from portal.procedures.schema import Field

Cell = str | date | Decimal | None


@dataclass(frozen=True)
class Column:
    label: str
    of: Callable[[Demande], Cell]


def _day(name: str) -> Callable[[Demande], Cell]:
    def of(demande: Demande) -> Cell:
        at = getattr(demande, name)
        return timezone.localdate(at) if at else None

    return of


def _agent(demande: Demande) -> str:
    agent = demande.assignee
    return agent.get_full_name() if agent else ""


ENVELOPE = (
    Column("Référence", lambda demande: demande.reference),
    Column("Démarche", lambda demande: demande.procedure.title),
    Column("Thème", lambda demande: demande.procedure.theme.name),
    Column("État", lambda demande: demande.status.label),
    Column("Service", lambda demande: demande.service.name),
    Column("Agent", _agent),
    Column("Canal", lambda demande: Channel(demande.channel).label),
    Column("Déposée le", _day("filed_at")),
    Column("Reçue le", lambda demande: demande.received_on),
    Column("Réponse promise le", lambda demande: demande.due_on),
    Column("Réponse envoyée le", _day("answered_at")),
    Column("Close le", _day("closed_at")),
    Column("Confidentielle", lambda demande: "oui" if demande.confidential else "non"),
    Column("Contact protégé", lambda demande: demande.forbidden if demande.cautions else ""),
)
CONTENT = (
    Column("Objet", lambda demande: demande.subject),
    Column("Commune", lambda demande: demande.commune.name if demande.commune else ""),
    Column("Type", lambda demande: Demande.Kind(demande.filer_kind).label),
    Column("Nom", lambda demande: demande.filer_last_name),
    Column("Prénom", lambda demande: demande.filer_first_name),
    Column("Entreprise ou association", lambda demande: demande.filer_body),
    Column("E-mail", lambda demande: demande.filer_email),
    Column("Téléphone", lambda demande: demande.filer_phone),
    Column("Adresse", lambda demande: demande.filer_address),
    Column("Pour qui", lambda demande: demande.beneficiary_name),
)


UNWRITTEN: Final = frozenset({"info", "files"})  # nothing of them is among the answers
CODES: Final = frozenset({"commune", "zone", "theme"})  # whose words are in the database


@dataclass(frozen=True)
class Layout:
    """The columns of one export; `questions`: those of the form, by key, of one procedure only."""

    questions: dict[str, str]
    meanings: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def header(self) -> list[str]:
        fixed = [column.label for column in (*ENVELOPE, *CONTENT)]
        asked = self.questions.values()
        return [*fixed, *(f"{label} (formulaire)" if label in fixed else label for label in asked)]

    def line(self, demande: Demande, *, reads: bool) -> list[Cell]:
        """The cells of a demande; those of its content stay empty for who may not read it."""
        envelope = [column.of(demande) for column in ENVELOPE]
        if not reads:
            return [*envelope, *([None] * (len(CONTENT) + len(self.questions)))]
        content = [column.of(demande) for column in CONTENT]
        if not self.questions:
            return [*envelope, *content]
        given = {each.key: each for each in demande.form_version.form.fields()}
        said = (self._said(given.get(key), demande.answers.get(key)) for key in self.questions)
        return [*envelope, *content, *said]

    def _said(self, question: Field | None, answer: Any) -> str:
        """The answer in words; what one code means is read once for all lines."""
        if question is None or answer is None:
            return ""
        if question.type not in CODES:
            return answers.text(type_of(question).display(answer))
        known = (question.type, str(answer))
        if known not in self.meanings:
            self.meanings[known] = answers.text(type_of(question).display(answer))
        return self.meanings[known]


def questions_of(versions: Iterable[FormVersion]) -> dict[str, str]:
    """What the forms ask, the latest first: a key is the same question in every version."""
    found: dict[str, str] = {}
    for version in versions:
        for asked in version.form.fields():
            if asked.type not in UNWRITTEN:
                found.setdefault(asked.key, asked.label)
    return found
