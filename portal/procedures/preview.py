"""What an editor sees before publishing: the page, or the form walked on one page."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.procedures.compile import schema_of
from portal.procedures.conditions import visible_steps
from portal.procedures.forms import StepForm, answers_of, step_form
from portal.procedures.prefill import sample
from portal.procedures.rows import pressed
from portal.procedures.schema import FormSchema, SchemaError, Step
from portal.procedures.validation import problems

if TYPE_CHECKING:
    from portal.procedures.models import Procedure


def draw(request: HttpRequest, procedure: "Procedure", mode: str) -> HttpResponse:
    """One mode of the preview. The form is sent by GET to the same address: nothing is written."""
    try:
        schema = schema_of(procedure.steps)
        mistakes = problems(schema)
    except SchemaError as error:
        schema, mistakes = FormSchema(), error.messages
    context = {"procedure": procedure, "mistakes": mistakes}
    if mode == "formulaire":
        walked = [] if mistakes else walk(schema, request)
        # The admin's own parameters (mode, panel) stay in the address from step to step.
        kept = [
            (name, request.GET[name])
            for name in ("mode", "in_preview_panel")
            if name in request.GET
        ]
        context |= {
            "walked": walked,
            "finished": all(f.is_valid() for _, f in walked),
            "kept": kept,
            "address": _address(request, procedure, schema),
        }
    template = "preview_form" if mode == "formulaire" else "preview_page"
    return render(request, f"procedures/{template}.html", context)


def _address(request: HttpRequest, procedure: "Procedure", schema: FormSchema) -> str:
    """The public address that proposes answers, to copy; blank when no question allows it."""
    end = sample(schema)
    return request.build_absolute_uri(procedure.get_absolute_url() + end) if end else ""


def walk(schema: FormSchema, request: HttpRequest) -> list[tuple[Step, StepForm]]:
    """The steps shown up to the first one that isn't rightly answered yet, with their forms."""
    answers: dict[str, object] = {}
    walked: list[tuple[Step, StepForm]] = []
    done: set[str] = set()
    while step := next((s for s in visible_steps(schema, answers) if s.key not in done), None):
        sent = f"_{step.key}" in request.GET
        row = pressed(step, request.GET)
        data = row.sent if row else request.GET
        form = step_form(step, answers=answers, data=data if sent else None, stored=given(step))
        walked.append((step, form))
        if not sent or not form.is_valid():
            break
        answers |= answers_of(form)
        done.add(step.key)
    return walked


def given(step: Step) -> dict[str, int]:
    """Files can't be sent by GET: the preview does as if one were there."""
    return {field.key: 1 for field in step.fields if field.type == "files"}
