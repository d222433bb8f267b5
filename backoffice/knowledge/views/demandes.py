"""From a demande: the sheet that served, the answer worth keeping."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.casework.seen import for_seen
from backoffice.knowledge import workflow
from backoffice.knowledge.answers import given, without_person
from backoffice.knowledge.forms import KeepForm
from backoffice.knowledge.tables import KEPT
from backoffice.knowledge.tabs import tabs
from home.knowledge.models import KeptAnswer, KnowledgePage
from home.knowledge.rights import WRITERS
from home.knowledge.workflow import serving
from portal.accounts.access import AgentRequest, role
from portal.demandes.models import Demande


@for_seen
@require_POST
def served(request: AgentRequest, demande: Demande, slug: str) -> HttpResponse:
    """« A servi à répondre »."""
    sheet = get_object_or_404(KnowledgePage.objects.visible_to(request.user), slug=slug)
    workflow.serve(sheet, demande=demande, by=request.user)
    messages.success(request, f"C’est noté\u00a0: la fiche « {sheet.title} » a servi à répondre.")
    return redirect(demande)


@for_seen
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: AgentRequest, demande: Demande) -> HttpResponse:
    """Choose one of the answers given there, take the person out of it, keep it."""
    if not workflow.may_keep(request.user, demande):
        raise PermissionDenied
    answers = given(demande)
    chosen = next((one for one in answers if one.key == request.GET.get("de")), None)
    form = None
    if chosen is not None:
        start = {"title": demande.procedure.title, "text": without_person(chosen, demande)}
        form = KeepForm(request.POST or None, demande=demande, initial=start)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            try:
                workflow.keep(demande=demande, by=request.user, **told)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "La réponse est gardée, sans rien de la personne.")
                return redirect(demande)
    context = {"demande": demande, "answers": answers, "chosen": chosen, "form": form}
    status = 400 if form is not None and form.errors else 200
    return render(request, "backoffice/knowledge/keep.html", context, status=status)


@role(*WRITERS)
@require_safe
def kept_answers(request: AgentRequest) -> HttpResponse:
    rows = KeptAnswer.objects.waiting_for(request.user)
    joined = rows.select_related("procedure", "service", "kept_by")
    context = {"tabs": tabs(request), "list": KEPT.show(joined, request.GET)}
    return render(request, "backoffice/knowledge/kept_answers.html", context)


@role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def kept_answer(request: AgentRequest, pk: int) -> HttpResponse:
    """One of them, to make a sheet of; posting leaves it out."""
    rows = KeptAnswer.objects.waiting_for(request.user)
    if request.method == "POST":  # a second click finds it left out by the first
        rows = KeptAnswer.objects.decided_by(request.user)
    answer = get_object_or_404(rows.select_related("procedure", "kept_by"), pk=pk)
    if request.method == "POST":
        serving.drop(answer, by=request.user)
        messages.success(request, "La réponse est écartée.")
        return redirect("kept_answers")
    return render(request, "backoffice/knowledge/kept_answer.html", {"answer": answer})
