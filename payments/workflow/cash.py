"""The cash that a régie may hold: told before it is too much, and by e-mail once it is."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from payments import books
from payments.models import MandateRole, Means, Regie
from payments.rights import running
from portal.accounts import staff_site
from portal.messaging import outbox
from portal.text import money

NEAR = 80  # per cent of the maximum


class Alert(NamedTuple):
    """What a page shows: its tone, and what to do."""

    tone: str
    text: str


@dataclass(frozen=True)
class Cash:
    """The cash in the till, in minor units, against the maximum that the régie's deed allows."""

    regie: Regie
    held: int

    @property
    def is_reached(self) -> bool:
        return self.held >= self.regie.cash_maximum

    @property
    def alert(self) -> Alert | None:
        if self.held * 100 < self.regie.cash_maximum * NEAR or not self.held:
            return None
        sums = [money.display(each, self.regie.currency) for each in self.figures]
        if self.is_reached:
            return Alert(
                "bad",
                f"La caisse contient {sums[0]}, pour un maximum autorisé de {sums[1]}\u00a0: "
                "versez des espèces au Trésor sans attendre.",
            )
        return Alert(
            "warn",
            f"La caisse contient {sums[0]}\u00a0: le maximum autorisé, {sums[1]}, est proche. "
            "Prévoyez un versement.",
        )

    @property
    def figures(self) -> tuple[int, int]:
        return self.held, self.regie.cash_maximum


def of(regie: Regie) -> Cash:
    return Cash(regie, books.held(regie, Means.CASH))


def warn(regie: Regie, day: date) -> None:
    """Write to the treasurer once a day when the maximum is reached, in the same transaction."""
    till = of(regie)
    if not till.is_reached:
        return
    treasurers = running().filter(regie=regie, role=MandateRole.TREASURER, agent__is_active=True)
    for mandate in treasurers.select_related("agent"):
        outbox.enqueue_email(
            key=f"cash-maximum:{regie.pk}:{day.isoformat()}:{mandate.agent_id}",
            topic=f"account:{mandate.agent_id}",
            recipient=mandate.agent.email,
            subject=f"Encaisse maximale atteinte\u00a0: {regie}",
            template="payments/cash_maximum",
            context={
                "agent": mandate.agent,
                "regie": regie,
                "held": money.display(till.held, regie.currency),
                "maximum": money.display(regie.cash_maximum, regie.currency),
                "address": staff_site.address(reverse("regie_deposits", args=[regie.code])),
            },
            sender_name=regie.organisation.name,
        )
