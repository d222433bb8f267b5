"""The headings of the catalogue."""

from typing import Any

from django.db import models, transaction
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from portal.procedures.models.criteria import Criteria
from portal.procedures.models.enums import Sector


class Theme(ClusterableModel):
    """A heading of the catalogue.

    Invariant: `has_rules` says whether there are rules, so that filing needs not look for them.
    """

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("identifiant", unique=True)
    sector = models.CharField("secteur", max_length=12, choices=Sector)
    summary = models.CharField("en une phrase", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=100)
    has_rules = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "thème"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its name is among the words that find its procedures."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.count_rules()
            for procedure in self.procedures.select_related("theme"):
                procedure.save(update_fields=["search_title", "search_text"])

    def count_rules(self) -> None:
        self.has_rules = ThemeRule.objects.filter(theme=self).exists()
        Theme.objects.filter(pk=self.pk).update(has_rules=self.has_rules)


class ThemeRule(Criteria, Orderable):
    """Where the demandes of a theme go, when no rule of their procedure has decided."""

    theme = ParentalKey(Theme, on_delete=models.CASCADE, related_name="rules")

    class Meta(Orderable.Meta):
        verbose_name = "règle d’aiguillage du thème"
        verbose_name_plural = "règles d’aiguillage du thème"
