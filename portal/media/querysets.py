"""Which stored files: those that nothing holds any more, those that the antivirus must see."""

from collections.abc import Iterator
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.fields.reverse_related import ForeignObjectRel

from portal.media.states import PENDING, Scan


class StoredFileQuerySet(models.QuerySet):
    def orphans(self, before: datetime) -> Self:
        """Files received before that moment which no row of any model refers to."""
        found = self.filter(created_at__lt=before)
        for relation in self._relations():
            held = relation.related_model._base_manager.filter(
                **{relation.field.name: models.OuterRef("pk")}
            )
            found = found.exclude(models.Exists(held))
        return found.order_by("created_at", "pk")

    def infected(self) -> Self:
        return self.filter(scan=Scan.INFECTED)

    def pending(self) -> Self:
        """Those that still have to be scanned."""
        return self.filter(scan__in=PENDING)

    def unasked(self, since: datetime) -> Self:
        """Of the pending ones, those that nobody was asked to scan since that moment."""
        asked = Q(scan_asked_at__gte=since)
        return self.pending().exclude(asked).order_by("created_at", "pk")

    def _relations(self) -> Iterator[ForeignObjectRel]:
        """Every foreign key to a stored file, those without a way back (`+`) included."""
        for field in self.model._meta.get_fields(include_hidden=True):
            if isinstance(field, ForeignObjectRel):
                yield field
