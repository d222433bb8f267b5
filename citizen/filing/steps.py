"""A step's page: shown, saved, left for the next one, for the one before or for later."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from citizen.filing import opened, together, workflow
from citizen.filing.around import AroundForm, around_form, kept_around
from citizen.filing.danger import emergencies_in
from citizen.filing.forgery import comes_from_us
from citizen.filing.forms import bound_form, filled_form
from citizen.filing.held import held_files
from citizen.filing.helping import help_of
from citizen.filing.review import Answer, of_step
from citizen.filing.said import digest
from citizen.filing.walk import Walk
from citizen.filing.ways import THEN, address, back_address, go_on, next_address
from portal.accounts import uploads
from portal.demandes.models import Draft
from portal.procedures.forms import Question, StepForm
from portal.procedures.rows import Pressed, pressed
from portal.procedures.schema import Step

BUTTONS = BACK, LATER, HELP, ADD, REMOVE = "retour", "plus-tard", "_aide", "ajouter", "retirer"
ASIDE = {LATER: "draft_later", HELP: "draft_help"}  # pages from which one comes back
REPLACED = (
    "Vos réponses à cette étape avaient changé depuis l’ouverture de la page, peut-être dans un "
    "autre onglet. Nous avons gardé votre dernier envoi : relisez-le à la fin."
)
TOO_LATE = (
    "Cette demande était déjà déposée : votre dernier envoi n’y a rien changé. "
    "Pour la compléter, écrivez au service depuis la page de suivi."
)
SEND_AGAIN = (
    "Par sécurité, envoyez cette page encore une fois. Rien n’est perdu. "
    "Votre navigateur doit accepter les cookies de ce site."
)


@csrf_exempt  # asked for below: the token in the address lets anybody add, so nothing is lost
@opened.with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """One page of the form. A post without a session is kept, but shown to nobody."""
    asked = draft.form_version.form.step(key)
    if request.method == "POST" and asked and not draft.filed_at:
        return _save(request, draft, asked)
    if not opened.is_open(request, draft):
        return opened.closed(request, draft)
    if request.method == "POST" and draft.filed_at:
        messages.warning(request, TOO_LATE)
    walk = Walk(draft)
    if draft.filed_at or asked is None or not walk.may_show(asked):
        return go_on(draft, walk)
    typed = together.still_typed(draft, asked, opened.typed(request, draft, key))
    form = filled_form(asked, draft, typed)
    return _show(request, draft, asked, form, around_form(draft, asked, typed=typed))


def _save(request: HttpRequest, draft: Draft, step: Step) -> HttpResponse:
    shown_before, row = set(Walk(draft).keys), pressed(step, request.POST)
    sent = row.sent if row else request.POST
    form, ours = _judged(request, draft, step, sent), comes_from_us(request)
    try:
        around, replaced = _keep(request, draft, step, form)
    except together.Stale:
        return _refuse(request, draft, step, form)
    if ours and (row or _wrong(form, around)):
        seen = digest(step, draft)
        opened.keep_typed(request, draft, step.key, sent, seen=seen)
    else:
        opened.forget_typed(request, draft, step.key)
    if not opened.is_open(request, draft):
        return opened.closed(request, draft, kept=True)
    if ours and REMOVE in request.POST:
        workflow.remove_file(draft=draft, stored=request.POST[REMOVE])
    if request.FILES or REMOVE in request.POST:
        draft = opened.find(draft.token) or draft
    if not ours:
        form.add_error(None, SEND_AGAIN)
        return _show(request, draft, step, form, around, status=403)
    if replaced:
        messages.warning(request, REPLACED)
    return _leave(request, draft, step, (form, around), shown_before, row)


def _judged(request: HttpRequest, draft: Draft, step: Step, sent: QueryDict) -> StepForm:
    form = bound_form(step, draft, request, sent)
    form.is_valid()
    if not uploads.may_upload(request):
        _refuse_files(form)
    return form


def _keep(
    request: HttpRequest, draft: Draft, step: Step, form: StepForm
) -> tuple[AroundForm | None, bool]:
    """Keep what is right, and whether that replaced something unseen; raises together.Stale."""
    seen, stranger = request.POST.get("_vu", ""), not opened.is_open(request, draft)
    if draft.shared:
        around = together.judged_around(draft, step, request.POST)
        together.save(
            draft=draft, step=step, form=form, around=around, seen=seen, stranger=stranger
        )
        return around, False
    replaced = workflow.save(draft=draft, step=step, form=form, seen=seen, stranger=stranger)
    return kept_around(draft, step, request.POST), replaced


def _refuse(request: HttpRequest, draft: Draft, step: Step, form: StepForm) -> HttpResponse:
    """Somebody else's answers are there: both are shown, and the next sending decides."""
    if not opened.is_open(request, draft):
        return opened.closed(request, draft)
    around = around_form(draft, step, request.POST)
    newer = of_step(draft, step)
    return _show(request, draft, step, form, around, status=409, newer=newer)


def _leave(
    request: HttpRequest,
    draft: Draft,
    step: Step,
    forms: tuple[StepForm, AroundForm | None],
    shown_before: set[str],
    row: Pressed | None,
) -> HttpResponse:
    """Where the button that was pressed leads, whatever is wrong unless it says « Continuer »."""
    walk, (form, around) = Walk(draft), forms
    button = next((name for name in BUTTONS if name in request.POST), "")
    if draft.filed_at or step.key not in walk.keys:
        return go_on(draft, walk)
    if _wrong(form, around) and not row and _stays(button, form):
        return _show(request, draft, step, form, around, status=400)
    if button in ASIDE:
        return redirect(address(draft, ASIDE[button]))
    if button == BACK:
        return redirect(back_address(request, draft, walk, step))
    if button or row:
        anchor = f"#{row.anchor}" if row else ""
        return redirect(request.get_full_path() + anchor)
    return redirect(next_address(request, draft, walk, step, shown_before))


def _wrong(form: StepForm, around: AroundForm | None) -> bool:
    return bool(form.errors or (around and around.errors))


def _stays(button: str, form: StepForm) -> bool:
    """Whether what is wrong keeps one on the page."""
    return not button or (button == ADD and _refuses_files(form))


def _refuse_files(form: StepForm) -> None:
    """Keep the rest of the step: only its files aren't taken."""
    for key in form.uploads():
        form.add_error(key, uploads.TOO_MUCH)


def _refuses_files(form: StepForm) -> bool:
    return any(field.type == "files" and field.key in form.errors for field in form.items)


def _show(
    request: HttpRequest,
    draft: Draft,
    step: Step,
    form: StepForm,
    around: AroundForm | None,
    *,
    status: int = 200,
    newer: list[Answer] | None = None,
) -> HttpResponse:
    walk = Walk(draft)
    if step.key not in walk.keys:
        return go_on(draft, walk)
    context = {
        "procedure": draft.procedure,
        "step": step,
        "form": form,
        "around": around,
        "questions": [(question, _files(draft, question)) for question in form.questions()],
        "number": walk.number(step),
        "total": walk.total,
        "from_check": THEN in request.GET,
        "seen": digest(step, draft),
        "newer": newer,
        "help": help_of(draft, step),
        "emergencies": emergencies_in(request, draft),
    }
    return render(request, "citizen/filing/step.html", context, status=status)


def _files(draft: Draft, question: Question) -> list[dict[str, Any]]:
    """The files that the question has already, as the page lists them."""
    if question.field.type != "files":
        return []
    held = [file for file in held_files(draft) if file.field_key == question.field.key]
    return [
        {"stored": file.stored, "url": address(draft, "draft_file", file.stored_id)}
        for file in held
    ]
