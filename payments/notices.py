"""The e-mails about invoices: issued, due soon, late, paid, given back. Each is written once.

Those of a demande keep its cautions: nothing leaves where its person wants no e-mail or neutral
words only, and a confidential one's don't say what is paid for (docs/decisions, 063).
"""

from typing import Any

from django.core.exceptions import ValidationError

from payments.links import pay_link
from payments.models import Invoice, Payment, Refund
from portal.demandes.references import display_code
from portal.directory.contact import contact_at
from portal.directory.sites import absolute
from portal.messaging import outbox
from portal.text.dates import full_date
from portal.text.money import display

BEFORE, LATE, LAST = 1, 2, 3  # the reminders, in their order


def announced(invoice: Invoice) -> None:
    """There is something to pay: how much, by when, and how."""
    _send(invoice, "issued", f"Votre facture {invoice.number}")


def reminded(invoice: Invoice, stage: int) -> None:
    """Before the due date, then twice after it."""
    subject = f"Facture {invoice.number} : "
    subject += "à payer bientôt" if stage == BEFORE else "elle reste à payer"
    _send(invoice, "reminder", subject, once=f"reminder:{stage}", stage=stage)


def received(payment: Payment) -> None:
    """Where the receipt is."""
    invoices = [share.invoice for share in payment.shares.select_related("invoice__demande")]
    first = invoices[0]
    _send(
        first,
        "received",
        f"Votre paiement de {display(payment.received, payment.currency)}",
        once=f"received:{payment.pk}",
        to=payment.payer_email,
        link=absolute(payment.regie.organisation, "payment_return", payment.key),
        received=display(payment.received, payment.currency),
        surplus=display(payment.surplus, payment.currency) if payment.surplus else "",
        numbers=[invoice.number for invoice in invoices],
    )


def refunded(refund: Refund) -> None:
    """The money is on its way back."""
    payment = refund.payment
    invoice = refund.invoice or payment.shares.select_related("invoice__demande")[0].invoice
    _send(
        invoice,
        "refunded",
        f"Remboursement de {display(refund.amount, payment.currency)}",
        once=f"refunded:{refund.pk}",
        to=payment.payer_email,
        amount=display(refund.amount, payment.currency),
        surplus=refund.invoice_id is None,
    )


def _send(
    invoice: Invoice, event: str, subject: str, *, once: str = "", to: str = "", **words: Any
) -> None:
    demande, recipient = invoice.demande, to or invoice.payer_email
    if not recipient or (demande and (demande.no_email or demande.neutral)):
        return
    try:
        outbox.enqueue_email(
            key=f"invoice:{invoice.pk}:{once or event}",
            topic=demande.topic if demande else f"invoice:{invoice.number}",
            recipient=recipient,
            subject=subject,
            template=f"payments/{event}",
            context=_context(invoice) | words,
            sender_name=invoice.regie.organisation.name,
        )
    except ValidationError:  # what business software calls an e-mail address may be none
        return


def _context(invoice: Invoice) -> dict[str, Any]:
    """What every one of them may say."""
    demande, regie = invoice.demande, invoice.regie
    return {
        "number": invoice.number,
        "subject_of": "" if demande and demande.confidential else invoice.subject,
        "code": display_code(invoice.access_code),
        "due": display(invoice.due, invoice.currency),
        "due_on": full_date(invoice.due_on) if invoice.due_on else "",
        "link": pay_link(invoice),
        "address": absolute(regie.organisation, "pay"),
        "online": regie.takes_online,
        "regie": regie.name,
        "contact": contact_at(regie.organisation),
    }
