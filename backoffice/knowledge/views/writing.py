"""Writing a sheet, with the proposal that it follows beside it, and tying it to the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.knowledge import links
from backoffice.knowledge.forms import SheetForm
from home.knowledge.models import KeptAnswer, KnowledgePage, Suggestion
from home.knowledge.rights import WRITERS, may_write
from home.knowledge.workflow import sheets as workflow
from home.state_sheets.models import Sheet
from portal.accounts.access import AgentRequest, role
from portal.accounts.models import User

NUMBER = re.compile(r"\A[0-9]{1,9}\Z")
CODE = re.compile(r"\A[A-Z][0-9]{1,6}\Z")
FORM = "backoffice/knowledge/write.html"


@dataclass(frozen=True)
class Origin:
    """What a sheet is written from: a proposal, a kept answer, words that found nothing."""

    suggestion: Suggestion | None = None
    answer: KeptAnswer | None = None
    title: str = ""

    @property
    def initial(self) -> dict[str, Any]:
        if self.suggestion is not None and self.suggestion.is_new:
            return {"title": self.suggestion.title, "service": self.suggestion.service_id}
        if self.answer is not None:
            start = {"title": self.answer.title, "say": self.answer.text[:2000]}
            return start | {"service": self.answer.service_id}
        return {"title": self.title}


@role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    """A new sheet; the address may name what it is written from."""
    agent, origin = request.user, _origin(request)
    form = SheetForm(request.POST or None, agent=agent, initial=origin.initial)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = workflow.create(
                act=form.cleaned_data["act"],
                by=agent,
                values=form.values(),
                answer=origin.answer,
                **_settled(origin.suggestion),
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            return _written(request, sheet, origin.suggestion)
    return _show(request, form, origin)


@role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AgentRequest, slug: str) -> HttpResponse:
    """Another version of a sheet; what a colleague changed meanwhile isn't lost."""
    agent, sheet, origin = request.user, _written_by(request, slug), _origin(request)
    if (done := origin.suggestion) and request.method == "POST" and _done_by(agent, done):
        return redirect(sheet)  # a second click
    latest = sheet.get_latest_revision_as_object()  # with what a colleague left as a draft
    form = SheetForm(request.POST or None, agent=agent, sheet=latest)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = workflow.write(
                sheet,
                by=agent,
                seen=_number(request.POST.get("seen", "")),
                values=form.values(),
                **_settled(origin.suggestion),
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            return _written(request, sheet, origin.suggestion)
    return _show(request, form, origin, sheet)


@role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: AgentRequest, slug: str) -> HttpResponse:
    """What the sheet leads to: add one, or name a sheet of the State by its code."""
    agent, sheet = request.user, _written_by(request, slug)
    error, code = "", request.POST.get("etat", "").strip().upper()
    if request.method == "POST" and code:
        error = _cite(sheet, agent, code)
    elif request.method == "POST":
        if target := links.meant(request.POST.get("lien", ""), agent):
            error = _told(workflow.link, sheet, by=agent, name=target[0], target=target[1])
        else:
            error = "Choisissez dans la liste ce à quoi lier la fiche."
    if request.method == "POST" and not error:
        messages.success(request, "Le lien est ajouté.")
        return redirect("knowledge_ties", slug=sheet.slug)
    context = {
        "sheet": sheet,
        "ties": links.ties(sheet, agent),
        "choices": links.choices(agent),
        "error": error,
        "code": code[:8],
    }
    status = 400 if error else 200
    return render(request, "backoffice/knowledge/ties.html", context, status=status)


@role(*WRITERS)
@require_POST
def untie(request: AgentRequest, slug: str) -> HttpResponse:
    agent, sheet = request.user, _written_by(request, slug)
    key = request.POST.get("lien", "")
    kind, _, code = key.partition(":")
    error = ""
    if kind == "etat":
        codes = [one for one in sheet.codes if one != code]
        error = _told(workflow.cite, sheet, by=agent, codes=codes)
    elif target := links.held(key, sheet):
        error = _told(workflow.unlink, sheet, by=agent, name=target[0], target=target[1])
    if error:
        messages.error(request, error)
    else:
        messages.success(request, "Le lien est retiré.")
    return redirect("knowledge_ties", slug=sheet.slug)


def _cite(sheet: KnowledgePage, agent: User, code: str) -> str:
    """Ties a sheet of the State; returns what is wrong."""
    if not CODE.match(code) or not Sheet.objects.filter(code=code).exists():
        return "Aucune fiche de l’État n’a ce code. Il est au bas de la fiche, par exemple F1234."
    if code in sheet.codes:
        return ""
    if len(" ".join([*sheet.codes, code])) > 160:
        return "Cette fiche cite déjà beaucoup de fiches de l’État\u00a0: retirez-en une."
    return _told(workflow.cite, sheet, by=agent, codes=[*sheet.codes, code])


def _told(verb: Callable[..., None], sheet: KnowledgePage, **asked: Any) -> str:
    """Does it; returns why it can't be done."""
    try:
        verb(sheet, **asked)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _show(
    request: AgentRequest, form: SheetForm, origin: Origin, sheet: KnowledgePage | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "sheet": sheet,
        "suggestion": origin.suggestion,
        "answer": origin.answer,
        "seen": sheet.latest_revision_id if sheet else None,
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, FORM, context, status=status)


def _written(
    request: AgentRequest, sheet: KnowledgePage, suggestion: Suggestion | None
) -> HttpResponse:
    told = " La personne qui l’a proposé est prévenue." if suggestion else ""
    messages.success(request, f"La fiche est publiée.{told}")
    return redirect(sheet)


def _origin(request: AgentRequest) -> Origin:
    """What the address names, among what the agent decides on."""
    asked, agent = request.GET, request.user
    suggestions = Suggestion.objects.decided_by(agent).select_related("proposed_by")
    suggestion = _named(suggestions, asked.get("proposition", ""))
    answers = KeptAnswer.objects.waiting_for(agent)
    if request.method == "POST":  # a second click finds the answer taken up by the first
        answers = KeptAnswer.objects.decided_by(agent)
    answer = _named(answers, asked.get("reponse", ""))
    return Origin(suggestion, answer, asked.get("titre", "").strip()[:160])


def _named(rows: Any, key: str) -> Any:
    return get_object_or_404(rows, pk=int(key)) if NUMBER.match(key) else None


def _settled(suggestion: Suggestion | None) -> dict[str, Any]:
    return {"settles": suggestion, "version": suggestion.version} if suggestion else {}


def _done_by(agent: User, suggestion: Suggestion) -> bool:
    return suggestion.status == "done" and suggestion.decided_by_id == agent.pk


def _number(typed: str) -> int | None:
    return int(typed) if NUMBER.match(typed) else None


def _written_by(request: AgentRequest, slug: str) -> KnowledgePage:
    """The sheet, published or not: 404 where one reads nothing, 403 where one only reads."""
    agent = request.user
    sheet = get_object_or_404(KnowledgePage.objects.select_related("service"), slug=slug)
    if not may_write(agent, sheet.service_id):
        get_object_or_404(KnowledgePage.objects.visible_to(agent), pk=sheet.pk)
        raise PermissionDenied
    return sheet
