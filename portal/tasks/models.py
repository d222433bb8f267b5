"""What the machines behind the site remember of themselves: periodic jobs and workers' beats."""

from django.db import models


class PeriodicJob(models.Model):
    """One registered job. It is started at most once per period, whoever ticks."""

    name = models.CharField("nom", max_length=80, primary_key=True)
    started_at = models.DateTimeField("dernier départ", null=True)
    task_id = models.UUIDField("tâche en cours", null=True)

    class Meta:
        verbose_name = "travail périodique"
        verbose_name_plural = "travaux périodiques"

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """A sign of life. A worker that stops beating is dead, and its tasks go back to the queue."""

    worker_id = models.CharField("identifiant", max_length=64, primary_key=True)
    seen_at = models.DateTimeField("dernier signe de vie", db_index=True)

    class Meta:
        verbose_name = "signe de vie"
        verbose_name_plural = "signes de vie"

    def __str__(self) -> str:
        return self.worker_id
