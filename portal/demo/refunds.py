"""Two refunds at the canteen's régie: one waits for a second person, one is done."""

from django.utils import timezone

from payments.models import Invoice, Means, Payment, Refund
from payments.rights import Act, may
from payments.workflow import refunding
from portal.accounts.models import User
from portal.demo import past

CODE = "CANT"
WAITS, DONE = "Absence pour maladie, deux semaines", "Repas facturé deux fois"


def give_back() -> None:
    """Over payments made online there, by two who hold a mandate; nothing where they lack."""
    rows = Payment.objects.confirmed().filter(regie__code=CODE, means=Means.ONLINE, refunds=None)
    paid = list(rows.select_related("regie__organisation").order_by("-settled_at", "pk")[:2])
    if not paid:
        return
    began = timezone.now()
    held = User.objects.filter(mandates__regie=paid[0].regie).distinct().order_by("pk")
    people = [agent for agent in held if may(agent, Act.APPROVE_REFUND, paid[0].regie)]
    if len(people) < 2 or Refund.objects.filter(payment__regie__code=CODE).exists():
        return
    asker, approver = people[:2]
    _ask(paid[0], asker, WAITS)
    if len(paid) > 1:
        refund = _ask(paid[1], asker, DONE)
        refunding.approve(refund=refund, agent=approver)
        refunding.send(
            Refund.objects.select_related("payment__regie__organisation").get(pk=refund.pk)
        )
    past.deliver(timezone.now(), since=began)


def _ask(payment: Payment, agent: User, reason: str) -> Refund:
    """For half of what its first invoice was paid."""
    share = payment.shares.select_related("invoice").order_by("pk")[0]
    invoice: Invoice = share.invoice
    amount = max(share.applied // 2, 1)
    return refunding.ask(
        payment=payment, invoice=invoice, amount=amount, reason=reason, agent=agent
    )
