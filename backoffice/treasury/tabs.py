"""The pages of a régie, by subject: those that the agent's mandate opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from payments.models import Regie
from payments.rights import Act, acts_of
from portal.accounts.access import AgentRequest


@dataclass(frozen=True)
class Tab:
    label: str
    name: str  # of the address, which takes the régie's code
    act: Act = Act.LOOK


GROUPS = {
    "Aujourd’hui": [Tab("Aujourd’hui", "regie")],
    "Factures": [
        Tab("Toutes", "regie_invoices"),
        Tab("Imports", "invoice_imports", Act.IMPORT),
        Tab("Impayés", "regie_transfers", Act.TRANSFER),
    ],
    "Encaissements": [
        Tab("Encaisser", "regie_collect", Act.COLLECT),
        Tab("Paiements", "regie_payments"),
        Tab("Remboursements", "regie_refunds"),
    ],
    "Caisse": [
        Tab("Clôture", "regie_closings", Act.CLOSE_DAY),
        Tab("Versements", "regie_deposits", Act.DEPOSIT),
        Tab("Remise de service", "regie_handover", Act.HAND_OVER),
    ],
    "Comptes": [
        Tab("Journal", "regie_journal"),
        Tab("Relevé", "regie_statement"),
        Tab("Rapprochement", "regie_runs", Act.IMPORT),
        Tab("Écarts", "regie_differences"),
        Tab("Consultations", "regie_consultations", Act.READ_LOG),
    ],
}


def tabs(request: AgentRequest, regie: Regie, acts: frozenset[Act] | None = None) -> dict[str, Any]:
    """The subjects, and the pages of the one where the agent is: components/tabs.html draws both.

    A subject leads to its first page; a page below a tab's address keeps it marked.
    """
    allowed = acts_of(request.user, regie) if acts is None else acts
    found = {
        subject: {reverse(tab.name, args=[regie.code]): tab.label for tab in group}
        for subject, tabs in GROUPS.items()
        if (group := [tab for tab in tabs if tab.act in allowed])
    }
    here = _nearest(request.path, (url for pages in found.values() for url in pages), regie)
    subject = next((each for each, pages in found.items() if here in pages), "")
    return {
        "subjects": [
            {"label": each, "url": next(iter(pages)), "over": each == subject}
            for each, pages in found.items()
        ],
        "subject": subject,
        "pages": [
            {"label": label, "url": url, "current": url == here}
            for url, label in found.get(subject, {}).items()
        ],
    }


def _nearest(path: str, urls: Iterable[str], regie: Regie) -> str:
    """The tab's address that the page is at or below; all of them are below the first page's."""
    home = reverse("regie", args=[regie.code])
    over = [url for url in urls if path.startswith(url) and url != home]
    return home if path == home else max(over, key=len, default="")
