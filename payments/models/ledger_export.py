"""The book of some days taken out as a file: who, when, how far."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from payments.models.regie import Regie
from portal.media.models import StoredFile
from portal.tasks import results


class LedgerExport(models.Model):
    """A file that a worker writes. Only who asked for it takes it, and for a week."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        WRITING = "writing", "En cours"
        DONE = "done", "Prêt"

    class Format(models.TextChoices):
        XLSX = "xlsx", "Classeur XLSX"
        CSV = "csv", "Fichier CSV"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regie = models.ForeignKey(Regie, models.PROTECT, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first = models.DateField("du")
    last = models.DateField("au")
    kind = models.CharField("format", max_length=4, choices=Format)
    state = models.CharField("état", max_length=7, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField("écritures à lire", default=0)
    written = models.PositiveIntegerField("écritures lues", default=0)
    stored = models.OneToOneField(StoredFile, models.SET_NULL, null=True, related_name="+")
    task_id = models.UUIDField("tâche", null=True)
    asked_at = models.DateTimeField("demandé le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "export du journal"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.regie} {self.first:%d/%m/%Y}"

    @property
    def is_running(self) -> bool:
        return self.state != self.State.DONE

    def has_failed(self) -> bool:
        """Whether its task gave up: nothing goes on."""
        return self.is_running and results.has_failed(self.task_id)
