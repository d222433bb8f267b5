"""Invoices on their way in from business software: a file, what it holds, what is wrong in it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from payments.models.regie import Regie
from portal.media.models import StoredFile
from portal.media.names import LONGEST_NAME
from portal.tasks import results

BY_HAND_AT_MOST = timedelta(hours=1)  # a command that has run longer was killed


class ImportState(models.TextChoices):
    CHECKING = "checking", "Contrôle en cours"
    CHECKED = "checked", "Contrôlé"
    UNREADABLE = "unreadable", "Fichier refusé"
    ISSUING = "issuing", "Émission en cours"
    DONE = "done", "Terminé"

    @property
    def is_running(self) -> bool:
        return self in {ImportState.CHECKING, ImportState.ISSUING}


class Outcome(models.TextChoices):
    FRESH = "fresh", "À émettre"
    SAME = "same", "Déjà émise"
    REFUSED = "refused", "Refusée"


class InvoiceImport(models.Model):
    """A file of invoices: checked and staged, shown, then issued batch by batch up to `cursor`.

    What is issued is what was staged, never the file read again. `attempt` numbers the checks: one
    that a second worker took over writes no more. Without an agent, it came by the command.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regie = models.ForeignKey(Regie, models.PROTECT, related_name="imports", verbose_name="régie")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="agent"
    )
    stored = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name="fichier"
    )
    file_name = models.CharField("nom du fichier", max_length=LONGEST_NAME)
    state = models.CharField(
        "état", max_length=10, choices=ImportState, default=ImportState.CHECKING
    )
    task_id = models.UUIDField("tâche", null=True)
    attempt = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)  # rank of the last invoice issued
    read = models.PositiveIntegerField("factures lues", default=0)
    fresh = models.PositiveIntegerField("à émettre", default=0)
    same = models.PositiveIntegerField("déjà émises", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)
    total = models.PositiveBigIntegerField("montant à émettre", default=0)
    issued = models.PositiveIntegerField("émises", default=0)
    emptied = models.BooleanField(default=False)  # what named people was deleted
    created_at = models.DateTimeField("reçu le", default=timezone.now, db_index=True)
    done_at = models.DateTimeField("terminé le", null=True)

    class Meta:
        verbose_name = "import de factures"
        verbose_name_plural = "imports de factures"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="invoice_import_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return ImportState(self.state).is_running

    @property
    def may_be_issued(self) -> bool:
        return self.state == ImportState.CHECKED and self.fresh > 0

    @property
    def has_numbers(self) -> bool:
        """Whether there are numbers and codes to print on letters."""
        return self.issued + self.same > 0 and not self.is_running

    def has_failed(self) -> bool:
        """Whether what did the work gave up: it may be started again."""
        if not self.is_running:
            return False
        if self.task_id is None:
            return self.created_at < timezone.now() - BY_HAND_AT_MOST
        return results.has_failed(self.task_id)


class StagedInvoice(models.Model):
    """An invoice of a file: `payload` is its content, emptied once refused or forgotten."""

    owner = models.ForeignKey(
        InvoiceImport, models.CASCADE, related_name="staged", db_index=False, verbose_name="import"
    )
    rank = models.PositiveIntegerField()  # in the file
    row = models.PositiveIntegerField("ligne")
    external_id = models.CharField("identifiant d’origine", max_length=64, blank=True)
    outcome = models.CharField("résultat", max_length=7, choices=Outcome)
    total = models.PositiveBigIntegerField("montant", default=0)
    payload = models.JSONField(default=dict)

    class Meta:
        verbose_name = "facture reçue"
        verbose_name_plural = "factures reçues"
        ordering = ["owner", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "rank"], name="one_staged_per_rank"),
            models.UniqueConstraint(
                fields=["owner", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_staged_per_external_id",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="staged_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class ImportFault(models.Model):
    """What is wrong at a row of the file, and what to do about it."""

    owner = models.ForeignKey(
        InvoiceImport, models.CASCADE, related_name="faults", verbose_name="import"
    )
    row = models.PositiveIntegerField("ligne")
    external_id = models.CharField("identifiant d’origine", max_length=64, blank=True)
    column = models.CharField("colonne", max_length=60, blank=True)
    sentence = models.CharField("erreur", max_length=300)

    class Meta:
        verbose_name = "erreur d’import"
        verbose_name_plural = "erreurs d’import"
        ordering = ["owner", "row", "pk"]

    def __str__(self) -> str:
        return f"{self.row} : {self.sentence}"
