"""What everybody with a role in the service sees of a demande: never its content."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.demandes import deadlines
from portal.demandes.legal_clock import LegalClock
from portal.demandes.models import Demande
from portal.procedures.models import Silence
from portal.text.dates import full_date


@dataclass(frozen=True)
class Envelope:
    """Where the demande stands, in words; its dates are its own."""

    channel: str
    filed_by: str
    service: str
    organisation: str
    assignee: str
    keeper: str
    legal: str


def envelope(demande: Demande) -> Envelope:
    return Envelope(
        channel=demande.get_channel_display(),
        filed_by=str(demande.filed_by) if demande.filed_by else "",
        service=demande.service.name,
        organisation=demande.service.organisation.name,
        assignee=str(demande.assignee) if demande.assignee else "",
        keeper=str(demande.keeper) if demande.keeper else "",
        legal=legal(demande),
    )


def legal(demande: Demande) -> str:
    """What silence is worth and when, in an agent's words; blank once it can't happen."""
    if not demande.is_open or demande.silence == Silence.NONE:
        return ""
    today = deadlines.day_of(timezone.now(), demande)
    return sentence(deadlines.legal_clock(demande), today)


def sentence(clock: LegalClock, today: date) -> str:
    """The clock seen from one day (CRPA, L231-1, L231-4, L114-5)."""
    verdict = "acceptation" if clock.effect == Silence.ACCEPT else "rejet"
    if clock.silence_on is None:
        return f"Silence vaut {verdict} : le délai partira de l’arrivée des pièces demandées."
    if clock.elapsed(today):
        past = "acceptée" if clock.effect == Silence.ACCEPT else "rejetée"
        return f"Faute de réponse, {past} depuis le {full_date(clock.silence_on)}."
    held = " Le délai est suspendu." if clock.suspended(today) else ""
    return f"Silence vaut {verdict} le {full_date(clock.silence_on)}.{held}"
