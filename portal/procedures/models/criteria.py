"""What rules look at, whether they belong to a procedure or to a theme."""

from django.db import models

from portal.directory.channels import Channel
from portal.procedures.fields import ZoneCodesField


class Territory(models.Model):
    """Where something holds: in these communes, and in these zones; everywhere when blank.

    By code rather than by key: a zone that is deleted leaves a code that matches nothing, where a
    missing row would silently mean everywhere.
    """

    commune_codes = models.TextField(
        "communes", max_length=4000, blank=True, help_text="Codes INSEE séparés par des espaces."
    )
    zone_codes = ZoneCodesField("quartiers", max_length=4000, blank=True)

    class Meta:
        abstract = True

    @property
    def communes(self) -> list[str]:
        return self.commune_codes.split()

    @property
    def zones(self) -> list[str]:
        return self.zone_codes.split()


class Criteria(Territory):
    """Where a demande goes when all that is given here is met."""

    channel = models.CharField("canal", max_length=12, choices=Channel, blank=True)
    service = models.ForeignKey(
        "directory.Service", models.PROTECT, related_name="+", verbose_name="service"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"→ {self.service}"

    @property
    def is_empty(self) -> bool:
        """Whether it looks at nothing; such a rule never applies."""
        return not (self.communes or self.zones or self.channel)
