"""Exports: who took which demandes out, when; the file goes after a week, the line stays."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from backoffice.queues.queues import BY_SLUG, Queue
from portal.media.models import StoredFile
from portal.tasks import results


class State(models.TextChoices):
    WAITING = "waiting", "En attente"
    WRITING = "writing", "En cours"
    DONE = "done", "Prêt"
    TOO_MANY = "too_many", "Trop de demandes"
    REFUSED = "refused", "Refusé"

    @property
    def is_running(self) -> bool:
        return self in RUNNING


RUNNING = (State.WAITING, State.WRITING)


class Kind(models.TextChoices):
    XLSX = "xlsx", "Classeur XLSX"
    CSV = "csv", "Fichier CSV"


class Export(models.Model):
    """One export. Only who asked for it sees it and takes its file.

    `query` is what its address asked for: emptied once the file is gone, since words that were
    looked for may name somebody. `filters` stays: the codes of the filters, never what was typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="agent"
    )
    queue = models.CharField("file", max_length=20)
    query = models.TextField("adresse", blank=True)  # the filters' own limits hold it
    filters = models.JSONField("filtres", default=dict)
    kind = models.CharField("format", max_length=4, choices=Kind)
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField("demandes à écrire", null=True)
    written = models.PositiveIntegerField("demandes écrites", default=0)
    rights = models.CharField("habilitations", max_length=64, blank=True)  # at the writing
    stored = models.OneToOneField(
        StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name="fichier"
    )
    task_id = models.UUIDField("tâche", null=True)
    asked_at = models.DateTimeField("demandé le", default=timezone.now, db_index=True)
    done_at = models.DateTimeField("prêt le", null=True)

    class Meta:
        verbose_name = "export"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="export_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["agent"],
                condition=models.Q(state__in=[*RUNNING]),
                name="one_export_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declared.label if self.declared else self.queue} ({self.kind})"

    @property
    def declared(self) -> Queue | None:
        return BY_SLUG.get(self.queue)

    @property
    def is_running(self) -> bool:
        return State(self.state).is_running

    @property
    def is_gone(self) -> bool:
        """Whether there was a file and it was thrown away."""
        return self.state == State.DONE and self.stored_id is None

    def has_failed(self) -> bool:
        """Whether its task gave up: nothing goes on."""
        return self.is_running and results.has_failed(self.task_id)
