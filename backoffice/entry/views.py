"""From the whole form on one page to its check; filed.py has what follows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.entry import workflow
from backoffice.entry.forms import ChannelForm, bound_form, channel_form, filled_form
from backoffice.entry.mine import address, find, for_mine
from backoffice.entry.whole import KEY, Section, WholeForm, whole
from citizen.filing import opened
from citizen.filing import workflow as filling
from citizen.filing.around import AroundForm, around_form, kept_around
from citizen.filing.held import held_files
from citizen.filing.paid import asked
from citizen.filing.review import sections
from citizen.filing.said import digest
from payments.workflow import charging
from payments.workflow.refusals import NotPossible
from portal.accounts import uploads
from portal.accounts.access import AgentRequest
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Draft
from portal.demandes.workflow import drafts
from portal.demandes.workflow.deed import Refused
from portal.media import download
from portal.procedures.rows import pressed
from portal.procedures.schema import Step

Forms = tuple[WholeForm, AroundForm | None, ChannelForm]
BUTTONS = LATER, ADD, REMOVE = "plus-tard", "ajouter", "retirer"
REPLACED = (
    "Ces réponses avaient changé depuis l’ouverture de la page, peut-être dans un autre onglet. "
    "Votre dernier envoi est gardé\u00a0: relisez-le."
)
CHANGED = "Les réponses ont changé dans un autre onglet. Relisez-les, puis déposez la demande."
MISSING = "Il manque une réponse\u00a0: complétez-la ici."


@for_mine
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: AgentRequest, draft: Draft) -> HttpResponse:
    """Every question on one page; sending it keeps what is right."""
    if draft.filed_at:
        return redirect(address(draft, "entry_filed"))
    if request.method == "POST":
        return _save(request, draft)
    typed = opened.typed(request, draft, KEY)
    form = filled_form(draft, typed)
    around = around_form(draft, form.step, typed=typed)
    return _show(request, draft, (form, around, channel_form(draft)))


def _save(request: AgentRequest, draft: Draft) -> HttpResponse:
    row = pressed(whole(draft.form_version.form), request.POST)
    sent = row.sent if row else request.POST
    channel, form = channel_form(draft, request.POST), _judged(request, draft, sent)
    if channel.is_valid():
        workflow.came_by(draft, **channel.cleaned_data)
    seen = request.POST.get("_vu", "")
    if filling.save(draft=draft, step=form.step, form=form, seen=seen):
        messages.warning(request, REPLACED)
    forms = (form, kept_around(draft, form.step, request.POST), channel)
    wrong = any(each.errors for each in forms if each)
    if wrong or row:
        opened.keep_typed(request, draft, KEY, sent)
    else:
        opened.forget_typed(request, draft, KEY)
    if REMOVE in request.POST:
        filling.remove_file(draft=draft, stored=request.POST[REMOVE])
    button = next((name for name in BUTTONS if name in request.POST), "")
    if button == LATER:
        return redirect("entry")
    if button or row:
        anchor = f"#{row.anchor}" if row else ""
        return redirect(address(draft, "entry_form") + anchor)
    return _onward(request, draft, forms, wrong=wrong)


def _onward(request: AgentRequest, draft: Draft, forms: Forms, *, wrong: bool) -> HttpResponse:
    if wrong:
        return _show(request, find(request.user, draft.token), forms, status=400)
    return redirect(address(draft, "entry_check"))


def _judged(request: AgentRequest, draft: Draft, sent: QueryDict) -> WholeForm:
    form = bound_form(draft, sent, request.FILES)
    form.is_valid()
    if not uploads.may_upload(request):
        for key in form.uploads():
            form.add_error(key, uploads.TOO_MUCH)
    return form


def _show(
    request: AgentRequest,
    draft: Draft,
    forms: Forms,
    *,
    status: int = 200,
) -> HttpResponse:
    form, around, channel = forms
    context = {
        "draft": draft,
        "procedure": draft.procedure,
        "form": form,
        "around": around,
        "channel": channel,
        "sections": [(section, _with_files(draft, section)) for section in form.sections()],
        "seen": digest(form.step, draft),
    }
    return render(request, "backoffice/entry/form.html", context, status=status)


def _with_files(draft: Draft, section: Section) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Each question with the files that it has already."""
    held = held_files(draft)

    def files(key: str) -> list[dict[str, Any]]:
        return [
            {"stored": each.stored, "url": address(draft, "entry_file", each.stored_id)}
            for each in held
            if each.field_key == key
        ]

    return [(question, files(question.field.key)) for question in section.questions]


@for_mine
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: AgentRequest, draft: Draft) -> HttpResponse:
    """What was typed, to read aloud; the POST files it, once however often it is sent."""
    if draft.filed_at:
        return redirect(address(draft, "entry_filed"))
    if request.method == "POST":
        if request.POST.get("_vu") == digest(None, draft):
            return _file(request, draft)
        messages.warning(request, CHANGED)
    if workflow.missing(draft):
        return _back(request, draft)
    context = {
        "draft": draft,
        "procedure": draft.procedure,
        "sections": sections(draft, _where),
        "back": address(draft, "entry_form"),
        "seen": digest(None, draft),
        **asked(draft),
    }
    return render(request, "backoffice/entry/check.html", context)


def _where(draft: Draft, step: Step) -> str:
    return f"{address(draft, 'entry_form')}#{step.key}"


def _back(request: AgentRequest, draft: Draft) -> HttpResponse:
    messages.info(request, MISSING)
    return redirect(address(draft, "entry_form"))


def _file(request: AgentRequest, draft: Draft) -> HttpResponse:
    try:
        charging.file(draft=draft)
    except Incomplete:  # another tab has just emptied something
        return _back(request, draft)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("entry")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(address(draft, "entry_check"))
    opened.forget_typed(request, draft)
    return redirect(address(draft, "entry_filed"))


@for_mine
@require_POST
def abandon(request: AgentRequest, draft: Draft) -> HttpResponse:
    """The person has hung up: nothing of them is kept."""
    drafts.abandon(draft)
    opened.forget_typed(request, draft)
    messages.success(request, "La saisie est effacée.")
    return redirect("entry")


@for_mine
@require_safe
def file(request: AgentRequest, draft: Draft, pk: UUID) -> HttpResponseBase:
    """A file of the draft."""
    held = get_object_or_404(draft.files.select_related("stored"), stored_id=pk)
    return download.respond(request, held.stored)
