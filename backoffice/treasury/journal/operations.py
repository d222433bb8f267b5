"""A day's operations one by one, without a name: what the sums of the journal are made of.

Issues aren't listed: an import makes thousands of them, and the list of invoices has them.
"""

from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from payments.books import STANDS
from payments.models import Account, Entry, Kind, Regie
from portal.text.money import display
from portal.ui import atoms
from portal.ui.lists import Column, Listing, Shown

MONEY = frozenset(STANDS.values())


def operations(regie: Regie, day: date, query: QueryDict) -> Shown:
    rows = regie.entries.filter(day=day).exclude(kind=Kind.ISSUE)
    return _listing(regie).show(rows.select_related("invoice", "payment"), query)


def _listing(regie: Regie) -> Listing:
    def opened(entry: Entry) -> SafeString | str:
        label, small = entry.get_kind_display(), entry.invoice.number if entry.invoice else ""
        url = _address(regie, entry)
        return atoms.title(url, label, small) if url else label

    return Listing(
        caption="Opérations de la journée, de la plus récente à la plus ancienne",
        columns=(
            Column("Opération", opened),
            Column("Heure", lambda each: atoms.when(each.at, "hour")),
            Column("Moyen", _means),
            Column("Montant", _amount, css="number"),
        ),
        order=("-at", "-pk"),
        empty="Aucune opération ce jour-là",
    )


def _address(regie: Regie, entry: Entry) -> str:
    """The page that tells what happened; none for what moves the till alone."""
    if entry.refund_id:
        return reverse("regie_refund", args=[regie.code, entry.refund_id])
    if entry.payment_id:
        return reverse("regie_payment", args=[regie.code, entry.payment_id])
    return (
        reverse("regie_invoice", args=[regie.code, entry.invoice.number]) if entry.invoice else ""
    )


def _means(entry: Entry) -> str:
    if entry.payment:
        return entry.payment.get_means_display()
    moved = [each for each in (entry.credit, entry.debit) if each in MONEY]
    return Account(moved[0]).label if moved else ""


def _amount(entry: Entry) -> str:
    """Negative when it left the régie; what goes from one of its accounts to another isn't."""
    leaves = entry.credit in MONEY and entry.debit not in MONEY
    return display(-entry.amount if leaves else entry.amount, entry.currency)
