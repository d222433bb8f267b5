"""Which stored files: those that nothing holds any more."""

from datetime import datetime
from typing import Self

from django.db import models


class StoredFileQuerySet(models.QuerySet):
    def orphans(self, before: datetime) -> Self:
        """Files received before that moment which no row of any model refers to."""
        found = self.filter(created_at__lt=before)
        for relation in self.model._meta.related_objects:
            held = relation.related_model._base_manager.filter(
                **{relation.field.name: models.OuterRef("pk")}
            )
            found = found.exclude(models.Exists(held))
        return found.order_by("created_at", "pk")
