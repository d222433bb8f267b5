"""The book: append-only, one row moves one sum from one account to another."""

from django.db import models

from payments.models.invoice import Invoice
from payments.models.payment import Payment
from payments.models.refund import Refund
from payments.models.regie import Regie


class Account(models.TextChoices):
    """Where sums stand; the codes are those of the public chart (M57) that a régie reports to."""

    RECEIVABLE = "411", "Redevables"
    REVENUE = "7", "Produits"
    SURPLUS = "4661", "Excédents de versement"
    AUTHORITY = "4718", "Transmis à l’ordonnateur"
    ONLINE = "5115", "Cartes bancaires en ligne"
    TERMINAL = "5116", "Cartes bancaires au guichet"
    CHEQUE = "5112", "Chèques à encaisser"
    CESU = "5113", "Titres à encaisser"
    TRANSFER = "515", "Compte au Trésor"
    CASH = "53", "Caisse"
    GAP = "429", "Écarts de caisse"


IN_THE_TILL = (Account.CASH, Account.CHEQUE, Account.CESU)


class Kind(models.TextChoices):
    ISSUE = "issue", "Émission"
    CANCEL = "cancel", "Annulation"
    COLLECT = "collect", "Encaissement"
    UNDO = "undo", "Encaissement annulé"
    SURPLUS = "surplus", "Trop-perçu"
    REFUND = "refund", "Remboursement"
    TRANSFER = "transfer", "Transmission à l’ordonnateur"
    DEPOSIT = "deposit", "Versement"
    GAP = "gap", "Écart de caisse"


class Entry(models.Model):
    """Debit account, credit account, minor units, currency: balanced by construction.

    `key` names the fact, so that the same fact told twice is written once. Triggers refuse update
    and delete (migration 0002).
    """

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField("nature", max_length=8, choices=Kind)
    debit = models.CharField("débit", max_length=4, choices=Account)
    credit = models.CharField("crédit", max_length=4, choices=Account)
    amount = models.PositiveBigIntegerField("montant")
    currency = models.CharField("monnaie", max_length=3)
    at = models.DateTimeField("le")
    day = models.DateField("journée")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="entries")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="entries")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="entries")

    class Meta:
        verbose_name = "écriture"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="entry_moves_something"),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="entry_has_two_accounts"
            ),
            models.CheckConstraint(
                condition=models.Q(debit__in=Account.values, credit__in=Account.values),
                name="entry_accounts_known",
            ),
        ]
        indexes = [
            models.Index(fields=["regie", "day", "kind"], name="entries_of_a_day"),
            models.Index(
                fields=["regie", "day"],
                condition=models.Q(debit__in=IN_THE_TILL) | models.Q(credit__in=IN_THE_TILL),
                name="entries_of_the_till",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit} → {self.credit} : {self.amount}"
