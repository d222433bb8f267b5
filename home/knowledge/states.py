"""What may happen to a proposal: one table."""

from django.db import models


class State(models.TextChoices):
    WAITING = "waiting", "À prendre"
    TAKEN = "taken", "Prise en main"
    DONE = "done", "Suivie"
    REFUSED = "refused", "Non retenue"

    @property
    def tone(self) -> str:
        return {"waiting": "warn", "taken": "", "done": "good", "refused": "off"}[self.value]


class Action(models.TextChoices):
    TAKE = "take", "Prendre"
    RELEASE = "release", "Rendre"
    ACCEPT = "accept", "Suivre"
    REFUSE = "refuse", "Ne pas retenir"


# Taking what a colleague took takes it over: who is away must not keep it.
TABLE: dict[tuple[State, Action], State] = {
    (State.WAITING, Action.TAKE): State.TAKEN,
    (State.TAKEN, Action.TAKE): State.TAKEN,
    (State.TAKEN, Action.RELEASE): State.WAITING,
    (State.TAKEN, Action.ACCEPT): State.DONE,
    (State.TAKEN, Action.REFUSE): State.REFUSED,
    (State.WAITING, Action.REFUSE): State.REFUSED,
}
TAKERS_OWN = frozenset({Action.RELEASE, Action.ACCEPT, Action.REFUSE})  # of what is taken
