"""The words that procedures choose among."""

from django.db import models


class Sector(models.TextChoices):
    """Data is tight between sectors (glossary: confidentiality): no file crosses them."""

    SOCIAL = "social", "Action sociale"
    CHILDHOOD = "childhood", "Enfance et école"
    ROADS = "roads", "Voirie et cadre de vie"
    CIVIL_STATUS = "civil_status", "État civil et élections"
    PLANNING = "planning", "Urbanisme"
    HOUSING = "housing", "Logement"
    LEISURE = "leisure", "Sport, culture et vie associative"
    GENERAL = "general", "Relations générales"


class Silence(models.TextChoices):
    """What the administration's silence is worth (CRPA, L231-1 to L231-6)."""

    ACCEPT = "accept", "Silence vaut acceptation"
    REJECT = "reject", "Silence vaut rejet"
    NONE = "none", "Sans objet (signalement, information)"


class ForWhom(models.TextChoices):
    """For whom a procedure may be filed."""

    OWN = "own", "Pour soi seulement"
    ANYBODY = "anybody", "Pour soi ou pour une autre personne"
    REPORT = "report", "Signalement au sujet d’une personne, qui n’est jamais prévenue"


class DelayUnit(models.TextChoices):
    WORKING_DAYS = "working_days", "jours ouvrés"
    DAYS = "days", "jours"
