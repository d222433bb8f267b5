"""A régie with something on each of its pages, for the journeys that look at them all."""

from collections.abc import Callable
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from payments.demo_provider import workflow as bank
from payments.demo_provider.models import Attempt
from payments.models import (
    Difference,
    Invoice,
    LedgerExport,
    Mandate,
    MandateRole,
    Means,
    Payment,
    ReconciliationRun,
    Refund,
    RefundState,
    Regie,
)
from payments.workflow import collecting, confirming, paying, refunding
from portal.accounts.models import User
from tests.payments.builders import make_invoice, make_mandate, make_regie


def paid_online(regie: Regie, total: int = 4_250) -> Payment:
    """At the demonstration's bank."""
    invoice = make_invoice(regie, total=total)
    payment = paying.start(invoices=[invoice], email="awa@courriel.example")
    bank.pay(Attempt.objects.get(pk=payment.provider_id).pk)
    return confirming.ask(payment)


def treasurer_pages(agent: User) -> dict[str, list[str]]:
    """The pages of the treasurer's desk, by the name of their address; `agent` is the treasurer."""
    regie = make_regie()
    regie.set_keys("payfip", {"numcli": "006382", "saisie": "T"})
    regie.save()
    today = timezone.localdate()
    Mandate.objects.create(regie=regie, agent=agent, role=MandateRole.TREASURER, since=today)
    deputy = make_mandate(regie, MandateRole.DEPUTY)
    payment, waiting = paid_online(regie), make_invoice(regie)
    taken = {make_invoice(regie, total=900): 900}
    collecting.collect(key=uuid4(), amounts=taken, means=Means.CASH, agent=deputy)
    invoice = payment.shares.get().invoice
    asked = refunding.ask(
        payment=payment, invoice=invoice, amount=100, reason="Absence", agent=deputy
    )
    by_hand = Refund.objects.create(
        payment=payment,
        amount=1,
        reason="Trop-perçu",
        state=RefundState.APPROVED,
        by_hand=True,
        asked_by=deputy,
        asked_at=timezone.now(),
    )
    difference = Difference.objects.create(
        regie=regie, kind="missing", key="k", payment=payment, expected=4_250, currency="EUR"
    )
    run = ReconciliationRun.objects.create(
        regie=regie, provider="payfip", first=today, last=today, by=agent, listed=2, differing=1
    )
    export = LedgerExport.objects.create(
        regie=regie, agent=agent, first=today, last=today, kind="csv", total=3
    )
    overdue = make_invoice(regie, due_on=today.replace(year=today.year - 1, day=1))
    Invoice.objects.filter(pk=overdue.pk).update(reminded=2)

    def at(name: str, *more: object) -> str:
        return reverse(name, args=[regie.code, *more])

    return _by_name(at) | {
        "regie_payment": [at("regie_payment", payment.pk)],
        "regie_refund_ask": [at("regie_refund_ask", payment.pk)],
        "regie_refund": [at("regie_refund", each.pk) for each in (asked, by_hand)],
        "regie_invoice_cancel": [at("regie_invoice_cancel", waiting.number)],
        "regie_invoice_transfer": [at("regie_invoice_transfer", waiting.number)],
        "regie_difference": [at("regie_difference", difference.pk)],
        "regie_run": [at("regie_run", run.pk)],
        "regie_export": [at("regie_export", export.pk)],
    }


def _by_name(at: Callable[..., str]) -> dict[str, list[str]]:
    """Those that need nothing but the régie."""
    names = [
        "regie",
        "regie_payments",
        "regie_refunds",
        "regie_journal",
        "regie_statement",
        "regie_differences",
        "regie_runs",
        "regie_transfers",
    ]
    return {name: [at(name)] for name in names}
