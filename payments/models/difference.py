"""Where the provider's account and ours disagree: for the treasurer to look at and close."""

from django.conf import settings
from django.db import models

from payments.models.payment import Payment
from payments.models.regie import Regie


class Difference(models.Model):
    """One disagreement, found once whoever looks; sums in minor units of `currency`."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", "Montant différent de celui demandé"
        CURRENCY = "currency", "Monnaie différente"
        UNKNOWN = "unknown", "Paiement inconnu chez nous"
        MISSING = "missing", "Encaissé chez nous, absent chez le prestataire"
        UNRECORDED = "unrecorded", "Encaissé chez le prestataire, pas chez nous"
        REFUND = "refund", "Remboursement différent"
        DISPUTE = "dispute", "Contestation du payeur"

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="differences")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    key = models.CharField(max_length=160)  # what it is about, at the provider
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="differences")
    expected = models.BigIntegerField("chez nous", default=0)
    found = models.BigIntegerField("chez le prestataire", default=0)
    currency = models.CharField(max_length=3)
    found_at = models.DateTimeField("constaté le", auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField("réglé le", null=True)
    note = models.CharField("explication", max_length=300, blank=True)

    class Meta:
        verbose_name = "écart"
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["regie", "kind", "key"], name="one_difference_each")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"
