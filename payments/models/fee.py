"""What a procedure costs: a small declared table, by date, family quotient and residence."""

from django.db import models
from django.db.models import F, Q

from payments.models.regie import Regie
from portal.procedures.models import Procedure


class Timing(models.TextChoices):
    AFTER = "after", "Déposer, puis payer"
    BEFORE = "before", "Payer pour déposer"


class Fee(models.Model):
    """A procedure that is paid for, and the keys of the answers that its price depends on."""

    procedure = models.OneToOneField(
        Procedure, models.CASCADE, related_name="fee", verbose_name="démarche"
    )
    regie = models.ForeignKey(Regie, models.PROTECT, related_name="fees", verbose_name="régie")
    timing = models.CharField("quand payer", max_length=6, choices=Timing, default=Timing.AFTER)
    label = models.CharField("libellé de la ligne", max_length=200)
    revenue_code = models.CharField("code de recette", max_length=20)
    vat_rate = models.PositiveSmallIntegerField("taux de TVA, en centièmes de %", default=0)
    quotient_key = models.SlugField("champ du quotient familial", blank=True, max_length=60)
    commune_key = models.SlugField("champ de la commune", blank=True, max_length=60)
    commune_codes = models.TextField(
        "communes dont on est habitant ou habitante", max_length=4000, blank=True
    )  # INSEE codes between spaces
    quantity_key = models.SlugField("champ de la quantité", blank=True, max_length=60)
    due_days = models.PositiveSmallIntegerField("à payer sous, en jours", default=30)

    class Meta:
        verbose_name = "tarif d’une démarche"
        verbose_name_plural = "tarifs des démarches"
        ordering = ["procedure"]

    def __str__(self) -> str:
        return self.label

    @property
    def communes(self) -> list[str]:
        return self.commune_codes.split()


class Tariff(models.Model):
    """The prices from a date on, until the next table's."""

    fee = models.ForeignKey(Fee, models.CASCADE, related_name="tariffs")
    since = models.DateField("à partir du")

    class Meta:
        verbose_name = "grille"
        ordering = ["fee", "-since"]
        constraints = [models.UniqueConstraint(fields=["fee", "since"], name="one_table_a_day")]

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y}"


class TariffLine(models.Model):
    """A price in minor units, for quotients `from_quotient` ≤ QF < `to_quotient` (whole euros)."""

    class Residence(models.TextChoices):
        ANY = "any", "Toutes"
        RESIDENT = "resident", "Habitants"
        OUTSIDE = "outside", "Hors commune"

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="lines")
    residence = models.CharField(
        "résidence", max_length=8, choices=Residence, default=Residence.ANY
    )
    from_quotient = models.PositiveIntegerField("quotient à partir de", default=0)
    to_quotient = models.PositiveIntegerField("et inférieur à", null=True, blank=True)
    unit_price = models.PositiveBigIntegerField("prix unitaire TTC")

    class Meta:
        ordering = ["tariff", "residence", "from_quotient"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_quotient=None) | Q(to_quotient__gt=F("from_quotient")),
                name="bracket_is_not_empty",
            ),
            models.UniqueConstraint(
                fields=["tariff", "residence", "from_quotient"], name="brackets_do_not_repeat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_quotient}"
