"""Paying in, handing over, and the log of consultations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from backoffice.treasury import paper
from backoffice.treasury.counter import tables
from backoffice.treasury.counter.forms import DepositForm, HandoverForm
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.page import page, posted
from payments import books
from payments.models import Consultation, Deposit, Handover, Means, Regie
from payments.rights import Act, may_hand_over, regies_of
from payments.workflow import cash, depositing, handing_over
from payments.workflow.closing import IN_THE_TILL
from payments.workflow.refusals import NotPossible
from portal.accounts import access
from portal.accounts.access import AgentRequest

DEPOSITS = "backoffice/treasury/counter/deposits.html"
HANDOVER = "backoffice/treasury/counter/handover.html"


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.DEPOSIT)
def deposits(request: AgentRequest, regie: Regie) -> HttpResponse:
    held = {each: books.held(regie, each) for each in IN_THE_TILL}
    held = {means: amount for means, amount in held.items() if amount > 0}
    form = DepositForm(posted(request), regie=regie, held=held)
    rows = Deposit.objects.filter(regie=regie).select_related("made_by")
    context = {"form": form, "held": held, "alert": cash.of(regie).alert}
    context["list"] = tables.deposits(regie).show(rows, request.GET)
    if request.method != "POST":
        return page(request, regie, DEPOSITS, context)
    if not form.is_valid():
        return page(request, regie, DEPOSITS, context, status=400)
    try:
        made = depositing.deposit(
            regie=regie,
            means=Means(form.cleaned_data["means"]),
            agent=request.user,
            key=form.cleaned_data["key"],
            amount=form.amount,
        )
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return page(request, regie, DEPOSITS, context, status=refused.status)
    messages.success(request, f"Le versement {made.number} est enregistré.")
    return redirect("regie_deposits", regie.code)


@require_safe
@of_regie(Act.DEPOSIT)
def slip(request: AgentRequest, regie: Regie, number: str) -> HttpResponse:
    rows = Deposit.objects.select_related("regie__organisation", "made_by")
    found = get_object_or_404(rows, regie=regie, number=number)
    return paper.answer(paper.slip(found), f"bordereau-{found.number}")


@access.agent
@access.second_factor
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: AgentRequest, code: str) -> HttpResponse:
    """For the treasurer, or an administrator without a mandate, who sees nothing else."""
    regie = _to_hand_over(request, code)
    held = books.held(regie, Means.CASH)
    form = HandoverForm(posted(request), regie=regie, held=held)
    past = Handover.objects.filter(regie=regie).select_related("before__agent", "after__agent")
    context = {"form": form, "past": past[:10]}
    if request.method != "POST":
        return page(request, regie, HANDOVER, context)
    if not form.is_valid():
        return page(request, regie, HANDOVER, context, status=400)
    said = form.cleaned_data
    try:
        done = handing_over.hand_over(
            regie=regie,
            to=said["to"],
            counted=said["counted"],
            agent=request.user,
            note=said["note"],
        )
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return page(request, regie, HANDOVER, context, status=refused.status)
    messages.success(request, f"Le service est remis à {done.after.agent}.")
    return redirect("regie_handover_record", regie.code, done.pk)


@access.agent
@access.second_factor
@require_safe
def handover_record(request: AgentRequest, code: str, pk: int) -> HttpResponse:
    """Once handed over: the record, for both; with `?pdf` the sheet that they sign."""
    rows = Handover.objects.select_related("regie__organisation", "before__agent", "after__agent")
    done = get_object_or_404(rows, regie__code=code, pk=pk)
    both = (done.before.agent_id, done.after.agent_id)
    if request.user.pk not in both and not may_hand_over(request.user, done.regie):
        raise PermissionDenied
    if "pdf" in request.GET:
        return paper.answer(paper.record(done), f"remise-{done.regie.code}-{done.pk}")
    context = {"done": done}
    return page(request, done.regie, "backoffice/treasury/counter/handed_over.html", context)


@require_safe
@of_regie(Act.READ_LOG)
def consultations(request: AgentRequest, regie: Regie) -> HttpResponse:
    rows = Consultation.objects.filter(regie=regie).select_related("agent", "invoice")
    context = {"list": tables.consultations(regie).show(rows, request.GET)}
    return page(request, regie, "backoffice/treasury/counter/consultations.html", context)


def _to_hand_over(request: HttpRequest, code: str) -> Regie:
    """404 for whoever has no business with the régie, 403 for its deputies."""
    regie = get_object_or_404(Regie.objects.select_related("organisation"), code=code)
    if may_hand_over(request.user, regie):  # type: ignore[arg-type]  # access.agent
        return regie
    mine = regies_of(request.user)  # type: ignore[arg-type]  # the same
    get_object_or_404(mine, pk=regie.pk)
    raise PermissionDenied
