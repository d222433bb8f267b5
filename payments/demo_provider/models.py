"""What the demonstration's bank knows: attempts to pay, and what it gave back."""

import uuid

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone

from payments.gateways.base import RefundStanding, Standing


class State(models.TextChoices):
    """What the visitor chose, or nothing yet. Only what is open can change."""

    OPEN = "open", "à payer"
    PAID = "paid", "payé"
    REFUSED = "refused", "refusé"
    ABANDONED = "abandoned", "abandonné"
    CLOSED = "closed", "fermé"


class Attempt(models.Model):
    """One attempt to pay, as a bank would keep it: it knows neither invoice nor person.

    Its id, unguessable, is the secret of its page. `paid_at` may be to come: until then the bank
    has the card's yes but doesn't say so, neither when asked nor by a notification.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField("clé", max_length=100, unique=True)
    account = models.CharField("bénéficiaire", max_length=100, blank=True)
    reference = models.CharField("référence", max_length=30)
    subject = models.CharField("objet", max_length=200)
    amount = models.BigIntegerField("montant")
    currency = models.CharField("monnaie", max_length=3)
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.OPEN)
    return_url = models.URLField("adresse de retour", max_length=500)
    cancel_url = models.URLField("adresse d’abandon", max_length=500)
    notify_url = models.URLField("adresse de notification", max_length=500)
    expires_at = models.DateTimeField("expire le")
    paid_at = models.DateTimeField("payé le", null=True)

    class Meta:
        verbose_name = "tentative"
        verbose_name_plural = "tentatives"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="demo_attempt_amount"),
            models.CheckConstraint(
                condition=Q(state=State.PAID, paid_at__isnull=False)
                | (~Q(state=State.PAID) & Q(paid_at__isnull=True)),
                name="demo_attempt_paid_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return reverse("demo_payment", args=[self.pk])

    @property
    def charge_id(self) -> str:
        """What a refund is asked on."""
        return f"charge-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN and timezone.now() < self.expires_at

    @property
    def is_held_back(self) -> bool:
        """Whether the card said yes and the bank hasn't told yet."""
        return self.paid_at is not None and self.paid_at > timezone.now()

    @property
    def standing(self) -> Standing:
        """What the bank answers when it is asked."""
        if self.is_open or self.is_held_back:
            return Standing.PENDING
        told = {State.PAID: Standing.PAID, State.REFUSED: Standing.REFUSED}
        return told.get(State(self.state), Standing.EXPIRED)

    @property
    def back_url(self) -> str:
        """Where the browser goes once the visitor has chosen."""
        left = self.standing == Standing.EXPIRED
        return self.cancel_url if left else self.return_url

    def given_back(self, *states: RefundStanding) -> int:
        """The sum of its refunds in those states, in minor units."""
        found = self.refunds.filter(state__in=states)
        return found.aggregate(total=Sum("amount"))["total"] or 0


class Refund(models.Model):
    """Money given back on an attempt that was paid: never more, all told, than was charged."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="refunds", verbose_name="tentative"
    )
    key = models.CharField("clé", max_length=100, unique=True)
    amount = models.BigIntegerField("montant")
    state = models.CharField(
        "état", max_length=7, choices=[(each.value, each.value) for each in RefundStanding]
    )
    settled_at = models.DateTimeField("rendu le", null=True)

    class Meta:
        verbose_name = "remboursement"
        verbose_name_plural = "remboursements"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="demo_refund_amount")]

    def __str__(self) -> str:
        return f"{self.attempt_id} ({self.state})"
