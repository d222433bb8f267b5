"""Where a file stands with the antivirus."""

from django.db import models


class Scan(models.TextChoices):
    """The labels are what people read beside a file's name, when `is_open` is false."""

    NOT_ASKED = "not_asked", "Non vérifié"
    LATER = "later", "À vérifier, ouvert en attendant"  # came before the antivirus
    WAITING = "waiting", "En cours de vérification"
    CLEAN = "clean", "Vérifié"
    INFECTED = "infected", "Écarté\u00a0: dangereux"
    FAILED = "failed", "Non vérifiable"

    @property
    def is_open(self) -> bool:
        """Whether the content may be handed over."""
        return self in OPEN


OPEN = (Scan.NOT_ASKED, Scan.LATER, Scan.CLEAN)
PENDING = (Scan.LATER, Scan.WAITING)
WATCHED = (*PENDING, Scan.INFECTED, Scan.FAILED)  # what an operator looks for
