"""Who may handle a régie's money, from when to when; and who looked at whose debts."""

from django.conf import settings
from django.db import models

from payments.models.regie import Regie


class MandateRole(models.TextChoices):
    TREASURER = "treasurer", "Régisseur ou régisseuse"
    DEPUTY = "deputy", "Mandataire"


class Mandate(models.Model):
    """An appointment to a régie (CGCT R1617-5-2): rights on money come from it and nothing else."""

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="mandates", verbose_name="régie")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name="agent"
    )
    role = models.CharField("fonction", max_length=9, choices=MandateRole)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "mandat"
        ordering = ["regie", "role", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=MandateRole.values), name="mandate_role_known"
            ),
            models.UniqueConstraint(
                fields=["regie"],
                condition=models.Q(role=MandateRole.TREASURER, until=None),
                name="one_treasurer_per_regie",
            ),
            models.UniqueConstraint(
                fields=["regie", "agent"],
                condition=models.Q(until=None),
                name="one_running_mandate_per_agent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} : {self.get_role_display()}, {self.regie}"


class Consultation(models.Model):
    """An agent looked at a payer's data: kept a year, shown to the treasurer."""

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invoice = models.ForeignKey("payments.Invoice", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField("le", auto_now_add=True)
    what = models.CharField("quoi", max_length=80)  # a page, a search, an export: never a name

    class Meta:
        verbose_name = "consultation"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["regie", "-at"], name="consultations_of_a_regie")]

    def __str__(self) -> str:
        return self.what
