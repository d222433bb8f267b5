"""A comparison of the provider's account with ours, and what it found."""

from django.conf import settings
from django.db import models

from payments.models.regie import Provider, Regie


class ReconciliationRun(models.Model):
    """One comparison, from `first` to `last` (days of the organisation's time zone).

    With a listing it is done at once. With a statement that somebody brought, its figures are shown
    first: it waits with `lines` (no name in them) until it is applied.
    """

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="reconciliations")
    provider = models.CharField("prestataire", max_length=8, choices=Provider)
    first = models.DateField("du")
    last = models.DateField("au")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    listed = models.PositiveIntegerField("mouvements chez le prestataire", default=0)
    matched = models.PositiveIntegerField("identiques chez nous", default=0)
    repaired = models.PositiveIntegerField("réparés", default=0)
    differing = models.PositiveIntegerField("écarts", default=0)
    lines = models.JSONField(default=list, editable=False)
    started_at = models.DateTimeField("commencé le", auto_now_add=True)
    finished_at = models.DateTimeField("terminé le", null=True)

    class Meta:
        verbose_name = "rapprochement"
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["regie", "-started_at"], name="runs_of_a_regie")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="run_days_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.regie} {self.first:%d/%m/%Y}"
