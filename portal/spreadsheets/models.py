"""Files on their way in: what each would do, and what became of it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.media.models import StoredFile
from portal.media.names import LONGEST_NAME
from portal.spreadsheets.subjects import Subject, find
from portal.tasks import results


class State(models.TextChoices):
    CHECKING = "checking", "Contrôle en cours"
    CHECKED = "checked", "Contrôlé"
    UNREADABLE = "unreadable", "Fichier refusé"
    WRITING = "writing", "Import en cours"
    OUTDATED = "outdated", "À contrôler de nouveau"
    DONE = "done", "Importé"

    @property
    def is_running(self) -> bool:
        return self in {State.CHECKING, State.WRITING}


class Outcome(models.TextChoices):
    REFUSED = "refused", "Refusée"
    CREATED = "created", "Créée"
    CHANGED = "changed", "Modifiée"
    UNCHANGED = "unchanged", "Inchangée"


class Import(models.Model):
    """A spreadsheet that an administrator sent: checked, shown, then written or given up.

    Only who sent it sees it. What is written is what was shown: `digest` is that of the plan.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField("sujet", max_length=20)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="agent"
    )
    stored = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name="fichier"
    )
    file_name = models.CharField("nom du fichier", max_length=LONGEST_NAME)
    state = models.CharField("état", max_length=10, choices=State, default=State.CHECKING)
    task_id = models.UUIDField("tâche", null=True)
    digest = models.CharField("empreinte", max_length=64, blank=True)
    created_at = models.DateTimeField("reçu le", default=timezone.now, db_index=True)
    done_at = models.DateTimeField("importé le", null=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="import_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def declared(self) -> Subject | None:
        return find(self.subject)

    @property
    def is_running(self) -> bool:
        return State(self.state).is_running

    def has_failed(self) -> bool:
        """Whether its task gave up: it may be started again."""
        return self.is_running and results.has_failed(self.task_id)

    def counts(self) -> dict[str, int]:
        """How many rows of each outcome."""
        rows = self.rows.order_by().values_list("outcome").annotate(models.Count("pk"))
        return dict.fromkeys(Outcome.values, 0) | dict(rows)

    def may_be_written(self, counts: dict[str, Any]) -> bool:
        some = counts[Outcome.CREATED] or counts[Outcome.CHANGED]
        return self.state == State.CHECKED and bool(some) and not counts[Outcome.REFUSED]


class ImportRow(models.Model):
    """A row of the file: what it would do, or why it is refused."""

    owner = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", verbose_name="import", db_index=False
    )
    number = models.PositiveIntegerField("ligne")
    key = models.CharField("clé", max_length=254, blank=True)
    outcome = models.CharField("résultat", max_length=9, choices=Outcome)
    changes = models.JSONField("changements", default=list)  # [column, before, after]
    faults = models.JSONField("erreurs", default=list)  # [column, sentence]

    class Meta:
        verbose_name = "ligne importée"
        verbose_name_plural = "lignes importées"
        ordering = ["owner", "number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="import_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} : {self.get_outcome_display()}"
