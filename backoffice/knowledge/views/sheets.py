"""The sheets: found, read, judged."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backoffice.knowledge.forms import VoteForm
from backoffice.knowledge.links import ties
from backoffice.knowledge.tables import SHEETS
from backoffice.knowledge.tabs import tabs
from home.knowledge.models import Day, KnowledgePage, Suggestion, Vote
from home.knowledge.querysets import KnowledgeQuerySet
from home.knowledge.rights import WRITERS, may_write, writes_somewhere
from home.knowledge.workflow import serving
from home.knowledge.workflow import sheets as workflow
from portal.accounts.access import AgentRequest, agent, role
from portal.directory.models import Service
from portal.procedures.models import Procedure
from portal.text.dates import full_date

LONGEST = 200
WITHIN = timedelta(days=30)
# What a sheet says, in the order in which an adviser needs it: (field, heading, drawn as a list).
PARTS = (
    ("say", "Ce qu’on dit", False),
    ("who", "Qui peut en bénéficier", True),
    ("steps", "Étapes", True),
    ("pieces", "Pièces", True),
    ("delays", "Délais", False),
    ("contacts", "À qui s’adresser", True),
    ("sources", "Sources", True),
)


@agent
@require_safe
def sheets(request: AgentRequest) -> HttpResponse:
    """What the agent reads; narrowed by words, by what it is about, by what is to be read again."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    rows, about = _about(request, KnowledgePage.objects.visible_to(request.user))
    if typed:
        rows = rows.matching(typed)
    to_review = request.GET.get("relire") == "1"
    titled = f"?{urlencode({'titre': typed})}" if typed else ""
    if to_review:
        rows = rows.to_review(timezone.localdate())
    rows = rows.select_related("service").with_figures(timezone.localdate() - WITHIN)
    context = {
        "tabs": tabs(request),
        "list": SHEETS.show(rows, request.GET),
        "typed": typed,
        "about": about,
        "to_review": to_review,
        "writes": writes_somewhere(request.user),
        "propose": reverse("knowledge_propose") + titled,
    }
    return render(request, "backoffice/knowledge/sheets.html", context)


@agent
@require_safe
def sheet(request: AgentRequest, slug: str) -> HttpResponse:
    """The sheet itself; opening it is counted, not who did."""
    found = _read(request, slug)
    if request.method == "GET":
        serving.opened(found)
    return render(request, "backoffice/knowledge/sheet.html", page(request, found))


@agent
@require_POST
def vote(request: AgentRequest, slug: str) -> HttpResponse:
    found = _read(request, slug)
    form = VoteForm(request.POST)
    if not form.is_valid():
        context = page(request, found, form)
        return render(request, "backoffice/knowledge/sheet.html", context, status=400)
    told = form.cleaned_data
    serving.vote(found, by=request.user, helped=told["helped"], act=told["act"], word=told["word"])
    if told["word"] and not told["helped"]:
        said = "Merci. Le service lira votre proposition."
    elif told["helped"]:
        said = "Merci de votre avis."
    else:
        said = "Merci. Dites ce qui manque\u00a0: le service corrigera."
    messages.success(request, said)
    return redirect(found)


@role(*WRITERS)
@require_POST
def confirm(request: AgentRequest, slug: str) -> HttpResponse:
    """« Toujours vrai »."""
    found = _read(request, slug)
    due = workflow.confirm(found, by=request.user)
    messages.success(request, f"C’est noté. À relire avant le {full_date(due)}.")
    return redirect(found)


@role(*WRITERS)
@require_POST
def withdraw(request: AgentRequest, slug: str) -> HttpResponse:
    found = _read(request, slug)
    workflow.withdraw(found, by=request.user)
    messages.success(request, f"La fiche « {found.title} » est retirée. Son historique reste.")
    return redirect("knowledge")


def page(
    request: AgentRequest, found: KnowledgePage, form: VoteForm | None = None
) -> dict[str, Any]:
    """The context of a sheet's page."""
    reader = request.user
    writes = may_write(reader, found.service_id)
    votes = list(Vote.objects.filter(sheet=found).values_list("agent", "helped"))
    mine = next((helped for agent, helped in votes if agent == reader.pk), None)
    days = Day.objects.filter(sheet=found, day__gte=timezone.localdate() - WITHIN)
    counts = list(days.values_list("opened", "answered"))
    waiting = Suggestion.objects.waiting().filter(sheet=found)
    return {
        "sheet": found,
        "parts": [
            (heading, _lines(getattr(found, name)) if listed else [], getattr(found, name))
            for name, heading, listed in PARTS
            if getattr(found, name)
        ],
        "traps": _lines(found.traps),
        "ties": ties(found, reader),
        "writes": writes,
        "waiting": list(waiting.order_by("proposed_at", "pk")[:5]) if writes else [],
        "form": form or VoteForm(initial={"act": uuid4()}),
        "mine": mine,
        "votes": len(votes),
        "helped": sum(helped for _agent, helped in votes),
        "opened": sum(opened for opened, _answered in counts),
        "answered": sum(answered for _opened, answered in counts),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read(request: AgentRequest, slug: str) -> KnowledgePage:
    rows = KnowledgePage.objects.visible_to(request.user)
    joined = rows.select_related("service__organisation", "kept_by", "reviewed_by")
    return get_object_or_404(joined, slug=slug)


def _about(request: AgentRequest, rows: KnowledgeQuerySet) -> tuple[Any, str]:
    """The rows about what the address names, and its name."""
    asked = {key: str(value).replace("\x00", "") for key, value in request.GET.items()}
    if code := asked.get("demarche", "")[:80]:
        procedure = get_object_or_404(Procedure, code=code)
        return rows.filter(procedures=procedure), str(procedure)
    if code := asked.get("service", "")[:80]:
        service = get_object_or_404(Service, code=code)
        return rows.filter(services=service), str(service)
    if (
        (key := asked.get("page_publique", ""))
        and key.isascii()
        and key.isdigit()
        and len(key) < 10
    ):
        return rows.filter(pages=int(key)), "cette page publique"
    if code := asked.get("etat", "")[:8]:
        named = f" {code} "
        return rows.citing(code), f"la fiche de l’État{named}".rstrip()
    return rows, ""
