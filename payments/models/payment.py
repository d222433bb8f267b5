"""What came in: one row an attempt online, or a sum taken at the counter."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from payments.models.invoice import Invoice
from payments.models.regie import Provider, Regie
from payments.querysets import PaymentQuerySet


class Means(models.TextChoices):
    ONLINE = "online", "En ligne"
    CASH = "cash", "Espèces"
    CHEQUE = "cheque", "Chèque"
    TERMINAL = "terminal", "Carte au guichet"
    TRANSFER = "transfer", "Virement"
    CESU = "cesu", "CESU"


class PaymentState(models.TextChoices):
    PENDING = "pending", "En attente"
    CONFIRMED = "confirmed", "Encaissé"
    FAILED = "failed", "Refusé"
    EXPIRED = "expired", "Abandonné"
    UNDONE = "undone", "Annulé"  # taken by mistake at the counter, and undone the same day


class Payment(models.Model):
    """An attempt to pay one or several invoices of a régie. Sums are in minor units.

    Only a provider's fact, or a deputy at the counter, confirms it. `failed` and `expired` are
    never final: the provider may still say that it was paid. `received` is what was charged, of
    which `surplus` found no debt to pay. `undone` is final, and received nothing.
    """

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="payments", verbose_name="régie")
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    means = models.CharField("moyen", max_length=8, choices=Means)
    provider = models.CharField("prestataire", max_length=8, choices=Provider, blank=True)
    provider_id = models.CharField("identifiant chez le prestataire", max_length=120, blank=True)
    charge_id = models.CharField("identifiant du débit", max_length=120, blank=True)
    url = models.URLField(max_length=1000, blank=True)  # the provider's page for it
    reference = models.CharField("référence", max_length=30)
    state = models.CharField(
        "état", max_length=9, choices=PaymentState, default=PaymentState.PENDING
    )
    amount = models.PositiveBigIntegerField("montant demandé")
    received = models.PositiveBigIntegerField("montant reçu", default=0)
    surplus = models.PositiveBigIntegerField("trop-perçu", default=0)
    currency = models.CharField(max_length=3)
    payer_email = models.EmailField("courriel", blank=True)
    # The provider's code; at the counter, the cheque's or the ticket's number, or the change given.
    detail = models.CharField("précision", max_length=120, blank=True)
    started_at = models.DateTimeField("commencé le", default=timezone.now)
    expires_at = models.DateTimeField(null=True)  # none: done by the person, the bank is to answer
    settled_at = models.DateTimeField("encaissé le", null=True)
    day = models.DateField("journée", null=True)  # of the books, in the organisation's time zone
    next_check_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("annulé le", null=True)
    undone_reason = models.CharField("motif de l’annulation", max_length=200, blank=True)
    deposit = models.ForeignKey(  # the slip that a cheque or a CESU went out with
        "payments.Deposit", models.PROTECT, null=True, blank=True, related_name="payments"
    )

    receipt = models.OneToOneField(
        "media.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_asks_something"),
            models.CheckConstraint(
                condition=Q(surplus__lte=F("received")), name="surplus_within_received"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PaymentState.values), name="payment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=PaymentState.CONFIRMED, settled_at__isnull=False, day__isnull=False
                )
                | (~Q(state=PaymentState.CONFIRMED) & Q(received=0)),
                name="received_means_confirmed",
            ),
            models.UniqueConstraint(
                fields=["regie", "provider", "provider_id"],
                condition=~Q(provider_id=""),
                name="one_payment_per_provider_id",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"],
                condition=Q(next_check_at__isnull=False),
                name="payments_to_ask_about",
            ),
            models.Index(fields=["regie", "day", "means"], name="payments_of_a_day"),
            models.Index(fields=["regie", "-started_at", "-id"], name="payments_of_a_regie"),
            models.Index(
                fields=["charge_id"], condition=~Q(charge_id=""), name="payment_by_charge"
            ),
            models.Index(
                fields=["regie", "means"],
                condition=Q(
                    state=PaymentState.CONFIRMED,
                    means__in=[Means.CHEQUE, Means.CESU],
                    deposit__isnull=True,
                ),
                name="payments_to_pay_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.reference}"

    def is_live(self, at: datetime) -> bool:
        """Whether the browser may still be sent to its page."""
        return self.state == PaymentState.PENDING and (
            self.expires_at is None or at < self.expires_at
        )


class PaymentShare(models.Model):
    """The part of a payment that is for one invoice: asked at first, applied once received."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="shares")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="shares")
    asked = models.PositiveBigIntegerField()
    applied = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["payment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "invoice"], name="one_share_per_invoice"),
            models.CheckConstraint(condition=Q(asked__gt=0), name="share_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.invoice_id}"
