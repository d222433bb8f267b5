"""Who looked at whose debts: written at each consultation, kept a year."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from payments.models import Consultation, Invoice, Regie
from portal.accounts.models import User

ONCE_IN = timedelta(minutes=10)
KEPT = timedelta(days=365)
LIST, SEARCH, PAGE, NOTICE = "Liste des factures", "Recherche", "Facture", "Avis imprimé"
PAYMENT, UNPAID = "Paiement", "Liste des impayés"


def note(*, agent: User, regie: Regie, what: str, invoice: Invoice | None = None) -> None:
    """Write that the agent looked; once in ten minutes for the same invoice, or the same list."""
    if invoice:
        note_each(agent=agent, regie=regie, what=what, invoices=[invoice])
    elif not _lately(agent, regie).filter(invoice=None, what=what).exists():
        Consultation.objects.create(regie=regie, agent=agent, what=what)


def note_each(*, agent: User, regie: Regie, what: str, invoices: Sequence[Invoice]) -> None:
    """The same for several invoices that one page shows, in two queries."""
    seen = set(_lately(agent, regie).filter(invoice__in=invoices).values_list("invoice", flat=True))
    Consultation.objects.bulk_create(
        Consultation(regie=regie, agent=agent, invoice=invoice, what=what)
        for invoice in invoices
        if invoice.pk not in seen
    )


def purge() -> int:
    """Erase those of more than a year; returns how many."""
    gone, _ = Consultation.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return gone


def _lately(agent: User, regie: Regie) -> QuerySet[Consultation]:
    since = timezone.now() - ONCE_IN
    return Consultation.objects.filter(regie=regie, agent=agent, at__gt=since)
