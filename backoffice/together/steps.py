"""One step of the person's form, changed by the agent: the same forms, without the files."""

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backoffice.together.held import address, for_held, over
from backoffice.together.now import now_of, step_of
from citizen.filing import opened, together
from citizen.filing.around import AroundForm, around_form
from citizen.filing.forms import bound_form, filled_form
from citizen.filing.held import held_files
from citizen.filing.review import Answer, of_step
from citizen.filing.said import digest
from citizen.filing.walk import Walk
from portal.accounts.access import AgentRequest
from portal.demandes.models import SharedFilling
from portal.media.models import StoredFile
from portal.procedures.forms import StepForm
from portal.procedures.rows import pressed
from portal.procedures.schema import Step

ANSWERS = "_reponses"  # the button that leads back to them, whatever is wrong

Forms = tuple[StepForm, AroundForm | None]


@for_held
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: AgentRequest, held: SharedFilling, key: str) -> HttpResponseBase:
    """The step as it stands; sending it keeps what is right, unless the person changed it too."""
    shown = step_of(held, key)
    if shown is None or key not in Walk(held.draft).keys:
        return redirect(address(held, "together_form"))
    if request.method == "POST":
        return _save(request, held, shown)
    typed = together.still_typed(held.draft, shown, opened.typed(request, held.draft, key))
    forms = filled_form(shown, held.draft, typed), around_form(held.draft, shown, typed=typed)
    return _show(request, held, shown, forms)


def _save(request: AgentRequest, held: SharedFilling, step: Step) -> HttpResponseBase:
    draft, row = held.draft, pressed(step, request.POST)
    sent = row.sent if row else request.POST
    forms = _judged(request, held, step, sent)
    try:
        together.save(
            draft=draft,
            step=step,
            form=forms[0],
            around=forms[1],
            seen=request.POST.get("_vu", ""),
            help=held,
        )
    except together.Stale:
        newer = of_step(draft, step)
        return _show(request, held, step, forms, status=409, newer=newer)
    except together.Over:
        return over(request, held.pk)
    wrong = any(each.errors for each in forms if each)
    if wrong or row:
        opened.keep_typed(request, draft, step.key, sent, seen=digest(step, draft))
    else:
        opened.forget_typed(request, draft, step.key)
    if row:
        return redirect(f"{request.path}#{row.anchor}")
    if wrong and ANSWERS not in request.POST:
        return _show(request, held, step, forms, status=400)
    return _onward(request, held, step)


def _judged(request: AgentRequest, held: SharedFilling, step: Step, sent: QueryDict) -> Forms:
    form = bound_form(step, held.draft, request, sent)
    form.is_valid()
    return form, together.judged_around(held.draft, step, sent)


def _onward(request: AgentRequest, held: SharedFilling, step: Step) -> HttpResponse:
    following = Walk(held.draft).after(step.key)
    if ANSWERS in request.POST or following is None:
        return redirect(address(held, "together_form"))
    return redirect(address(held, "together_step", following.key))


def _show(
    request: AgentRequest,
    held: SharedFilling,
    step: Step,
    forms: Forms,
    *,
    status: int = 200,
    newer: list[Answer] | None = None,
) -> HttpResponse:
    draft, (form, around), walk = held.draft, forms, Walk(held.draft)
    if step.key not in walk.keys:  # the person's answers have just hidden it
        return redirect(address(held, "together_form"))
    context = {
        "held": held,
        "procedure": draft.procedure,
        "step": step,
        "form": form,
        "around": around,
        "seen": digest(step, draft),
        "newer": newer,
        "files": _files(held, step),
        "number": walk.number(step),
        "total": len(walk.steps),
        "now": now_of(held, step),
        "answers": address(held, "together_form"),
    }
    return render(request, "backoffice/together/step.html", context, status=status)


def _files(held: SharedFilling, step: Step) -> list[tuple[str, list[StoredFile]]]:
    """Each question of the step that takes files, with those that the person has sent."""
    whole = next(each for each in held.draft.form_version.form.steps if each.key == step.key)
    return [
        (
            field.label,
            [each.stored for each in held_files(held.draft) if each.field_key == field.key],
        )
        for field in whole.fields
        if field.type == "files"
    ]
