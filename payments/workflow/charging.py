"""Filing a procedure that is paid for: the demande and its invoice are written together.

Locks are taken in the order of a payment's confirmation: the invoice, then its demande.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from payments import books, tariffs
from payments.models import Fee, Invoice, InvoiceState, PaymentState, Source, Timing
from payments.tariffs import NoPrice, Price
from payments.workflow import issuing
from payments.workflow.refusals import NotPossible
from portal.demandes import clock, notices, reach
from portal.demandes.models import Demande, Draft
from portal.demandes.states import Action, State, allowed
from portal.demandes.workflow import exchanges, filing
from portal.directory.channels import Channel
from portal.procedures.conditions import prune
from portal.procedures.models import Procedure
from portal.procedures.schema import FormSchema
from portal.text.money import display

DAYS_TO_PAY = 7  # what is paid so as to be filed (design, decision 4)
MOST_AT_ONCE = 200
UNPRICED = (
    "Le prix de cette démarche n’est pas réglé pour vos réponses. Rien n’est déposé\u00a0: "
    "vos réponses sont gardées. Appelez-nous."
)
WITHDRAWN = "Demande retirée avant d’être payée"
DROPPED = "Non payée dans les délais\u00a0: la demande n’a pas été déposée"


def fee_of(procedure: Procedure) -> Fee | None:
    """Its fee; no query where `fee` was joined to the procedure, there or not."""
    return getattr(procedure, "fee", None)


def price_range(fee: Fee) -> str:
    """What it costs today, where the régie is, before anything is answered."""
    tables = list(fee.tariffs.prefetch_related("lines"))
    table = tariffs.table_on(tables, books.day_of(fee.regie, clock.now()))
    return tariffs.range_of(table.lines.all() if table else (), fee.regie.currency)


def priced(fee: Fee, form: FormSchema, answers: Mapping[str, Any]) -> Price:
    """The price of these answers today, where the régie is. Raises NotPossible."""
    table = tariffs.table_on(fee.tariffs.all(), books.day_of(fee.regie, clock.now()))
    try:
        return tariffs.price_of(fee, table.lines.all() if table else (), prune(form, answers))
    except NoPrice as error:
        raise NotPossible(UNPRICED) from error


def file(*, draft: Draft, channel: Channel | None = None) -> Demande:
    """File the draft by `filing.file`, with the invoice that its procedure's fee asks for.

    What is paid so as to be filed waits for `taken_in`; what costs nothing is filed at once.
    Raises what `filing.file` raises, and NotPossible when no price fits.
    """
    fee = fee_of(draft.procedure)
    if fee is None:
        return filing.file(draft=draft, channel=channel)
    with transaction.atomic():
        drafts = Draft.objects.select_related("form_version").select_for_update(of=("self",))
        locked = drafts.get(pk=draft.pk)
        if locked.filed_at:
            return filing.file(draft=draft)
        price = priced(fee, locked.form_version.form, locked.answers)
        first = fee.timing == Timing.BEFORE and price.total > 0
        state = State.AWAITING_PAYMENT if first else State.FILED
        demande = filing.file(draft=draft, channel=channel, state=state)
        if price.total:
            invoice = _invoice(demande, price, DAYS_TO_PAY if first else fee.due_days)
            _tell(demande, invoice)
        return demande


def invoice_of(demande: Demande) -> Invoice | None:
    """What its filing was invoiced for."""
    return Invoice.objects.of_fees().filter(demande=demande).select_related("regie").first()


def taken_in(invoices: list[Invoice]) -> None:
    """These invoices are paid: what waited for that is filed now, in the same transaction."""
    fees = [invoice for invoice in invoices if invoice.source == Source.FEE]
    keys = [invoice.demande_id for invoice in fees if invoice.demande_id]
    waiting = Demande.objects.filter(pk__in=keys, state=State.AWAITING_PAYMENT)
    for demande in waiting.order_by("pk"):
        filing.take_in(demande)


@transaction.atomic
def withdraw(demande: Demande, *, version: int) -> None:
    """The person gives up; what waited to be paid isn't owed any more.

    Of what was filed, the régie decides. Raises what `exchanges.withdraw` raises, and NotPossible
    once a part is paid.
    """
    if demande.status == State.AWAITING_PAYMENT:
        for invoice in _locked_of(demande):
            issuing.cancel(invoice=invoice, agent=None, reason=WITHDRAWN)
    exchanges.withdraw(demande, version=version)


def drop_unpaid(today: date) -> int:
    """Drop what wasn't paid in time, a bounded number at once; how many.

    An attempt under way is left to end first, and what is partly paid is the treasurer's business.
    """
    late = (
        Invoice.objects.of_fees()
        .overdue(today)
        .filter(state=InvoiceState.ISSUED, demande__state=State.AWAITING_PAYMENT)
    )
    done = late.exclude(shares__payment__state=PaymentState.PENDING).order_by("due_on", "pk")
    return sum(_drop(key) for key in list(done.values_list("pk", flat=True)[:MOST_AT_ONCE]))


@transaction.atomic
def _drop(key: int) -> bool:
    """Drop one, unless it was paid, or somebody began to pay it, in between."""
    [invoice] = Invoice.objects.select_related("demande").locked([key])
    demande, under_way = invoice.demande, invoice.shares.filter(payment__state=PaymentState.PENDING)
    if demande is None or invoice.state != InvoiceState.ISSUED or under_way.exists():
        return False
    if not allowed(Action.DROP, demande.state):
        return False
    issuing.cancel(invoice=invoice, agent=None, reason=DROPPED)
    filing.drop(demande)
    return True


def _locked_of(demande: Demande) -> list[Invoice]:
    owed = Invoice.objects.of_fees().payable().filter(demande=demande)
    keys = list(owed.values_list("pk", flat=True))
    return Invoice.objects.select_related("regie").locked(keys)


def _invoice(demande: Demande, price: Price, days: int) -> Invoice:
    regie, now = price.fee.regie, clock.now()
    unnamed = demande.confidential or demande.neutral
    reached = reach.by_email(demande) and not demande.neutral
    return issuing.issue(
        regie=regie,
        source=Source.FEE,
        subject=f"Demande {demande.reference}" if unnamed else demande.procedure.title[:100],
        payer=issuing.Payer(
            demande.filer_name[:120],
            demande.filer_email if reached else "",
            demande.filer_address,
        ),
        lines=[price.invoiced],
        due_on=books.day_of(regie, now) + timedelta(days=days),
        demande=demande,
        at=now,
    )


def _tell(demande: Demande, invoice: Invoice) -> None:
    amount = display(invoice.total, invoice.currency)
    notices.to_pay(demande, amount=amount, until=invoice.due_on or timezone.localdate())
