"""What opens an invoice to whoever holds its secret: a number and a code, or a signed address."""

import re

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from payments.models import Invoice
from portal.demandes import references
from portal.directory.sites import absolute
from portal.text import money

SEPARATOR = "."  # between the number and its signature
NUMBER = re.compile(r"[A-Z0-9]{1,30}")


def normalise(typed: str) -> str:
    """The number that was meant, in capitals and without spaces; blank for what can't be one."""
    number = references.bare(typed)
    return number if NUMBER.fullmatch(number) else ""


def pay_link(invoice: Invoice) -> str:
    """The whole address that opens the invoice; void once its code changes."""
    return absolute(invoice.regie.organisation, "invoice_link", token_of(invoice))


def token_of(invoice: Invoice) -> str:
    """What opens the invoice for whoever holds it, in an address or a session."""
    return _signer(invoice.access_code).sign(invoice.number)


def invoice_of(token: str) -> Invoice | None:
    """The invoice that a token opens, or None when it opens nothing (any more)."""
    return next(iter(invoices_of([token])), None)


def invoices_of(tokens: list[str]) -> list[Invoice]:
    """Those that tokens open, in one query, in the order of the tokens."""
    numbers = {token: normalise(token.rpartition(SEPARATOR)[0]) for token in tokens}
    rows = Invoice.objects.select_related("regie__organisation__site")
    found = {invoice.number: invoice for invoice in rows.filter(number__in=set(numbers.values()))}
    opened = []
    for token, number in numbers.items():
        invoice = found.get(number)
        try:
            _signer(invoice.access_code if invoice else "").unsign(token)
        except BadSignature:
            continue
        opened += [invoice] if invoice else []
    return opened


def with_code(number: str, code: str, amount: str) -> Invoice | None:
    """The invoice of this number, code and amount (what is owed, or its total), as typed."""
    rows = Invoice.objects.select_related("regie__organisation__site")
    invoice = rows.filter(number=normalise(number)).first()
    typed = references.normalise_code(code) or ""
    # Compare in any case, so that an unknown number takes as long as a wrong code.
    same = constant_time_compare(invoice.access_code if invoice else "", typed)
    return invoice if invoice and typed and same and _is_its(amount, invoice) else None


def _is_its(amount: str, invoice: Invoice) -> bool:
    try:
        minor = money.parse(amount, invoice.currency)
    except ValueError:
        return False
    return minor in {invoice.total, invoice.due} and minor > 0


def _signer(code: str) -> Signer:
    """Signs with the code but doesn't show it: the address alone can't be turned into the code."""
    return Signer(sep=SEPARATOR, salt=f"payments.links:{code}")
