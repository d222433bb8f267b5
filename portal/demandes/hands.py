"""In whose hands a demande is: what a verb does to them is settled once, in every verb's frame."""

from dataclasses import dataclass
from typing import Any

from portal.demandes import keeping
from portal.demandes.models import Demande
from portal.demandes.states import SEEN


@dataclass(frozen=True)
class Hands:
    """Where the demande was before the verb."""

    service_id: int
    assignee_id: int | None
    confidential: bool
    seen: bool = True  # a demande that waits for its payment was in nobody's hands

    @classmethod
    def of(cls, demande: Demande) -> "Hands":
        seen = demande.state in SEEN
        return cls(demande.service_id, demande.assignee_id, demande.confidential, seen)

    def settle(self, demande: Demande) -> dict[str, Any]:
        """Count a hand-off, drop a keeper who may keep it no more; what the journal says of it."""
        now = Hands.of(demande)
        if self._handed_to(now):
            demande.handoffs += 1
        moved = (self.service_id, self.confidential) != (now.service_id, now.confidential)
        keeper = demande.keeper if moved else None
        if keeper is None or keeping.may_keep(keeper, demande):
            return {}
        demande.keeper = None
        return {"unkept": keeper.pk}

    def _handed_to(self, now: "Hands") -> bool:
        """From desk to desk: to another service, or from one agent to another."""
        if self.service_id != now.service_id:
            return self.seen
        both = self.assignee_id and now.assignee_id
        return bool(both) and self.assignee_id != now.assignee_id
