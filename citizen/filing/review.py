"""What the check page shows: each question with its answer and the way to change it."""

from dataclasses import dataclass

from citizen.filing.held import held_files
from citizen.filing.ways import step_address
from portal.demandes.answers import text
from portal.demandes.models import Draft
from portal.procedures.conditions import prune
from portal.procedures.forms import summary


@dataclass(frozen=True)
class Answer:
    """One line of components/answers.html."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Reviewed:
    """A step and its answers."""

    title: str
    answers: list[Answer]


def sections(draft: Draft) -> list[Reviewed]:
    """Step by step, what will be filed."""
    names: dict[str, list[str]] = {}
    for file in held_files(draft):
        stored = file.stored
        said = f"{stored.name} ({stored.note})" if stored.note else stored.name
        names.setdefault(file.field_key, []).append(said)
    form = draft.form_version.form
    return [
        Reviewed(
            section.step.title,
            [
                Answer(row.label, text(row.display), step_address(draft, section.step, []))
                for row in section.rows
            ],
        )
        for section in summary(form, prune(form, draft.answers), names)
    ]
