"""Who is owed, what is owed, what came in, what went back, and the book that says so."""

from payments.models.counter import ClosingLine, DayClosing, Deposit, Handover
from payments.models.difference import Difference
from payments.models.fee import Fee, Tariff, TariffLine, Timing
from payments.models.importing import (
    ImportFault,
    ImportState,
    InvoiceImport,
    Outcome,
    StagedInvoice,
)
from payments.models.invoice import Invoice, InvoiceLine, InvoiceState, NumberSequence, Source
from payments.models.ledger import Account, Entry, Kind
from payments.models.ledger_export import LedgerExport
from payments.models.mandate import Consultation, Mandate, MandateRole
from payments.models.notification import Notification
from payments.models.payment import Means, Payment, PaymentShare, PaymentState
from payments.models.reconciliation import ReconciliationRun
from payments.models.refund import Refund, RefundState
from payments.models.regie import Provider, Regie

__all__ = [
    "Account",
    "ClosingLine",
    "Consultation",
    "DayClosing",
    "Deposit",
    "Difference",
    "Entry",
    "Fee",
    "Handover",
    "ImportFault",
    "ImportState",
    "Invoice",
    "InvoiceImport",
    "InvoiceLine",
    "InvoiceState",
    "Kind",
    "LedgerExport",
    "Mandate",
    "MandateRole",
    "Means",
    "Notification",
    "NumberSequence",
    "Outcome",
    "Payment",
    "PaymentShare",
    "PaymentState",
    "Provider",
    "ReconciliationRun",
    "Refund",
    "RefundState",
    "Regie",
    "Source",
    "StagedInvoice",
    "Tariff",
    "TariffLine",
    "Timing",
]
