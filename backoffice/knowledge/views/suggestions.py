"""Proposals: made in a minute, followed by those who keep the sheets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.knowledge.forms import (
    CorrectionForm,
    NewSheetForm,
    RefusalForm,
    VersionForm,
)
from backoffice.knowledge.tables import MINE, SUGGESTIONS
from backoffice.knowledge.tabs import tabs
from home.knowledge.models import KnowledgePage, Suggestion
from home.knowledge.rights import WRITERS, may_write
from home.knowledge.workflow import suggestions as workflow
from portal.accounts.access import AgentRequest, agent, role

LIST = "backoffice/knowledge/suggestions.html"


@agent
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: AgentRequest) -> HttpResponse:
    """A correction of the sheet that the address names, or a sheet that is missing."""
    slug = request.GET.get("fiche", "")[:255].replace("\x00", "")
    readable = KnowledgePage.objects.visible_to(request.user).select_related("service", "kept_by")
    sheet = get_object_or_404(readable, slug=slug) if slug else None
    form = _form(request, sheet)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        suggestion = workflow.propose(
            act=told["act"],
            by=request.user,
            words=told["words"],
            sheet=sheet,
            title=told.get("title", ""),
            service=told.get("service"),
        )
        to = suggestion.service
        messages.success(request, f"Merci. {to} lira vos mots, et vous serez prévenu de la suite.")
        return redirect(sheet or "my_suggestions")
    status = 400 if form.is_bound else 200
    context = {"form": form, "sheet": sheet}
    return render(request, "backoffice/knowledge/propose.html", context, status=status)


@agent
@require_safe
def mine(request: AgentRequest) -> HttpResponse:
    rows = Suggestion.objects.filter(proposed_by=request.user)
    joined = rows.select_related("service", "taken_by")
    context = {"tabs": tabs(request), "list": MINE.show(joined, request.GET), "mine": True}
    return render(request, LIST, context)


@role(*WRITERS)
@require_safe
def waiting(request: AgentRequest) -> HttpResponse:
    """What waits for those who keep the sheets of the services that the agent covers."""
    rows = Suggestion.objects.waiting().decided_by(request.user)
    joined = rows.select_related("service", "taken_by", "proposed_by")
    context = {"tabs": tabs(request), "list": SUGGESTIONS.show(joined, request.GET), "mine": False}
    return render(request, LIST, context)


@agent
@require_safe
def suggestion(request: AgentRequest, pk: int) -> HttpResponse:
    return _show(request, _seen(request, pk))


@role(*WRITERS)
@require_POST
def take(request: AgentRequest, pk: int) -> HttpResponse:
    """Looks after it, and goes on to where the sheet is written."""
    return _act(request, pk, workflow.take, lambda done: redirect(done.edit_url()))


@role(*WRITERS)
@require_POST
def release(request: AgentRequest, pk: int) -> HttpResponse:
    def then(_done: Suggestion) -> HttpResponse:
        messages.success(request, "La proposition est rendue au service.")
        return redirect("knowledge_suggestions")

    return _act(request, pk, workflow.release, then)


@role(*WRITERS)
@require_POST
def refuse(request: AgentRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=400)
    told = form.cleaned_data
    try:
        workflow.refuse(found, by=request.user, version=told["version"], answer=told["answer"])
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, _seen(request, pk), form, status=409)
    messages.success(request, "C’est noté. La personne qui a proposé est prévenue.")
    return redirect("knowledge_suggestions")


def _act(
    request: AgentRequest, pk: int, verb: Any, then: Callable[[Suggestion], HttpResponse]
) -> HttpResponse:
    found, form = _seen(request, pk), VersionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        done = verb(found, by=request.user, version=form.cleaned_data["version"])
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(found)
    return then(done)


def _form(request: AgentRequest, sheet: KnowledgePage | None) -> CorrectionForm | NewSheetForm:
    typed = request.POST if request.method == "POST" else None
    if sheet is not None:
        return CorrectionForm(typed)
    title = request.GET.get("titre", "").strip()[:160]
    return NewSheetForm(typed, agent=request.user, initial={"title": title})


def _show(
    request: AgentRequest,
    found: Suggestion,
    form: RefusalForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    agent = request.user
    decides = found.is_waiting and may_write(agent, found.service_id)
    if form is not None:  # what was typed stays, on the state as it now is
        form.data = {**form.data, "version": str(found.version), "answer": form["answer"].value()}
    context = {
        "suggestion": found,
        "decides": decides,
        "takes_over": found.taken_by_id not in {None, agent.pk},
        "has_it": found.taken_by_id == agent.pk,
        "form": form or RefusalForm(initial={"version": found.version}),
    }
    return render(request, "backoffice/knowledge/suggestion.html", context, status=status)


def _seen(request: AgentRequest, pk: int) -> Suggestion:
    rows = Suggestion.objects.seen_by(request.user)
    joined = rows.select_related("service", "sheet", "proposed_by", "taken_by", "decided_by")
    return get_object_or_404(joined, pk=pk)
