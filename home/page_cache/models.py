"""What tells every process that the pages it keeps are out of date."""

from django.db import models
from django.db.models import Count, Max, Sum


class PurgeQuerySet(models.QuerySet["Purge"]):
    def version(self) -> str:
        """What the rows are, in short: it changes whenever one comes or goes. One query."""
        found = self.aggregate(last=Max("pk"), rows=Count("pk"), total=Sum("pk"))
        return "-".join(str(found[name] or 0) for name in ("last", "rows", "total"))


class Purge(models.Model):
    """One change that public pages show; written in the same transaction as the change.

    Rows are only added, so that no change waits for another's lock, and counted and added up, not
    only looked at for the last one: of two at once, the lower number may be committed second.
    """

    at = models.DateTimeField("le", auto_now_add=True)

    objects = PurgeQuerySet.as_manager()

    class Meta:
        verbose_name = "purge du cache"
        verbose_name_plural = "purges du cache"

    def __str__(self) -> str:
        return f"{self.pk} ({self.at:%Y-%m-%d %H:%M:%S})"
