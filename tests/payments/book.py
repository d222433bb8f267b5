"""Reading the book in tests."""

from payments.models import Account, Entry


def balance(account: Account, **filters: object) -> int:
    """Debits less credits, in minor units."""
    rows = Entry.objects.filter(**filters)
    debit = sum(rows.filter(debit=account).values_list("amount", flat=True))
    return debit - sum(rows.filter(credit=account).values_list("amount", flat=True))
