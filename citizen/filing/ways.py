"""Where one goes from a step: on, back, or back to the check that one came from."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from citizen.filing.walk import Walk
from portal.demandes.models import Draft
from portal.procedures.schema import Step

THEN = "puis"  # steps still to see before the check: there when the page was opened from it


def go_on(draft: Draft, walk: Walk | None = None) -> HttpResponse:
    """To where the draft stands: its next step, the check, or the confirmation."""
    if draft.filed_at:
        return redirect(address(draft, "draft_filed"))
    return redirect(step_address(draft, (walk or Walk(draft)).resume(draft.step_key)))


def address(draft: Draft, name: str, *more: object) -> str:
    return reverse(name, args=[draft.procedure.code, draft.token, *more])


def step_address(draft: Draft, step: Step | None, then: Iterable[Step] | None = None) -> str:
    """The step's page, or the check's; `then` lists what follows it before the check."""
    if step is None:
        return address(draft, "draft_check")
    query = "" if then is None else f"?{THEN}={','.join(each.key for each in then)}"
    return address(draft, "draft_step", step.key) + query


def next_address(
    request: HttpRequest, draft: Draft, walk: Walk, step: Step, shown_before: set[str]
) -> str:
    if THEN not in request.GET:
        return step_address(draft, walk.after(step.key))
    steps = walk.detour(step, _left_over(request) | (set(walk.keys) - shown_before))
    return step_address(draft, steps[0] if steps else None, steps[1:])


def back_address(request: HttpRequest, draft: Draft, walk: Walk, step: Step) -> str:
    """To the check when one came from there and nothing is missing, else to the step before."""
    if THEN in request.GET and walk.missing is None:
        return address(draft, "draft_check")
    before = walk.before(step)
    if before is None:
        return draft.procedure.get_absolute_url()
    then = [step, *walk.detour(step, _left_over(request))] if THEN in request.GET else None
    return step_address(draft, before, then)


def _left_over(request: HttpRequest) -> set[str]:
    return set(request.GET[THEN].split(","))
