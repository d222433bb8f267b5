"""The dangers that are recognised, the most pressing first."""

from django.db import models


class Danger(models.TextChoices):
    """What threatens somebody; each has its numbers."""

    VIOLENCE = "violence", "Violences dans le couple ou la famille"
    SEXUAL = "sexual", "Violences sexuelles"
    CHILD = "child", "Enfant en danger"
    SUICIDE = "suicide", "Idées de suicide"
    ASSAULT = "assault", "Agression, menace"
    MEDICAL = "medical", "Urgence médicale"
    FIRE = "fire", "Incendie, gaz"
    ELDER = "elder", "Personne âgée ou handicapée maltraitée"
    HARASSMENT = "harassment", "Harcèlement"
    HOMELESS = "homeless", "À la rue"
