"""What a person may do in a service."""

from django.db import models


class Role(models.TextChoices):
    """A role holds in the service where it is given and in all services below it."""

    ADVISER = "adviser", "Conseil et accueil"
    OFFICER = "officer", "Traitement des demandes"
    HEAD = "head", "Encadrement du service"
    APPROVER = "approver", "Validation des réponses"
    PATROLLER = "patroller", "Patrouille"
    EDITOR = "editor", "Rédaction"
    TREASURER = "treasurer", "Régie"
    ADMINISTRATOR = "administrator", "Administration"
