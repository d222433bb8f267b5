"""The headings of the catalogue."""

from typing import Any

from django.db import models, transaction

from portal.procedures.models.enums import Sector


class Theme(models.Model):  # type: ignore[django-manager-missing]  # Wagtail's bases are untyped
    """A heading of the catalogue."""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("identifiant", unique=True)
    sector = models.CharField("secteur", max_length=12, choices=Sector)
    summary = models.CharField("en une phrase", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "thème"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its name is among the words that find its procedures."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            for procedure in self.procedures.select_related("theme"):
                procedure.save(update_fields=["search_title", "search_text"])
