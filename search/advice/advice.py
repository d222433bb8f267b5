"""What is advised: the words that the engine and the pages share."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from portal.directory.channels import Action, Channel
from portal.directory.models import Commune, Service
from portal.procedures.models import Procedure

__all__ = ["Action", "Advice", "Ease", "Need"]


class Ease(models.TextChoices):
    """How at ease somebody is with forms on a screen."""

    ALONE = "alone", "Je me débrouille sur internet"
    HELPED = "helped", "Je préfère être aidé"
    NONE = "none", "Je n’utilise pas internet"


@dataclass(frozen=True)
class Need:
    """Somebody's need: where it leads (a procedure or a service), when, from where, how pressing.

    `at` is aware. One of `procedure` and `service` is given; of both, the service answers.
    """

    at: datetime
    procedure: Procedure | None = None
    service: Service | None = None
    commune: Commune | None = None
    urgent: bool = False
    ease: Ease = Ease.ALONE


@dataclass(frozen=True)
class Advice:
    """One channel advised: whether it answers at once, why it has this place, what to press.

    Invariant: a channel that is closed at that hour is never `now`. `note`: what the procedure says
    of it (« Hôtel de Ville, rez-de-chaussée »).
    """

    channel: Channel
    now: bool
    reason: str
    action: Action | None = None
    note: str = ""
