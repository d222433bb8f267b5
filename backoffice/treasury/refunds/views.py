"""Payments and their refunds: the list, one, and the verbs that two persons share."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.treasury.entrance import of_regie
from backoffice.treasury.page import page, posted
from backoffice.treasury.refunds.forms import (
    AskForm,
    ByHandForm,
    RefusalForm,
    key_of,
    what_is_left,
)
from backoffice.treasury.refunds.story import story_of, where_it_stands
from backoffice.treasury.refunds.tables import (
    PAYMENTS,
    REFUNDS,
    WAITING,
    next_step,
    payment_state,
    refund_state,
    to_pay_by_hand,
)
from payments.models import Payment, PaymentState, Refund, RefundState, Regie
from payments.rights import Act, acts_of
from payments.workflow import consulting, refunding
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest


@require_safe
@of_regie()
def payments(request: AgentRequest, regie: Regie) -> HttpResponse:
    rows = regie.payments.select_related("regie")
    return page(
        request,
        regie,
        "backoffice/treasury/refunds/payments.html",
        {"list": PAYMENTS.show(rows, request.GET)},
    )


@require_safe
@of_regie()
def payment(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    """All that is known of a payment; looking at its payer is written down."""
    found = _payment(regie, pk)
    shares = list(found.shares.select_related("invoice").order_by("pk"))
    refunds = list(found.refunds.select_related("asked_by", "decided_by", "invoice"))
    shown = [share.invoice for share in shares]
    consulting.note_each(agent=request.user, regie=regie, what=consulting.PAYMENT, invoices=shown)
    context = {
        "payment": found,
        "state": payment_state(found),
        "shares": shares,
        "refunds": [(each, refund_state(each)) for each in refunds],
        "differences": found.differences.select_related("closed_by").order_by("pk"),
        "story": story_of(found, refunds),
        "meaning": where_it_stands(found),
        "may_ask": found.state == PaymentState.CONFIRMED and what_is_left(found),
    }
    return page(request, regie, "backoffice/treasury/refunds/payment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.ASK_REFUND)
def ask(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    """A second click finds what the first one asked for."""
    found = _payment(regie, pk)
    key = key_of(request.POST)
    if earlier := found.refunds.filter(key=key, asked_by=request.user).first() if key else None:
        return redirect("regie_refund", regie.code, earlier.pk)
    form = AskForm(posted(request), payment=found)
    if form.is_valid():
        try:
            refund = refunding.ask(payment=found, agent=request.user, **form.told())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "C’est demandé. Une autre personne doit l’approuver.")
            return redirect("regie_refund", regie.code, refund.pk)
    context = {"payment": found, "form": form, "left": form.left}
    status = 400 if form.errors else 200
    return page(request, regie, "backoffice/treasury/refunds/ask.html", context, status=status)


@require_safe
@of_regie()
def refunds(request: AgentRequest, regie: Regie) -> HttpResponse:
    """What waits for somebody first; all of them with `?tous`."""
    rows = Refund.objects.filter(payment__regie=regie)
    everything = "tous" in request.GET
    if not everything:
        rows = rows.filter(waiting())
    rows = rows.select_related("payment__regie", "invoice", "asked_by")
    context = {"list": REFUNDS.show(rows, request.GET), "everything": everything}
    return page(request, regie, "backoffice/treasury/refunds/refunds.html", context)


@require_safe
@of_regie()
def refund(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    return _show(request, regie, _refund(regie, pk))


@require_POST
@of_regie(Act.ASK_REFUND)
def take_up(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    found = _refund(regie, pk)
    return _act(
        request,
        found,
        lambda: refunding.take_up(refund=found, agent=request.user),
        "C’est à votre compte. Une autre personne doit l’approuver.",
        is_done=found.asked_by_id == request.user.pk,
    )


@require_POST
@of_regie(Act.APPROVE_REFUND)
def approve(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    found = _refund(regie, pk)
    return _act(
        request,
        found,
        lambda: refunding.approve(refund=found, agent=request.user),
        "Le remboursement est approuvé.",
        is_done=found.decided_by_id == request.user.pk and found.state != RefundState.REFUSED,
    )


@require_POST
@of_regie(Act.APPROVE_REFUND)
def refuse(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    found, form = _refund(regie, pk), RefusalForm(request.POST)
    if not form.is_valid():
        return _show(request, regie, found, refusal=form, status=400)
    return _act(
        request,
        found,
        lambda: refunding.refuse(refund=found, agent=request.user, **form.cleaned_data),
        "Le remboursement est refusé.",
        is_done=found.decided_by_id == request.user.pk and found.state == RefundState.REFUSED,
    )


@require_POST
@of_regie(Act.APPROVE_REFUND)
def by_hand(request: AgentRequest, regie: Regie, pk: int) -> HttpResponse:
    """The accountant or the régie has paid it back."""
    found, form = _refund(regie, pk), ByHandForm(request.POST)
    if not form.is_valid():
        return _show(request, regie, found, paid=form, status=400)
    return _act(
        request,
        found,
        lambda: refunding.settle_by_hand(refund=found, agent=request.user, **form.cleaned_data),
        "Le remboursement est fait.",
        is_done=found.by_hand and found.provider_id == form.cleaned_data["reference"],
    )


def _act(
    request: AgentRequest, found: Refund, verb: Callable[[], None], said: str, *, is_done: bool
) -> HttpResponse:
    """Do it; a second click of the same person is told what the first one was."""
    regie = found.payment.regie
    if not is_done:
        try:
            verb()
        except NotPossible as refusal:
            fresh = _refund(regie, found.pk)
            return _show(request, regie, fresh, refused=str(refusal), status=refusal.status)
    messages.success(request, said)
    return redirect("regie_refund", regie.code, found.pk)


def _show(
    request: AgentRequest,
    regie: Regie,
    found: Refund,
    *,
    refusal: Form | None = None,
    paid: Form | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    acts = acts_of(request.user, regie)
    asked_by_me = found.asked_by_id == request.user.pk
    decides = found.state == RefundState.ASKED and Act.APPROVE_REFUND in acts
    context = {
        "refund": found,
        "state": refund_state(found),
        "next_step": next_step(found),
        "asked_by_me": asked_by_me and decides,
        "may_decide": decides and not asked_by_me,
        "may_take_up": found.state == RefundState.PROPOSED and Act.ASK_REFUND in acts,
        "may_settle": to_pay_by_hand(found) and Act.APPROVE_REFUND in acts,
        "refusal": refusal or RefusalForm(),
        "paid": paid or ByHandForm(),
        "refused": refused,
    }
    return page(request, regie, "backoffice/treasury/refunds/refund.html", context, status=status)


def waiting() -> Q:
    """What somebody here has something to do about."""
    return Q(state__in=WAITING) | Q(state=RefundState.APPROVED, by_hand=True)


def _payment(regie: Regie, pk: int) -> Payment:
    rows = Payment.objects.filter(regie=regie)
    rows = rows.select_related("regie__organisation", "taken_by", "undone_by")
    return get_object_or_404(rows, pk=pk)


def _refund(regie: Regie, pk: int) -> Refund:
    rows = Refund.objects.filter(payment__regie=regie).select_related(
        "payment__regie__organisation", "invoice", "asked_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)
