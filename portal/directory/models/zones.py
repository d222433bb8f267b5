"""Parts of communes, or groups of them, that an organisation tells apart."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.directory import outlines
from portal.directory.commune_names import indexed
from portal.directory.models.communes import Commune
from portal.directory.models.organisations import Organisation
from portal.directory.querysets import ZoneQuerySet
from portal.directory.street_names import street

ARTICLE = re.compile(r"^(le|la|les) ", re.IGNORECASE | re.MULTILINE)  # people leave it out
_UNKNOWN = ("south__isnull", "west__isnull", "north__isnull", "east__isnull")


class Zone(models.Model):
    """A quartier, a sector, a canton, a circonscription: a part of a commune or several of them.

    Its place is known by an outline on the map, by the names of its streets, or only by its name.
    Invariant: the box is that of the outline, whole or not there.
    """

    class Kind(models.TextChoices):
        QUARTIER = "quartier", "Quartier"
        SECTOR = "secteur", "Secteur"
        CANTON = "canton", "Canton"
        CIRCONSCRIPTION = "circonscription", "Circonscription"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="zones", verbose_name="collectivité"
    )
    kind = models.CharField("type", max_length=15, choices=Kind, default=Kind.QUARTIER)
    code = models.SlugField(
        "code", max_length=60, unique=True, help_text="Définitif : l’aiguillage s’en sert."
    )
    name = models.CharField("nom", max_length=80)
    former_names = models.TextField(
        "anciens noms", max_length=600, blank=True, help_text="Un par ligne."
    )
    names_index = models.TextField(editable=False, blank=True)
    communes = models.ManyToManyField(Commune, related_name="zones", verbose_name="communes")
    outline = models.JSONField("contour", null=True, blank=True)
    streets = models.TextField(
        "rues",
        max_length=20_000,
        blank=True,
        help_text="Une par ligne, sans numéro. Elles servent quand le point sur la carte manque.",
    )
    streets_index = models.TextField(editable=False, blank=True)
    south = models.FloatField(null=True, editable=False)
    west = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = "quartier ou circonscription"
        verbose_name_plural = "quartiers et circonscriptions"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                name="zone_named_once",
                violation_error_message="Cette collectivité a déjà une zone de ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(**dict.fromkeys(_UNKNOWN, True))
                | Q(
                    **dict.fromkeys(_UNKNOWN, False),
                    south__lte=F("north"),
                    west__lte=F("east"),
                ),
                name="zone_box_is_a_box",
            ),
        ]
        indexes = [models.Index(fields=["south", "north"], name="zone_by_latitude")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; raises BadOutline when the outline is none."""
        self.outline = outlines.outline_of(self.outline) if self.outline else None
        box = outlines.box_of(self.outline) if self.outline else (None,) * 4
        self.south, self.west, self.north, self.east = box
        self.streets_index = indexed(self.streets, street)
        names = f"{self.name}\n{self.former_names}"
        self.names_index = indexed(f"{names}\n{ARTICLE.sub('', names)}")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.outline:
            try:
                outlines.outline_of(self.outline)
            except outlines.BadOutline as error:
                raise ValidationError({"outline": str(error)}) from None

    @property
    def has_outline(self) -> bool:
        return self.outline is not None
