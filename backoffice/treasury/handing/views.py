"""An invoice is cancelled, or handed to the authorising officer; many at once too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backoffice.treasury.entrance import of_regie
from backoffice.treasury.handing.forms import CancelForm, TransferForm, TransferManyForm
from backoffice.treasury.page import page, posted
from payments import books
from payments.models import Invoice, Regie
from payments.rights import Act
from payments.workflow import consulting, issuing
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest

AT_ONCE = 50
AMICABLE = 2  # reminders, one of them after the due date, before a title is issued


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.CANCEL)
def cancel(request: AgentRequest, regie: Regie, number: str) -> HttpResponse:
    form = CancelForm(posted(request))
    return _act(request, regie, number, form, issuing.cancel, "annuler", "La facture est annulée.")


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.TRANSFER)
def transfer(request: AgentRequest, regie: Regie, number: str) -> HttpResponse:
    form = TransferForm(posted(request))
    said = "La facture est transmise à l’ordonnateur."
    return _act(request, regie, number, form, issuing.transfer, "transmettre", said)


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.TRANSFER)
def transfer_many(request: AgentRequest, regie: Regie) -> HttpResponse:
    """The overdue that had their amicable reminders: all that are ticked go, or none."""
    invoices = _to_hand_over(regie)
    form, status = TransferManyForm(posted(request), invoices=invoices), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                _transfer(form.chosen, request)
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                count = len(form.chosen)
                messages.success(
                    request,
                    f"{count} factures sont transmises à l’ordonnateur."
                    if count > 1
                    else "Une facture est transmise à l’ordonnateur.",
                )
                return redirect("regie_transfers", regie.code)
    consulting.note(regie=regie, agent=request.user, what=consulting.UNPAID)
    context = {"form": form, "most": AT_ONCE, "is_full": len(invoices) == AT_ONCE}
    return page(
        request, regie, "backoffice/treasury/handing/transfers.html", context, status=status
    )


def _to_hand_over(regie: Regie) -> list[Invoice]:
    """Whoever has no e-mail is reminded by other means: time alone counts."""
    today = books.day_of(regie, timezone.now())
    long_ago = today - AMICABLE * timedelta(days=regie.remind_after)
    reminded = Q(reminded__gte=AMICABLE) | Q(payer_email="", due_on__lt=long_ago)
    overdue = Invoice.objects.overdue(today).filter(reminded, regie=regie)
    overdue = overdue.select_related("regie__organisation")
    return list(overdue.order_by("due_on", "pk")[:AT_ONCE])


@transaction.atomic
def _transfer(chosen: dict[Invoice, str], request: AgentRequest) -> None:
    """Locked in the order of `InvoiceQuerySet.locked`, not in that of the page."""
    for invoice, title in sorted(chosen.items(), key=lambda each: each[0].pk):
        issuing.transfer(invoice=invoice, agent=request.user, title_number=title)


def _act(
    request: AgentRequest,
    regie: Regie,
    number: str,
    form: Form,
    verb: Callable[..., None],
    word: str,
    said: str,
) -> HttpResponse:
    rows = Invoice.objects.filter(regie=regie).select_related("regie__organisation")
    invoice: Invoice = get_object_or_404(rows, number=number)
    status = 400 if request.method == "POST" else 200
    if form.is_valid():
        try:
            verb(invoice=invoice, agent=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, said)
            return redirect("regie_invoice", regie.code, number)
    consulting.note(regie=regie, agent=request.user, invoice=invoice, what=consulting.PAGE)
    context: dict[str, Any] = {"invoice": invoice, "form": form, "word": word}
    return page(request, regie, "backoffice/treasury/handing/invoice.html", context, status=status)
