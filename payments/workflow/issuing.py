"""Invoices: issued under a number without gaps, cancelled, handed to the authorising officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from payments import books
from payments.models import Invoice, InvoiceLine, InvoiceState, NumberSequence, Regie, Source
from payments.rights import Act
from payments.workflow import days
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.references import new_code
from portal.text.money import LARGEST


@dataclass(frozen=True)
class Line:
    """What a line of an invoice says; `unit_price` in minor units, VAT included."""

    label: str
    unit_price: int
    revenue_code: str
    quantity: Decimal = Decimal(1)
    vat_rate: int = 0  # hundredths of a per cent: 2000 for 20 %

    @property
    def amount(self) -> int:
        """To the nearest minor unit; half of one goes up."""
        return int((self.quantity * self.unit_price).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Payer:
    """Whom an invoice is for; `reference` is their number in the business software."""

    name: str
    email: str = ""
    address: str = ""
    reference: str = ""


@transaction.atomic
def issue(
    *,
    regie: Regie,
    source: Source,
    subject: str,
    payer: Payer,
    lines: Sequence[Line],
    due_on: date | None = None,
    external_id: str = "",
    demande: Demande | None = None,
    agent: User | None = None,
    at: datetime | None = None,
) -> Invoice:
    """Issue an invoice with the next number of its régie and year.

    Raises NotAllowed when the `agent` may not invoice here, NotPossible when nothing is owed.
    """
    if agent:
        require(agent, Act.INVOICE, regie)
    total, moment = _total(lines), at or timezone.now()
    day = books.day_of(regie, moment)
    invoice = Invoice.objects.create(
        regie=regie,
        number=next_numbers(regie, day.year)[0],
        access_code=new_code(),
        source=source,
        external_id=external_id,
        demande=demande,
        subject=subject,
        payer_name=payer.name,
        payer_email=payer.email,
        payer_address=payer.address,
        payer_reference=payer.reference,
        currency=regie.currency,
        total=total,
        issued_at=moment,
        issued_on=day,
        due_on=due_on,
    )
    InvoiceLine.objects.bulk_create(lines_of(invoice, lines))
    books.issued(invoice).save(force_insert=True)
    return invoice


def _total(lines: Sequence[Line]) -> int:
    total = sum(line.amount for line in lines)
    if not 0 < total <= LARGEST or any(abs(line.amount) > LARGEST for line in lines):
        raise NotPossible("Le montant d’une facture doit être supérieur à zéro, et plausible.")
    return total


@transaction.atomic
def issue_at_the_counter(
    *,
    key: UUID,
    regie: Regie,
    agent: User,
    subject: str,
    payer: Payer,
    lines: Sequence[Line],
    due_on: date | None = None,
) -> Invoice:
    """Issue what an agent typed, once per `key`, which the form carries: sent twice, it is one.

    Raises NotAllowed, NotPossible.
    """
    require(agent, Act.INVOICE, regie)
    days.hold(regie)
    if found := Invoice.objects.filter(regie=regie, key=key).first():
        return found
    invoice = issue(
        regie=regie,
        source=Source.COUNTER,
        subject=subject,
        payer=payer,
        lines=lines,
        due_on=due_on,
        agent=agent,
    )
    invoice.key = key
    invoice.save(update_fields=["key"])
    return invoice


def lines_of(invoice: Invoice, lines: Sequence[Line]) -> list[InvoiceLine]:
    """The rows of an invoice's lines, not yet written."""
    return [
        InvoiceLine(
            invoice=invoice,
            rank=rank,
            label=line.label,
            quantity=line.quantity,
            unit_price=line.unit_price,
            vat_rate=line.vat_rate,
            revenue_code=line.revenue_code,
            amount=line.amount,
        )
        for rank, line in enumerate(lines, start=1)
    ]


def next_numbers(regie: Regie, year: int, count: int = 1) -> list[str]:
    """The next numbers, such as `CANT2026000123`; gaps can't be: they come back if all is undone.

    Call it within the transaction that issues the invoices: its row stays locked until the end.
    """
    NumberSequence.objects.get_or_create(regie=regie, year=year)
    sequence = NumberSequence.objects.select_for_update().get(regie=regie, year=year)
    first, sequence.last = sequence.last + 1, sequence.last + count
    sequence.save(update_fields=["last"])
    return [f"{regie.code}{year}{rank:06}" for rank in range(first, sequence.last + 1)]


@transaction.atomic
def cancel(*, invoice: Invoice, agent: User | None, reason: str) -> None:
    """Cancel what is owed; what came in must have gone back first. Once cancelled, it stays so.

    Without an agent: what it was for is no more. Money that comes in afterwards is a surplus.
    Raises NotAllowed, NotPossible.
    """
    if agent:
        require(agent, Act.CANCEL, invoice.regie)
    locked = _locked(invoice)
    if locked.state == InvoiceState.CANCELLED:
        return
    if not locked.is_payable or locked.refundable:
        raise NotPossible("Cette facture a été payée\u00a0: remboursez-la au lieu de l’annuler.")
    books.cancelled(locked, timezone.now(), locked.due).save(force_insert=True)
    locked.state, locked.closed_reason = InvoiceState.CANCELLED, reason
    locked.save(update_fields=["state", "closed_reason"])
    invoice.refresh_from_db()


@transaction.atomic
def transfer(*, invoice: Invoice, agent: User, title_number: str) -> None:
    """Hand what is still owed to the authorising officer: it is payable here no more.

    Raises NotAllowed, NotPossible.
    """
    require(agent, Act.TRANSFER, invoice.regie)
    locked = _locked(invoice)
    if locked.state == InvoiceState.TRANSFERRED and locked.title_number == title_number:
        return
    if not locked.is_payable:
        raise NotPossible("Cette facture n’est plus à payer\u00a0: il n’y a rien à transmettre.")
    books.transferred(locked, timezone.now(), locked.due).save(force_insert=True)
    locked.state, locked.title_number = InvoiceState.TRANSFERRED, title_number
    locked.save(update_fields=["state", "title_number"])
    invoice.refresh_from_db()


def _locked(invoice: Invoice) -> Invoice:
    rows = Invoice.objects.select_related("regie__organisation")
    return rows.select_for_update(of=("self",)).get(pk=invoice.pk)
