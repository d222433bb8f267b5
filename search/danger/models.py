"""The emergency numbers, which administrators keep true."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from portal.directory.public_holidays import Territory
from search.danger.kinds import Danger


class EmergencyNumber(models.Model):
    """Whom to call, for which dangers, where.

    A territory that has numbers of its own uses those alone; all others use the common ones. A
    migration writes those of data/numbers.json, to which `emergencies` goes back for a danger that
    is left without any.
    """

    number = models.CharField(
        "numéro",
        max_length=20,
        validators=[RegexValidator(r"^\+?[\d ]+$", "Des chiffres et des espaces.")],
    )
    name = models.CharField("qui répond", max_length=80)
    why = models.CharField("pour quoi", max_length=160)
    when = models.CharField("quand", max_length=100, default="24 h sur 24, 7 jours sur 7")
    by_sms = models.BooleanField("par SMS", default=False)
    territory = models.CharField(
        "territoire",
        max_length=8,
        choices=Territory,
        blank=True,
        help_text="Vide : partout où aucun numéro propre au territoire n’est donné.",
    )
    kinds = models.JSONField("dangers", default=list)
    order = models.PositiveSmallIntegerField("ordre", default=50)

    class Meta:
        verbose_name = "numéro d’urgence"
        verbose_name_plural = "numéros d’urgence"
        ordering = ["territory", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "number"], name="emergency_number_once_per_territory"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def clean(self) -> None:
        if not isinstance(self.kinds, list) or not set(self.kinds) <= set(Danger.values):
            raise ValidationError({"kinds": "Choisissez parmi les dangers de la liste."})
