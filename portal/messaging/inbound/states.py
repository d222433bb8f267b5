"""What became of an e-mail that came in."""

from django.db import models


class Sorting(models.TextChoices):
    """new → attached, ignored, unsorted, unreadable; from those two a person attaches or closes."""

    NEW = "new", "Pas encore lu par le site"
    ATTACHED = "attached", "Rattaché"
    IGNORED = "ignored", "Message automatique"
    UNSORTED = "unsorted", "À trier"
    UNREADABLE = "unreadable", "Illisible"
    CLOSED = "closed", "Classé sans suite"

    @property
    def tone(self) -> str:
        return {Sorting.ATTACHED: "good", Sorting.UNREADABLE: "bad"}.get(self, "")

    @classmethod
    def waiting(cls) -> "tuple[Sorting, ...]":
        """Where a person must look."""
        return cls.NEW, cls.UNSORTED, cls.UNREADABLE


REASONS = {
    "unknown": "Ce courriel ne répond à aucun des nôtres.",
    "new_subject": "L’adresse est celle d’une demande, mais le sujet est nouveau.",
    "other_sender": "Il répond à un message que nous avions envoyé à une autre adresse.",
    "over": "La demande est terminée.",
    "too_many": "Trop de messages en une heure au sujet de cette demande.",
    "confidential": "La demande est confidentielle : ses échanges passent par son suivi en ligne.",
    "gone": "Ce dont il parle n’existe plus.",
    "unreadable": "Ce n’est pas un courriel que le site sait lire.",
    "too_large": "Il est trop lourd : ouvrez-le dans la boîte aux lettres.",
    "auto": "Réponse automatique.",
    "bounce": "Avis d’un serveur de messagerie.",
    "list": "Lettre d’information.",
    "bulk": "Envoi en nombre.",
    "loop": "Notre propre courriel nous est revenu.",
}
