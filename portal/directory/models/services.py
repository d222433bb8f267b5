"""The units of an organisation."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property

from portal.directory import tree
from portal.directory.contact import ContactDetails, contact_of
from portal.directory.fields import PhoneField
from portal.directory.hours import Schedule
from portal.directory.models.communes import Commune
from portal.directory.models.organisations import Organisation
from portal.directory.opening import closures_of, longest, schedule_of
from portal.directory.querysets import ServiceQuerySet

if TYPE_CHECKING:
    from portal.directory.models import Closure


class Service(models.Model):
    """A unit of an organisation, in a tree; details and hours left blank are its parent's.

    Invariant: no service is below itself, a parent is of the same organisation, and a tree has
    four levels at most. Saving checks it with the organisation locked.
    """

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
    code = models.SlugField(
        "code", max_length=60, unique=True, help_text="Fait l’adresse publique."
    )
    name = models.CharField("nom", max_length=120)
    former_names = models.TextField(
        "anciens noms", max_length=600, blank=True, help_text="Un par ligne."
    )
    summary = models.CharField("en une phrase", max_length=240, blank=True)
    phone = PhoneField("téléphone", help_text="Vide : celui du service de rattachement.")
    phone_price = models.CharField(
        "prix de l’appel",
        max_length=60,
        blank=True,
        help_text="De ce numéro. Vide : le même que celui de la collectivité.",
    )
    email = models.EmailField("e-mail", blank=True)
    address = models.TextField("adresse", max_length=400, blank=True)
    web = models.URLField("page web", blank=True)
    communes = models.ManyToManyField(Commune, blank=True, verbose_name="territoire")
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; raises ValidationError when the place in the tree isn't possible."""
        with transaction.atomic():
            # Two moves that are right one by one could make a cycle together.
            Organisation.objects.select_for_update(of=("self",)).get(pk=self.organisation_id)
            self._check_place()
            super().save(*args, **kwargs)
            # They follow the service: schedules read the closures of the whole organisation.
            self.closures.exclude(organisation=self.organisation_id).update(
                organisation=self.organisation_id
            )

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.code])

    def clean(self) -> None:
        if self.organisation_id:
            self._check_place()

    @property
    def contact(self) -> ContactDetails:
        """How to reach it, by its parents where it is silent; no query after `with_contact()`."""
        return contact_of(self)

    @cached_property
    def lineage(self) -> list["Service"]:
        """The service, its parent, and so on to the top; no query after `with_contact()`."""
        line: list[Service] = []
        service: Service | None = self
        while service is not None and len(line) < tree.MAX_DEPTH:
            line.append(service)
            service = service.parent
        return line

    def schedule(self) -> Schedule:
        """When it is open, by its own hours or its parent's; no query after `with_hours()`."""
        return schedule_of(self)

    def closure(self, at: datetime) -> "Closure | None":
        """What closes it at that instant; of several, what lasts longest. As `schedule()`."""
        return longest([one for one in closures_of(self) if one.covers(at)])

    def _check_place(self) -> None:
        rows = Service.objects.order_by().filter(organisation_id=self.organisation_id)
        parents = dict(rows.values_list("pk", "parent_id"))
        if self.parent_id and self.parent_id not in parents:
            message = "Le service de rattachement doit être de la même collectivité."
            raise ValidationError({"parent": message})
        if self.pk and self.children.exclude(organisation_id=self.organisation_id).exists():
            message = "Des services sont rattachés à celui-ci : déplacez-les d’abord."
            raise ValidationError({"organisation": message})
        if self.pk and self.parent_id in tree.descendants([self.pk], parents):
            message = "Un service ne peut pas dépendre de lui-même ni d’un service placé sous lui."
            raise ValidationError({"parent": message})
        levels = len(tree.ancestors(self.parent_id, parents))
        levels += tree.height(self.pk, parents) if self.pk in parents else 1
        if levels > tree.MAX_DEPTH:
            message = f"L’organigramme a {tree.MAX_DEPTH} niveaux au plus."
            raise ValidationError({"parent": message})
