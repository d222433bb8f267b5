"""Differences to settle; comparisons done, and PayFiP's statement to bring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.treasury.differences.forms import CloseForm, StatementForm
from backoffice.treasury.differences.tables import DIFFERENCES, RUNS, amount
from backoffice.treasury.differences.words import meaning
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.page import page, posted
from payments import reconciliation
from payments.models import Difference, ReconciliationRun, Regie
from payments.rights import Act, may
from payments.workflow import differing
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest


@require_safe
@of_regie()
def differences(request: AgentRequest, regie: Regie) -> HttpResponse:
    """Those to settle; all of them with `?tous`."""
    rows, everything = regie.differences.select_related("regie", "payment"), "tous" in request.GET
    if not everything:
        rows = rows.filter(closed_at=None)
    context = {"list": DIFFERENCES.show(rows, request.GET), "everything": everything}
    return page(request, regie, "backoffice/treasury/differences/differences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie()
def difference(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    """What it means; its treasurer closes it with a note."""
    rows = regie.differences.select_related("regie__organisation", "payment", "closed_by")
    found: Difference = get_object_or_404(rows, pk=pk)
    form, status = CloseForm(posted(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                differing.close(difference=found, agent=request.user, **form.cleaned_data)
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
                found.refresh_from_db()
            else:
                messages.success(request, "L’écart est réglé.")
                return redirect("regie_differences", regie.code)
    context = {
        "difference": found,
        "meaning": meaning(found),
        "expected": amount(found.expected, regie.currency),
        "found": amount(found.found, found.currency),
        "form": form,
        "may_close": not found.closed_at and may(request.user, Act.CLOSE_DIFFERENCE, regie),
    }
    return page(
        request, regie, "backoffice/treasury/differences/difference.html", context, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.IMPORT)
def runs(request: AgentRequest, regie: Regie) -> HttpResponse:
    """What was compared; with PayFiP, a statement is brought and its figures come first."""
    has_payfip = bool(regie.keys_of("payfip"))
    sent = request.method == "POST"
    form = StatementForm(posted(request), request.FILES if sent else None, regie=regie)
    if sent and has_payfip and form.is_valid():
        run = reconciliation.preview(
            regie=regie,
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            lines=form.transactions,
            agent=request.user,
        )
        return redirect("regie_run", regie.code, run.pk)
    rows = regie.reconciliations.defer("lines").select_related("regie")
    context = {"list": RUNS.show(rows, request.GET), "form": form, "has_payfip": has_payfip}
    status = 400 if request.method == "POST" else 200
    return page(request, regie, "backoffice/treasury/differences/runs.html", context, status=status)


@require_safe
@of_regie(Act.IMPORT)
def run(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    return _show(request, regie, _run(regie, pk))


@require_POST
@of_regie(Act.IMPORT)
def accept(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    found = _run(regie, pk)
    try:
        reconciliation.accept(run=found, agent=request.user)
    except NotPossible as refusal:
        return _show(request, regie, found, refused=str(refusal), status=refusal.status)
    messages.success(request, "Le rapprochement est fait.")
    return redirect("regie_run", regie.code, found.pk)


def _show(
    request: AgentRequest,
    regie: Regie,
    found: ReconciliationRun,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"run": found, "refused": refused}
    return page(request, regie, "backoffice/treasury/differences/run.html", context, status=status)


def _run(regie: Regie, pk: int) -> ReconciliationRun:
    rows = regie.reconciliations.select_related("regie__organisation", "by")
    found: ReconciliationRun = get_object_or_404(rows, pk=pk)
    return found
