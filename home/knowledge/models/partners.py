"""The institutions that agents send people to."""

from typing import Any

from django.db import models
from django.urls import reverse

from home.knowledge.querysets import PartnerQuerySet
from portal.directory.fields import PhoneField
from portal.directory.models import Service
from portal.procedures.models import Theme
from portal.text.french import analyse


class Partner(models.Model):
    """Somebody outside: the CAF, a landlord, an association; what they do and how to reach them."""

    class Kind(models.TextChoices):
        STATE = "state", "Service de l’État"
        SOCIAL = "social", "Protection sociale"
        HEALTH = "health", "Santé et handicap"
        LANDLORD = "landlord", "Bailleur social"
        ASSOCIATION = "association", "Association"
        JUSTICE = "justice", "Justice et droit"
        EMPLOYMENT = "employment", "Emploi"
        OTHER = "other", "Autre"

    name = models.CharField("nom", max_length=120)
    slug = models.SlugField("identifiant", max_length=60, unique=True)
    kind = models.CharField("type", max_length=12, choices=Kind)
    summary = models.CharField("en une phrase", max_length=240)
    skills = models.TextField(
        "domaines de compétence",
        max_length=1000,
        blank=True,
        help_text="Un par ligne\u00a0: ce que ce partenaire sait faire.",
    )
    words = models.TextField(
        "autres mots",
        max_length=400,
        blank=True,
        help_text="Sigles et mots des usagers, pour la recherche.",
    )
    phone = PhoneField("téléphone")
    phone_price = models.CharField("prix de l’appel", max_length=60, blank=True)
    relay_url = models.URLField("relais pour les personnes sourdes", blank=True)
    staff_line = models.CharField(
        "ligne réservée aux agents",
        max_length=160,
        blank=True,
        help_text="Un numéro ou une adresse à ne pas donner au public.",
    )
    email = models.EmailField("e-mail", blank=True)
    web = models.URLField("site web", blank=True)
    address = models.TextField("adresse", max_length=400, blank=True)
    hours = models.TextField("horaires", max_length=400, blank=True)
    territory = models.CharField("territoire", max_length=160, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="partners", verbose_name="thèmes"
    )
    service = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="partners",
        verbose_name="service qui tient cette page à jour",
    )
    checked_on = models.DateField("vérifié le", null=True, blank=True)
    search_text = models.TextField(editable=False, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        said = f"{self.name} {self.words} {self.summary} {self.skills} {self.territory}"
        self.search_text = f" {analyse(said)} "
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("partner", args=[self.slug])
