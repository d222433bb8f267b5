"""The book as lines of a file: accounts, revenue codes and VAT, and nobody's name.

What moved is a positive sum from account to account; the revenue of a line is negative when it went
back.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO

from django.db.models import Q

from backoffice.exports import files
from backoffice.exports.columns import Cell
from payments.models import Account, Entry, Regie
from payments.statements import Piece, entries_of, pieces
from portal.text.money import major

HEADER = [
    "Journée",
    "Écriture",
    "Nature",
    "Compte débité",
    "Libellé du compte débité",
    "Compte crédité",
    "Libellé du compte crédité",
    "Facture",
    "Paiement",
    "Moyen",
    "Code de recette",
    "Taux de TVA (%)",
    "Montant",
    "Recette TTC",
    "Recette HT",
    "TVA",
    "Monnaie",
]
TOLD_EVERY = 1_000  # entries


def write(
    kind: str,
    regie: Regie,
    first: date,
    last: date,
    out: IO[bytes],
    told: Callable[[int], None] = lambda _count: None,
) -> None:
    """Entry after entry: a long file takes no more memory."""
    files.write(kind, HEADER, _lines(regie, first, last, told), out, title="Journal")


def _lines(
    regie: Regie, first: date, last: date, told: Callable[[int], None]
) -> Iterator[list[Cell]]:
    """What is of an invoice's lines first, then what has no revenue code."""
    rows, count, before = entries_of(regie, first, last), 0, 0
    for piece in pieces(rows):
        count += piece.entry.pk != before
        before = piece.entry.pk
        yield _line(piece.entry, piece)
        if count % TOLD_EVERY == 0:
            told(count)
    others = rows.filter(Q(payment=None) | Q(invoice=None))
    joined = others.select_related("payment", "invoice", "refund").order_by("day", "pk")
    for entry in joined.iterator(chunk_size=TOLD_EVERY):
        count += 1
        yield _line(entry)
        if count % TOLD_EVERY == 0:
            told(count)
    told(count)


def _line(entry: Entry, piece: Piece | None = None) -> list[Cell]:
    debit, credit = Account(entry.debit), Account(entry.credit)
    amount = piece.amount if piece else entry.amount

    def sum_(minor: int) -> Decimal:
        return major(minor, entry.currency)

    return [
        entry.day,
        str(entry.pk),
        entry.get_kind_display(),
        debit.value,
        debit.label,
        credit.value,
        credit.label,
        entry.invoice.number if entry.invoice else "",
        entry.payment.reference if entry.payment else "",
        entry.payment.get_means_display() if entry.payment else "",
        piece.code if piece else "",
        Decimal(piece.vat_rate).scaleb(-2) if piece else None,
        sum_(abs(amount)),
        sum_(amount) if piece else None,
        sum_(amount - piece.vat) if piece else None,
        sum_(piece.vat) if piece else None,
        entry.currency,
    ]
