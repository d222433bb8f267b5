"""Local authorities."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from portal.directory.fields import PhoneField
from portal.directory.public_holidays import Territory
from portal.ui.contrast import Weak, weak_pairs

SCHEMES = {"light": "clair", "dark": "sombre"}


def too_pale(weak: Weak) -> str:
    """What is wrong with a hue, for the person who chose it."""
    ratio, least = (f"{each:.1f}".replace(".", ",") for each in (weak.ratio, weak.least))
    return (
        f"Avec cette teinte, des textes se lisent mal en mode {SCHEMES[weak.scheme]}\u00a0: leur "
        f"contraste est de {ratio} pour 1, il faut au moins {least} pour 1. Changez-la."
    )


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
    # Owed by the legal notice (loi 2004-575, art. 1-1) and by the page on data (GDPR, art. 13).
    publication_director = models.CharField(
        "direction de la publication",
        max_length=160,
        blank=True,
        help_text="Prénom, nom et fonction. Par exemple\u00a0: Jeanne Caron, maire.",
    )
    host_name = models.CharField(
        "nom de l’hébergeur",
        max_length=160,
        blank=True,
        help_text="La société ou le service qui fait tourner ce site.",
    )
    host_address = models.TextField("adresse de l’hébergeur", max_length=400, blank=True)
    host_phone = PhoneField("téléphone de l’hébergeur")
    dpo_name = models.CharField(
        "délégué ou déléguée à la protection des données",
        max_length=160,
        blank=True,
        help_text="Une personne, ou l’organisme qui tient ce rôle pour vous.",
    )
    dpo_email = models.EmailField("son adresse e-mail", blank=True)

    class Meta:
        verbose_name = "collectivité"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('directory')}#{self.slug}"

    def clean(self) -> None:
        """The palette of its hue must be readable, by light and by dark."""
        super().clean()
        if weak := (weak_pairs(self.hue) if self.hue is not None else []):
            raise ValidationError({"hue": too_pale(weak[0])})
