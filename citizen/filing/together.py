"""Saving a step of a draft that two fill in: what either hasn't seen is never overwritten."""

from typing import Any

from django.db import transaction
from django.http import QueryDict

from citizen.filing import workflow
from citizen.filing.around import PREFIX, AroundForm, around_form
from citizen.filing.opened import SEEN
from citizen.filing.said import digest, merged
from portal.demandes.models import Draft, SharedFilling
from portal.demandes.models.person import copied
from portal.demandes.workflow.sharing import is_locked_open
from portal.procedures.forms import SEPARATOR, StepForm
from portal.procedures.schema import Step


class Stale(Exception):
    """The step has changed since the page was drawn: nothing of its answers is kept."""


class Over(Exception):
    """The help has just ended: the agent's answers are nobody's."""


def judged_around(draft: Draft, step: Step, data: QueryDict) -> AroundForm | None:
    """The form of what surrounds the identity, judged and not yet kept."""
    form = around_form(draft, step, data)
    if form is not None:
        form.is_valid()
    return form


def still_typed(draft: Draft, step: Step, typed: QueryDict | None) -> QueryDict | None:
    """What was left unfinished, without what somebody has answered since."""
    if typed is None or not draft.shared or typed.get(SEEN) == digest(step, draft):
        return typed
    left = typed.copy()
    for name in typed:
        if name.partition(SEPARATOR)[0] in draft.answers or name.startswith(f"{PREFIX}-"):
            del left[name]
    return left


def save(
    *,
    draft: Draft,
    step: Step,
    form: StepForm,
    around: AroundForm | None,
    seen: str,
    stranger: bool = False,
    help: SharedFilling | None = None,
) -> None:
    """Keep what is right of a step drawn from the answers of the digest `seen`, all or nothing.

    Files are kept whatever happens, since they replace nothing. With `help`, an agent saves.
    Raises Stale, with the draft brought up to date, when that would undo what the page didn't
    show; Over when the help ended. Does nothing once the draft is filed.
    """
    workflow.keep_files(draft, form)
    with transaction.atomic():
        lock(draft)
        if help is not None and not is_locked_open(help):
            raise Over
        if draft.filed_at:
            return
        columns = around.columns() if around else {}
        if seen != digest(step, draft) and _changes(draft, step, form, columns):
            raise Stale
        workflow.keep_around(draft, columns)
        workflow.keep_answers(draft=draft, step=step, form=form, seen=seen, stranger=stranger)


def lock(draft: Draft) -> None:
    """Lock the draft's row, and bring what the caller holds of it up to date."""
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    for name in ("answers", "updated_at", "filed_at", "email", *copied(draft)):
        setattr(draft, name, getattr(locked, name))


def _changes(draft: Draft, step: Step, form: StepForm, columns: dict[str, Any]) -> bool:
    """Whether saving would change an answer: two who said the same don't disagree."""
    answers = merged(step, draft.answers, form)
    return answers != draft.answers or any(
        getattr(draft, name) != value for name, value in columns.items()
    )
