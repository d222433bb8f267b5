"""Filling in a form step by step, checking one's answers, filing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citizen.filing import opened, saving
from citizen.filing.catalogue import live_procedures
from citizen.filing.opened import for_draft
from citizen.filing.resume import expired
from citizen.filing.walk import Walk
from citizen.tracking.opened import open_for as open_tracking
from portal.accounts import access, throttle
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Demande, Draft
from portal.demandes.receipt import legal_words
from portal.demandes.references import display_code
from portal.demandes.workflow import drafts, filing
from portal.media import download
from portal.procedures.conditions import visible_steps
from portal.procedures.forms import StepForm, summary
from portal.procedures.schema import Step

STARTS = 60  # drafts an hour from one address: a library's computers are one address
BACK_TO_CHECK = "verifier"


@access.public
@never_cache
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft; a GET, which must create nothing, leads to the procedure's page."""
    procedure = get_object_or_404(live_procedures(request), code=code)
    if request.method != "POST":
        return redirect(procedure)
    if not throttle.hit(f"start:{throttle.client(request)}", STARTS, per=timedelta(hours=1)):
        return render(request, "citizen/filing/too_many.html", status=429)
    draft = drafts.begin(procedure=procedure, words=request.POST.get("words", "")[:200])
    opened.open_for(request, draft)
    first = visible_steps(draft.form_version.form, draft.answers)[0]
    return redirect("draft_step", code, draft.token, first.key)


@for_draft
def step(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """One step: shown with what the draft holds; its answers are saved when it is left."""
    if draft.filed_at:
        return redirect("draft_filed", draft.procedure.code, draft.token)
    walk = Walk.of(draft)
    found = walk.step(key)
    if request.method == "POST" and found:
        return _leave(request, draft, walk, found)
    if not opened.is_open(request, draft):
        return expired(request, draft)
    if found is None or _is_ahead(walk, found):
        return _go(draft, walk.first_missing)
    return _show(request, draft, walk, found, saving.form_for(found, draft))


def _leave(request: HttpRequest, draft: Draft, walk: Walk, found: Step) -> HttpResponse:
    form = saving.form_for(found, draft, request)
    saved = saving.save(draft, found, form)
    if not opened.is_open(request, draft):
        return expired(request, draft)
    if not saved:
        return _show(request, draft, Walk.of(draft), found, form, status=400)
    if "later" in request.POST:
        return redirect("draft_later", draft.procedure.code, draft.token)
    if "upload" in request.POST:
        return _go(draft, found, request)
    return _go(draft, _next(request, walk, Walk.of(draft), found), request)


def _next(request: HttpRequest, before: Walk, now: Walk, left: Step) -> Step | None:
    """The step after; when correcting an answer, only what the correction newly asks."""
    if request.GET.get("retour") != BACK_TO_CHECK:
        return now.after(left.key)
    known = {step.key for step in before.steps}
    new = (step for step in now.steps if step.key not in known)
    return next(new, now.first_missing)


def _is_ahead(walk: Walk, found: Step) -> bool:
    """Whether an earlier step still lacks something."""
    missing = walk.first_missing
    return bool(missing and missing in walk.steps and walk.number(found) > walk.number(missing))


def _go(draft: Draft, to: Step | None, request: HttpRequest | None = None) -> HttpResponse:
    """To a step, or to the check page when there is none left."""
    if to is None:
        return redirect("draft_check", draft.procedure.code, draft.token)
    response = redirect("draft_step", draft.procedure.code, draft.token, to.key)
    if request and request.GET.get("retour") == BACK_TO_CHECK:
        response["Location"] += f"?retour={BACK_TO_CHECK}"
    return response


def _show(
    request: HttpRequest, draft: Draft, walk: Walk, found: Step, form: StepForm, status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "procedure": draft.procedure,
        "step": found,
        "form": form,
        "number": walk.number(found) if found in walk.steps else 1,
        "total": walk.total,
        "before": walk.before(found) if found in walk.steps else None,
        "has_files": any(field.type == "files" for field in found.fields),
        "files": _files(draft, {field.key for field in found.fields}),
    }
    return render(request, "citizen/filing/step.html", context, status=status)


def _files(draft: Draft, keys: set[str]) -> list[dict[str, Any]]:
    args = (draft.procedure.code, draft.token)
    return [
        {
            "name": file.stored.name,
            "size": file.stored.size,
            "url": reverse("draft_file", args=[*args, file.stored_id]),
            "remove_url": reverse("draft_remove_file", args=[*args, file.stored_id]),
        }
        for file in saving.held_files(draft)
        if file.field_key in keys
    ]


@for_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Read one's answers again, then file: the POST of this page, once whatever is clicked."""
    if not opened.is_open(request, draft):
        return expired(request, draft)
    if draft.filed_at:
        return redirect("draft_filed", draft.procedure.code, draft.token)
    if request.method == "POST":
        return _file(request, draft)
    walk = Walk.of(draft)
    if walk.first_missing:
        return _go(draft, walk.first_missing)
    names: dict[str, list[str]] = {}
    for file in saving.held_files(draft):
        names.setdefault(file.field_key, []).append(file.stored.name)
    context = {
        "draft": draft,
        "procedure": draft.procedure,
        "sections": summary(draft.form_version.form, draft.answers, names),
        "number": walk.total,
        "total": walk.total,
        "before": walk.steps[-1],
    }
    return render(request, "citizen/filing/check.html", context)


def _file(request: HttpRequest, draft: Draft) -> HttpResponse:
    try:
        demande = filing.file(draft=draft)
    except Incomplete as incomplete:
        messages.error(request, str(incomplete))
        return _go(draft, incomplete.missing[0][0])
    open_tracking(request, demande)
    return redirect("draft_filed", draft.procedure.code, draft.token)


@for_draft
@require_safe
def filed(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The demande is filed: its reference and code, what happens next and by when."""
    if not opened.is_open(request, draft):
        return expired(request, draft)
    if not draft.filed_at:
        return _go(draft, None)
    demande = Demande.objects.with_service().get(draft_key=draft.pk)
    context = {
        "demande": demande,
        "code": display_code(demande.tracking_code),
        "contact": demande.service.contact,
        "legal": legal_words(demande),
    }
    return render(request, "citizen/filing/filed.html", context)


@for_draft
@require_safe
def file(request: HttpRequest, draft: Draft, pk: UUID) -> HttpResponseBase:
    """A file sent with the draft, for the browser that sent it."""
    if not opened.is_open(request, draft):
        raise Http404
    held = get_object_or_404(draft.files.select_related("stored"), stored_id=pk)
    return download.respond(held.stored)


@for_draft
@require_POST
def remove_file(request: HttpRequest, draft: Draft, pk: UUID) -> HttpResponse:
    """Take a file out of the draft, and stay on its step; twice does no harm."""
    if not opened.is_open(request, draft):
        return expired(request, draft)
    if held := draft.files.filter(stored_id=pk).first():
        drafts.remove_file(held)
        for found in Walk.of(draft).steps:
            if held.field_key in {field.key for field in found.fields}:
                return _go(draft, found)
    return _go(draft, Walk.of(draft).steps[0])
