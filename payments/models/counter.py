"""The counter: the day's closing, what is paid in at the Treasury, and who hands over to whom."""

from django.conf import settings
from django.db import models

from payments.models.mandate import Mandate
from payments.models.payment import Means
from payments.models.regie import Regie


class DayClosing(models.Model):
    """A day of the counter, counted and closed: nothing is taken on it any more."""

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="closings")
    day = models.DateField("journée")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("close le", auto_now_add=True)
    note = models.CharField("explication de l’écart", max_length=300, blank=True)

    class Meta:
        verbose_name = "clôture"
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["regie", "day"], name="a_day_is_closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.regie} {self.day:%d/%m/%Y}"


class ClosingLine(models.Model):
    """One means of the day: how many, what the book says, what was counted (minor units)."""

    closing = models.ForeignKey(DayClosing, models.CASCADE, related_name="lines")
    means = models.CharField("moyen", max_length=8, choices=Means)
    count = models.PositiveIntegerField("nombre")
    expected = models.BigIntegerField("attendu")
    counted = models.BigIntegerField("compté")

    class Meta:
        ordering = ["closing", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "means"], name="one_line_per_means")
        ]

    def __str__(self) -> str:
        return self.get_means_display()


class Deposit(models.Model):
    """Cash, cheques or CESU paid in at the Treasury, with the number of their slip."""

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="deposits")
    means = models.CharField("moyen", max_length=8, choices=Means)
    amount = models.PositiveBigIntegerField("montant")
    number = models.CharField("numéro de bordereau", max_length=30)
    key = models.UUIDField(null=True, unique=True, editable=False)  # of the form: sent twice, one
    day = models.DateField("journée")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "versement"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["regie", "number"], name="one_deposit_per_slip")
        ]

    def __str__(self) -> str:
        return self.number


class Handover(models.Model):
    """The régie passes from one treasurer to the next, with what the till held (minor units)."""

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="handovers")
    before = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    after = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    at = models.DateTimeField("le", auto_now_add=True)
    cash = models.PositiveBigIntegerField("espèces comptées")
    note = models.CharField("réserves", max_length=300, blank=True)

    class Meta:
        verbose_name = "remise de service"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.regie} {self.at:%d/%m/%Y}"
