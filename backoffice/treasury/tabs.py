"""The pages of a régie, side by side: those that the agent's mandate opens."""

from dataclasses import dataclass

from django.urls import reverse

from payments.models import Regie
from payments.rights import Act, acts_of
from portal.accounts.access import AgentRequest


@dataclass(frozen=True)
class Tab:
    label: str
    name: str  # of the address, which takes the régie's code
    act: Act = Act.LOOK


TABS = [
    Tab("Aujourd’hui", "regie"),
    Tab("Factures", "regie_invoices"),
    Tab("Encaisser", "regie_collect", Act.COLLECT),
    Tab("Paiements", "regie_payments"),
    Tab("Remboursements", "regie_refunds"),
    Tab("Clôture", "regie_closings", Act.CLOSE_DAY),
    Tab("Versements", "regie_deposits", Act.DEPOSIT),
    Tab("Journal", "regie_journal"),
    Tab("Impayés", "regie_transfers", Act.TRANSFER),
    Tab("Imports", "invoice_imports", Act.IMPORT),
    Tab("Rapprochement", "regie_runs", Act.IMPORT),
    Tab("Écarts", "regie_differences"),
    Tab("Consultations", "regie_consultations", Act.READ_LOG),
    Tab("Remise de service", "regie_handover", Act.HAND_OVER),
]


def tabs(
    request: AgentRequest, regie: Regie, acts: frozenset[Act] | None = None
) -> list[dict[str, object]]:
    """What components/tabs.html draws; a page below a tab's address keeps it marked."""
    allowed = acts_of(request.user, regie) if acts is None else acts
    links = [
        (tab.label, reverse(tab.name, args=[regie.code])) for tab in TABS if tab.act in allowed
    ]
    home = reverse("regie", args=[regie.code])  # all the others are below it
    over = [url for _, url in links if request.path.startswith(url) and url != home]
    under = home if request.path == home else max(over, key=len, default="")
    return [{"label": label, "url": url, "current": url == under} for label, url in links]
