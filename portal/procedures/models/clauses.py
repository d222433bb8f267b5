"""What a procedure offers, asks for and sends where: rows written with it."""

from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.directory.channels import Channel, Terms
from portal.procedures.models.criteria import Criteria
from portal.procedures.models.procedures import Procedure


class Offer(Orderable):
    """A channel that a procedure offers beside the online form, with its conditions.

    One that names none leaves them to the service; one that names some offers no other.
    """

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="offers")
    channel = models.CharField("canal", max_length=12, choices=Channel)
    note = models.CharField("précision", max_length=200, blank=True)
    terms = models.CharField("conditions", max_length=12, choices=Terms, default=Terms.OFFERED)
    last_minutes = models.PositiveSmallIntegerField(
        "minutes avant la fermeture",
        null=True,
        blank=True,
        validators=[MaxValueValidator(240)],
        help_text="Dans ces dernières minutes, le canal n’est plus conseillé pour tout de suite. "
        "Vide\u00a0: comme le service.",
    )

    class Meta(Orderable.Meta):
        verbose_name = "canal proposé"
        verbose_name_plural = "canaux proposés"

    def __str__(self) -> str:
        return self.get_channel_display()

    @property
    def is_human(self) -> bool:
        """Whether somebody answers there, while the place is open."""
        return Channel(self.channel).is_human


class RequiredDocument(Orderable):
    """A document that a procedure asks for, and why (CRPA, L113-12, L114-8)."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="required_documents")
    label = models.CharField("document", max_length=160)
    why = models.CharField("pourquoi il est demandé", max_length=300)
    obtainable = models.BooleanField("l’administration peut l’obtenir elle-même", default=False)
    indispensable = models.BooleanField("indispensable à l’instruction", default=True)
    field_key = models.SlugField("champ du formulaire", max_length=60, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "document demandé"
        verbose_name_plural = "documents demandés"

    def __str__(self) -> str:
        return self.label


class RoutingRule(Criteria, Orderable):
    """Where a demande goes when all the criteria given here are met; rules are tried in order."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="routing_rules")
    field_key = models.SlugField("champ du formulaire", max_length=60, blank=True)
    field_value = models.CharField("réponse attendue", max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "règle d’aiguillage"
        verbose_name_plural = "règles d’aiguillage"

    @property
    def is_empty(self) -> bool:
        return super().is_empty and not self.field_key
