"""What is owed: an invoice, its lines, and the numbers given without gaps."""

from django.db import models
from django.db.models import F, Q

from payments.models.folded import FoldedField
from payments.models.regie import Regie
from payments.querysets import InvoiceQuerySet
from portal.demandes.models import Demande
from portal.text.money import CURRENCIES


class InvoiceState(models.TextChoices):
    ISSUED = "issued", "À payer"
    PARTLY_PAID = "partly_paid", "Payée en partie"
    PAID = "paid", "Payée"
    REFUNDED = "refunded", "Remboursée"
    CANCELLED = "cancelled", "Annulée"
    TRANSFERRED = "transferred", "Transmise à l’ordonnateur"


PAYABLE = (InvoiceState.ISSUED, InvoiceState.PARTLY_PAID)


class Source(models.TextChoices):
    FEE = "fee", "Démarche payante"
    IMPORT = "import", "Logiciel métier"
    COUNTER = "counter", "Guichet"


class NumberSequence(models.Model):
    """The last number given in a régie and year; its row is locked while the next is given."""

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regie", "year"], name="one_sequence_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.regie_id} {self.year}"


class Invoice(models.Model):
    """A debt to a régie. Sums are in minor units: `paid` never passes `total`, what came in over it
    is a surplus of its payment; `refunded` never passes `paid`.

    `number` (régie, year, rank) is what PayFiP accepts as a reference. `external_id` is the name
    that the business software gives it: imported twice, it is one invoice.
    """

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="invoices", verbose_name="régie")
    number = models.CharField("numéro", max_length=30, unique=True)
    access_code = models.CharField("code de paiement", max_length=8)
    source = models.CharField("origine", max_length=8, choices=Source)
    external_id = models.CharField("identifiant d’origine", max_length=64, blank=True)
    demande = models.ForeignKey(
        Demande, models.SET_NULL, null=True, blank=True, related_name="invoices"
    )
    subject = models.CharField("objet", max_length=100)
    payer_name = models.CharField("payeur", max_length=120)
    payer_folded = FoldedField("payer_name", max_length=120)
    payer_email = models.EmailField("courriel", blank=True)
    payer_address = models.TextField("adresse", blank=True, max_length=400)
    payer_reference = models.CharField("numéro de compte usager", max_length=40, blank=True)
    currency = models.CharField(max_length=3, choices=[(code, code) for code in CURRENCIES])
    total = models.PositiveBigIntegerField("montant")
    paid = models.PositiveBigIntegerField("payé", default=0)
    refunded = models.PositiveBigIntegerField("remboursé", default=0)
    state = models.CharField(
        "état", max_length=11, choices=InvoiceState, default=InvoiceState.ISSUED
    )
    issued_at = models.DateTimeField("émise le")
    issued_on = models.DateField("jour d’émission")  # in the organisation's time zone
    due_on = models.DateField("à payer avant le", null=True, blank=True)
    closed_reason = models.CharField("motif", max_length=200, blank=True)
    title_number = models.CharField("numéro de titre", max_length=40, blank=True)
    announced_at = models.DateTimeField("annoncée le", null=True, editable=False)
    reminded = models.PositiveSmallIntegerField("rappels envoyés", default=0)
    key = models.UUIDField(null=True, editable=False)  # of the counter's form: sent twice, one
    reminded_on = models.DateField("dernier rappel", null=True, editable=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "facture"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=0), name="invoice_owes_something"),
            models.CheckConstraint(condition=Q(paid__lte=F("total")), name="paid_within_total"),
            models.CheckConstraint(
                condition=Q(refunded__lte=F("paid")), name="refunded_within_paid"
            ),
            models.CheckConstraint(
                condition=Q(state__in=InvoiceState.values), name="invoice_state_known"
            ),
            models.UniqueConstraint(
                fields=["regie", "external_id"],
                condition=~Q(external_id=""),
                name="one_invoice_per_external_id",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(key__isnull=False), name="one_invoice_per_form"
            ),
            models.UniqueConstraint(
                fields=["demande"], condition=Q(source=Source.FEE), name="one_fee_per_demande"
            ),
        ]
        indexes = [
            models.Index(fields=["regie", "-issued_at", "-id"], name="invoices_of_a_regie"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["issued", "partly_paid"]),
                name="unpaid_by_due_date",
            ),
            models.Index(
                fields=["regie", "payer_reference"],
                condition=~Q(payer_reference=""),
                name="invoices_of_a_payer",
            ),
            models.Index(
                fields=["regie", "state", "-issued_at", "-id"], name="invoices_of_a_state"
            ),
            models.Index(  # the operators that LIKE 'delat%' wants on PostgreSQL
                fields=["regie", "payer_folded"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="invoices_by_payer_name",
            ),
            models.Index(
                fields=["id"],
                condition=Q(announced_at=None, state__in=["issued", "partly_paid"])
                & ~Q(payer_email=""),
                name="invoices_to_announce",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> int:
        """What may still be paid here, in minor units."""
        return self.total - self.paid if self.state in PAYABLE else 0

    @property
    def refundable(self) -> int:
        return self.paid - self.refunded

    @property
    def is_payable(self) -> bool:
        return self.due > 0


class InvoiceLine(models.Model):
    """A line: `amount` = quantity × unit price, to the nearest minor unit, VAT included."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    rank = models.PositiveSmallIntegerField()
    label = models.CharField("libellé", max_length=200)
    quantity = models.DecimalField("quantité", max_digits=9, decimal_places=3)
    unit_price = models.BigIntegerField("prix unitaire TTC")
    vat_rate = models.PositiveSmallIntegerField("taux de TVA, en centièmes de %", default=0)
    revenue_code = models.CharField("code de recette", max_length=20)
    amount = models.BigIntegerField("montant TTC")

    class Meta:
        verbose_name = "ligne"
        ordering = ["invoice", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "rank"], name="one_line_per_rank"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="quantity_is_positive"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def quantity_read(self) -> str:
        """`2,5` or `100`: no needless decimal."""
        return f"{self.quantity.normalize():f}".replace(".", ",")
