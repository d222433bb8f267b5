"""Local authorities."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from portal.directory.fields import PhoneField
from portal.directory.public_holidays import Territory


class Organisation(models.Model):
    """A local authority. Several share one installation, each with its own Wagtail site."""

    class Kind(models.TextChoices):
        CITY = "city", "Ville"
        CCAS = "ccas", "Centre communal d’action sociale"
        AGGLOMERATION = "agglomeration", "Communauté d’agglomération"
        DEPARTMENT = "department", "Département"
        PROVINCE = "province", "Province"

    name = models.CharField("nom", max_length=120, unique=True)
    slug = models.SlugField("identifiant", unique=True)
    kind = models.CharField("type", max_length=15, choices=Kind)
    site = models.OneToOneField(
        "wagtailcore.Site",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="organisation",
        verbose_name="site",
    )
    time_zone = models.CharField(
        "fuseau horaire",
        max_length=32,
        default="Europe/Paris",
        choices=[("Europe/Paris", "Paris"), ("Pacific/Noumea", "Nouméa")],
    )
    territory = models.CharField(
        "jours fériés", max_length=8, choices=Territory, default=Territory.METROPOLE
    )
    hue = models.PositiveSmallIntegerField(
        "teinte", default=205, validators=[MaxValueValidator(359)], help_text="De 0 à 359 degrés."
    )
    logo = models.ForeignKey(
        "media.PortalImage", models.SET_NULL, null=True, blank=True, verbose_name="logo"
    )
    address = models.TextField("adresse postale", max_length=400)
    phone = PhoneField("téléphone")
    phone_price = models.CharField("prix de l’appel", max_length=60, default="Appel gratuit")
    relay_url = models.URLField(
        "relais pour personnes sourdes", blank=True, help_text="Affiché près de chaque numéro."
    )
    email = models.EmailField("e-mail")
    web = models.URLField("site web", blank=True)
    silence_months = models.PositiveSmallIntegerField(
        "délai légal par défaut, en mois", default=2, validators=[MaxValueValidator(12)]
    )
    appeal_route = models.TextField("voies de recours par défaut", max_length=2000, blank=True)

    class Meta:
        verbose_name = "collectivité"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('directory')}#{self.slug}"
