"""What a procedure costs, on the pages of filing, and what its payment sets going."""

from typing import Any

from django.http import HttpRequest

from citizen.filing.review import Answer
from citizen.paying import opened as paying
from payments.models import Fee, Invoice, Timing
from payments.workflow import charging
from payments.workflow.refusals import NotPossible
from portal.demandes.models import Demande, Draft

LOOKED_AT = {
    "quotient_key": "du quotient familial",
    "commune_key": "de votre commune",
    "quantity_key": "de ce que vous demandez",
}


def file_what_is_paid(*, invoices: list[Invoice], **_: Any) -> None:
    """Receives `payment_confirmed`: what was to be paid so as to be filed is filed."""
    charging.taken_in(invoices)


def announced(fee: Fee) -> dict[str, Any]:
    """What the page of the procedure says of its price, before anything is answered."""
    causes = [said for name, said in LOOKED_AT.items() if getattr(fee, name)]
    return {
        "range": charging.price_range(fee),
        "label": fee.label,
        "causes": " et ".join(filter(None, [", ".join(causes[:-1]), *causes[-1:]])),
        "first": fee.timing == Timing.BEFORE,
        "days": charging.DAYS_TO_PAY if fee.timing == Timing.BEFORE else fee.due_days,
    }


def asked(draft: Draft) -> dict[str, Any]:
    """What the check page says of the price; nothing where the procedure has no fee."""
    fee = charging.fee_of(draft.procedure)
    if fee is None:
        return {}
    first = fee.timing == Timing.BEFORE
    days = charging.DAYS_TO_PAY if first else fee.due_days
    try:
        price = charging.priced(fee, draft.form_version.form, draft.answers)
    except NotPossible as refusal:
        return {"unpriced": str(refusal)}
    said = [("Pour", fee.label), *price.words]
    found = [Answer(label, value, "") for label, value in said]
    return {"price": price, "found": found, "first": first, "days": days}


def to_pay(draft: Draft, demande: Demande) -> Invoice | None:
    """The invoice of what was filed from the draft; no query where the procedure has no fee."""
    return charging.invoice_of(demande) if charging.fee_of(draft.procedure) else None


def open_invoice(request: HttpRequest, draft: Draft, demande: Demande) -> None:
    """Let this browser pay what it has just filed."""
    if invoice := to_pay(draft, demande):
        paying.open_for(request, [invoice])
