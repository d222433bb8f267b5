"""What goes back: asked for by one person, approved by another, followed until it is settled."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from payments.models.invoice import Invoice
from payments.models.payment import Payment


class RefundState(models.TextChoices):
    PROPOSED = "proposed", "Trop-perçu à traiter"  # by the system: nobody has asked yet
    ASKED = "asked", "À approuver"
    APPROVED = "approved", "Approuvé"
    SENT = "sent", "Transmis"
    SETTLED = "settled", "Remboursé"
    REFUSED = "refused", "Refusé"
    FAILED = "failed", "Échoué"


HOLDING = (  # a refund in these states holds its amount: no other may take it
    RefundState.PROPOSED,
    RefundState.ASKED,
    RefundState.APPROVED,
    RefundState.SENT,
    RefundState.SETTLED,
)


class Refund(models.Model):
    """Part or all of a payment to give back, in minor units of its currency.

    Without an invoice it is the payment's surplus. Who approves is never who asked (CHECK).
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    amount = models.PositiveBigIntegerField("montant")
    reason = models.CharField("motif", max_length=200)
    state = models.CharField("état", max_length=8, choices=RefundState)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField("demandé le", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("décidé le", null=True)
    refusal = models.CharField("motif du refus", max_length=200, blank=True)
    by_hand = models.BooleanField("payé par le comptable ou la régie", default=False)
    provider_id = models.CharField("référence du remboursement", max_length=120, blank=True)
    detail = models.CharField("précision", max_length=120, blank=True)
    settled_at = models.DateTimeField("remboursé le", null=True)
    day = models.DateField("journée", null=True)
    next_check_at = models.DateTimeField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "remboursement"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_gives_something"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="two_persons_refund",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RefundState.values), name="refund_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.amount}"
