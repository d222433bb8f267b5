"""Taking a sum at the counter, for one or several invoices, and undoing a mistake."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from backoffice.treasury.counter.collect_form import CollectForm, amount_of
from backoffice.treasury.counter.forms import ReasonForm
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.page import page, posted
from payments.models import Invoice, Means, Payment, Regie
from payments.rights import Act
from payments.workflow import cash, collecting, consulting
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest
from portal.text import money

MOST = 20  # invoices at once


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.COLLECT)
def collect(request: AgentRequest, regie: Regie) -> HttpResponse:
    """The invoices come in the address: `?f=CANT2026000012&f=…`, or several in one `f`."""
    asked, invoices = _asked(request, regie)
    unknown = [number for number in asked if number not in {each.number for each in invoices}]
    payable = [invoice for invoice in invoices if invoice.is_payable]
    consulting.note_each(agent=request.user, regie=regie, what=consulting.PAGE, invoices=invoices)
    typed = [each for each in invoices if each.is_payable or amount_of(each) in request.POST]
    form = CollectForm(posted(request), regie=regie, invoices=typed)
    context = {"form": form, "invoices": payable, "unknown": unknown}
    context["paid"] = [invoice for invoice in invoices if not invoice.is_payable]
    context["alert"] = cash.of(regie).alert
    if request.method != "POST" or not typed:
        form = CollectForm(regie=regie, invoices=payable)
        return _page(request, regie, context | {"form": form})
    if not form.is_valid():
        return _page(request, regie, context, status=400)
    if request.POST.get("act") == "change":
        return _page(request, regie, context | {"change": form.change})
    return _taken(request, regie, form, context)


def _taken(
    request: AgentRequest, regie: Regie, form: CollectForm, context: dict[str, object]
) -> HttpResponse:
    try:
        payment = collecting.collect(
            key=form.cleaned_data["key"],
            amounts=form.amounts,
            means=Means(form.cleaned_data["means"]),
            agent=request.user,
            detail=form.detail,
        )
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _page(request, regie, context, status=refused.status)
    said = f"Encaissé\u00a0: {money.display(payment.received, regie.currency)}."
    if form.change:
        said += f" Rendez {money.display(form.change, regie.currency)}."
    messages.success(request, said)
    return redirect("regie_invoice", regie.code, form.invoices[0].number)


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.UNDO)
def undo(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    rows = Payment.objects.filter(regie=regie).exclude(means=Means.ONLINE)
    payment = get_object_or_404(rows, pk=pk)
    payment.regie = regie
    form = ReasonForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            collecting.undo(payment=payment, agent=request.user, reason=reason)
        except NotPossible as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            messages.success(
                request, "L’encaissement est annulé\u00a0: la somme est de nouveau due."
            )
            return redirect("regie_invoice", regie.code, payment.reference)
    status = 400 if form.errors and status == 200 else status
    context = {"payment": payment, "form": form}
    return page(request, regie, "backoffice/treasury/counter/undo.html", context, status=status)


def _asked(request: AgentRequest, regie: Regie) -> tuple[list[str], list[Invoice]]:
    """The numbers in the address, and those of them that are invoices of the régie."""
    words = " ".join(request.GET.getlist("f"))[:800].replace("\0", "").upper()
    numbers = list(dict.fromkeys(words.replace(",", " ").split()))[:MOST]
    found = Invoice.objects.filter(regie=regie, number__in=numbers).order_by("pk")
    invoices = list(found)
    for invoice in invoices:
        invoice.regie = regie
    return numbers, invoices


def _page(
    request: AgentRequest, regie: Regie, context: dict[str, object], status: int = 200
) -> HttpResponse:
    return page(request, regie, "backoffice/treasury/counter/collect.html", context, status=status)
