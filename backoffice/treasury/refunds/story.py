"""What happened to a payment, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from payments.models import Payment, PaymentState, Refund, RefundState
from portal.text.money import display


@dataclass(frozen=True)
class Step:
    what: str
    at: datetime
    who: str = ""


def story_of(payment: Payment, refunds: Sequence[Refund]) -> list[Step]:
    """From the first click to the last refund."""
    who = str(payment.taken_by) if payment.taken_by else ""
    steps = [Step(f"Commencé\u00a0: {_sum(payment, payment.amount)}", payment.started_at, who)]
    if payment.settled_at:  # what was undone has received nothing any more
        received = payment.received or payment.amount
        steps.append(Step(f"Encaissé\u00a0: {_sum(payment, received)}", payment.settled_at))
    if payment.undone_at:
        why = f"Encaissement annulé\u00a0: {payment.undone_reason}"
        steps.append(Step(why, payment.undone_at, str(payment.undone_by)))
    for refund in refunds:
        steps += _of_refund(payment, refund)
    return sorted(steps, key=lambda step: step.at)


def _of_refund(payment: Payment, refund: Refund) -> list[Step]:
    amount = _sum(payment, refund.amount)
    steps = []
    if refund.invoice_id is None and (not refund.asked_at or refund.created_at < refund.asked_at):
        steps.append(Step(f"Trop-perçu repéré\u00a0: {amount}", refund.created_at))
    if refund.asked_at:
        who = str(refund.asked_by)
        steps.append(Step(f"Remboursement demandé\u00a0: {amount}", refund.asked_at, who))
    if refund.decided_at:
        decided = "refusé" if refund.state == RefundState.REFUSED else "approuvé"
        who = str(refund.decided_by)
        steps.append(Step(f"Remboursement {decided}\u00a0: {amount}", refund.decided_at, who))
    if refund.settled_at:
        steps.append(Step(f"Remboursé\u00a0: {amount}", refund.settled_at))
    return steps


def where_it_stands(payment: Payment) -> str:
    """The state, explained."""
    if payment.state == PaymentState.PENDING and payment.expires_at is None:
        return "La banque doit encore répondre\u00a0: le site lui demande chaque jour."
    return {
        PaymentState.PENDING: "La personne n’a pas fini, ou le prestataire n’a rien dit encore.",
        PaymentState.CONFIRMED: "L’argent est là.",
        PaymentState.FAILED: "Refusé\u00a0: rien n’a été débité. La personne peut réessayer.",
        PaymentState.EXPIRED: "Abandonné\u00a0: rien n’a été débité. La personne peut réessayer.",
    }.get(PaymentState(payment.state), "Annulé au guichet le jour même\u00a0: rien n’est compté.")


def _sum(payment: Payment, amount: int) -> str:
    return display(amount, payment.currency)
