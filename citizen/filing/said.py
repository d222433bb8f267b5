"""What a draft's answers become when a step is sent, and whether they changed meanwhile."""

import hashlib
import json
from typing import Any

from citizen.filing.held import held_files
from portal.demandes.models import Draft
from portal.demandes.models.person import copied
from portal.procedures.forms import StepForm, merge
from portal.procedures.schema import Step


def merged(step: Step, answers: dict[str, Any], form: StepForm) -> dict[str, Any]:
    """All the answers once what is right on the step is taken; what is wrong changes nothing."""
    wrong = {name.partition("__")[0] for name in form.errors}
    unchanged = {key: answers[key] for key in wrong & answers.keys()}
    return merge(step, answers, form) | unchanged | form.rescued


def digest(step: Step | None, draft: Draft) -> str:
    """Changes with the draft's answers (those of the step, or all): what a page was drawn from.

    The step where one says who one is also shows for whom, and how to be reached safely.
    """
    keys = {field.key for field in step.fields} if step else draft.answers.keys()
    said: list[Any] = [{key: draft.answers[key] for key in sorted(keys & draft.answers.keys())}]
    if step is None:
        said.append([file.pk for file in held_files(draft)])
    if step is None or any(field.type == "identity" for field in step.fields):
        said.append(list(copied(draft).values()))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
