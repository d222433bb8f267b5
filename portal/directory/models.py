"""Organisations, their tree of services, hours, communes, and who works where with which role."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from portal.directory.public_holidays import Territory
from portal.directory.querysets import CommuneQuerySet, MembershipQuerySet, ServiceQuerySet
from portal.text import phones


class Role(models.TextChoices):
    """What a person may do in a service and in the services below it."""

    ADVISER = "adviser", "Conseil et accueil"
    OFFICER = "officer", "Traitement des demandes"
    HEAD = "head", "Encadrement du service"
    APPROVER = "approver", "Validation des réponses"
    PATROLLER = "patroller", "Patrouille"
    EDITOR = "editor", "Rédaction"
    TREASURER = "treasurer", "Régie"
    ADMINISTRATOR = "administrator", "Administration"


class PhoneField(models.CharField):
    """A telephone number kept in E.164 form; what can't be read as one is refused."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max_length": 20, "blank": True} | kwargs)  # type: ignore[arg-type]  # passed through

    def clean(self, value: str, model_instance: models.Model | None) -> str:
        try:
            return phones.normalise(value) if value else ""
        except ValueError:
            message = "Ce numéro n’est pas reconnu. Exemple : 03 21 21 62 16."
            raise ValidationError(message) from None


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
        "wagtailcore.Site", models.SET_NULL, null=True, blank=True, related_name="organisation"
    )
    time_zone = models.CharField(
        "fuseau horaire",
        max_length=32,
        default="Europe/Paris",
        choices=[("Europe/Paris", "Paris"), ("Pacific/Noumea", "Nouméa")],
    )
    territory = models.CharField(
        "jours fériés", max_length=8, choices=Territory, default=Territory.values[0]
    )
    hue = models.PositiveSmallIntegerField(
        "teinte", default=205, validators=[MaxValueValidator(359)], help_text="De 0 à 359 degrés."
    )
    logo = models.ForeignKey("media.PortalImage", models.SET_NULL, null=True, blank=True)
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


class Service(models.Model):
    """A unit of an organisation, in a tree; contact details left blank are its parent's."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="services", verbose_name="collectivité"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="service de rattachement",
    )
    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)
    summary = models.CharField("en une phrase", max_length=240, blank=True)
    phone = PhoneField("téléphone")
    email = models.EmailField("e-mail", blank=True)
    address = models.TextField("adresse", max_length=400, blank=True)
    web = models.URLField("page web", blank=True)
    communes = models.ManyToManyField("Commune", blank=True, verbose_name="territoire")
    active = models.BooleanField("en activité", default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "service"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("pk")), name="service_is_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One stretch of a weekday during which a service is open, in its organisation's time zone."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "lundi"
        TUESDAY = 1, "mardi"
        WEDNESDAY = 2, "mercredi"
        THURSDAY = 3, "jeudi"
        FRIDAY = 4, "vendredi"
        SATURDAY = 5, "samedi"
        SUNDAY = 6, "dimanche"

    service = models.ForeignKey(Service, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    opens = models.TimeField("ouvre à")
    closes = models.TimeField("ferme à")

    class Meta:
        verbose_name = "horaire d’ouverture"
        verbose_name_plural = "horaires d’ouverture"
        ordering = ["service", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="hours_close_after_they_open"
            ),
            models.UniqueConstraint(
                fields=["service", "weekday", "opens"], name="hours_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """Days on which a service, or a whole organisation (service blank), is closed."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="closures")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="closures"
    )
    first_day = models.DateField("premier jour")
    last_day = models.DateField("dernier jour")
    reason = models.CharField("raison", max_length=120)

    class Meta:
        verbose_name = "fermeture"
        ordering = ["-first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="closure_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.first_day:%d/%m/%Y})"


class Commune(models.Model):
    """A commune of France, by its INSEE code."""

    insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=60)
    folded = models.CharField(max_length=60, editable=False, db_index=True)
    department = models.CharField("département", max_length=3, db_index=True)
    postal_codes = models.CharField("codes postaux", max_length=200)
    population = models.PositiveIntegerField("population", default=0)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    epci_siren = models.CharField("SIREN de l’intercommunalité", max_length=9, blank=True)
    epci_name = models.CharField("intercommunalité", max_length=120, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["name", "insee"]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class Membership(models.Model):
    """An agent's role in a service and in all services below it: where every right comes from."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="agent"
    )
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="memberships", verbose_name="service"
    )
    role = models.CharField("rôle", max_length=13, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation"
        ordering = ["agent", "service", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "service", "role"], name="one_membership_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent} : {self.get_role_display()}, {self.service}"
