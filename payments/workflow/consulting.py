"""Who looked at whose debts: written at each consultation, kept a year."""

from datetime import timedelta

from django.utils import timezone

from payments.models import Consultation, Invoice, Regie
from portal.accounts.models import User

ONCE_IN = timedelta(minutes=10)
KEPT = timedelta(days=365)
LIST, SEARCH, PAGE, NOTICE = "Liste des factures", "Recherche", "Facture", "Avis imprimé"


def note(*, agent: User, regie: Regie, what: str, invoice: Invoice | None = None) -> None:
    """Write that the agent looked; once in ten minutes for the same invoice, or the same list."""
    since = timezone.now() - ONCE_IN
    seen = Consultation.objects.filter(regie=regie, agent=agent, invoice=invoice, at__gt=since)
    if invoice is None:
        seen = seen.filter(what=what)
    if not seen.exists():
        Consultation.objects.create(regie=regie, agent=agent, invoice=invoice, what=what)


def purge() -> int:
    """Erase those of more than a year; returns how many."""
    gone, _ = Consultation.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return gone
