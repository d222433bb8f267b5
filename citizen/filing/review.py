"""What the check page shows: each question with its answer and the way to change it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from citizen.filing import around
from citizen.filing.held import held_files
from citizen.filing.ways import step_address
from portal.demandes.answers import text
from portal.demandes.completeness import identity_of
from portal.demandes.models import Draft
from portal.procedures.conditions import prune
from portal.procedures.forms import summary
from portal.procedures.schema import Step


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


def to_its_step(draft: Draft, step: Step) -> str:
    return step_address(draft, step, [])


def of_step(draft: Draft, step: Step) -> list[Answer]:
    """The answers that the step holds, and those around its identity."""
    reviewed = sections(draft, lambda _draft, at: at.key)
    return [
        replace(answer, url="")
        for section in reviewed
        for answer in section.answers
        if answer.url == step.key
    ]


def sections(draft: Draft, change: Callable[[Draft, Step], str] = to_its_step) -> list[Reviewed]:
    """Step by step, what will be filed; `change` says where an answer is changed."""
    names: dict[str, list[str]] = {}
    for file in held_files(draft):
        stored = file.stored
        said = f"{stored.name} ({stored.note})" if stored.note else stored.name
        names.setdefault(file.field_key, []).append(said)
    form = draft.form_version.form
    reviewed = [
        Reviewed(
            section.step.title,
            [
                Answer(row.label, text(row.display), change(draft, section.step))
                for row in section.rows
            ],
        )
        for section in summary(form, prune(form, draft.answers), names)
    ]
    asking = identity_of(draft.form_version.form, draft.answers)
    if asking and (lines := around.said(draft)):
        url = change(draft, asking[0])
        answers = [Answer(label, value, url) for label, value in lines]
        reviewed.append(Reviewed("Pour qui, et comment vous joindre", answers))
    return reviewed
