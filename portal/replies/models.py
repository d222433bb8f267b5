"""Formal replies and the templates that they start from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import DraftStateMixin, RevisionMixin

from portal.demandes.models.record import Record
from portal.procedures.models import Procedure


class Decision(models.TextChoices):
    """What a reply decides."""

    FAVOURABLE = "favourable", "Favorable"
    PARTIAL = "partial", "Favorable en partie"
    REFUSED = "refused", "Refus"
    NONE = "none", "Sans décision (information)"

    @property
    def needs_reasons(self) -> bool:
        """A refusal, even partial, has reasons and ways of appeal (CRPA, L211-2, L211-5)."""
        return self in {Decision.PARTIAL, Decision.REFUSED}


class AnswerTemplateQuerySet(QuerySet["AnswerTemplate"]):
    def offered_for(self, procedure: Procedure) -> "AnswerTemplateQuerySet":
        """The published ones, of the procedure and of every procedure; its own first."""
        fitting = self.filter(Q(procedure=procedure) | Q(procedure=None), live=True)
        return fitting.order_by(F("procedure").asc(nulls_last=True), "title", "pk")


class AnswerTemplate(DraftStateMixin, RevisionMixin, models.Model):
    """A text to start a reply from; `{{ nom }}`-like variables come from the demande's answers."""

    title = models.CharField("titre", max_length=120)
    procedure = models.ForeignKey(
        "procedures.Procedure",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="answer_templates",
        verbose_name="démarche",
        help_text="Vide : proposé pour toutes les démarches.",
    )
    decision = models.CharField("décision", max_length=10, choices=Decision, default=Decision.NONE)
    body = models.TextField("texte", max_length=10_000)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de réponse"
        verbose_name_plural = "modèles de réponse"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Reply(Record):
    """A formal answer, as it was sent: signed by name and role through the portal (L212-2)."""

    demande = models.ForeignKey("demandes.Demande", models.PROTECT, related_name="replies")
    decision = models.CharField("décision", max_length=10, choices=Decision)
    body = models.TextField("réponse", max_length=10_000)
    reasons = models.TextField("motifs", max_length=5000, blank=True)
    appeal_route = models.TextField("voies de recours", max_length=2000, blank=True)
    signatory = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signature = models.CharField("signature", max_length=400)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)

    class Meta:
        verbose_name = "réponse"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision__in=[Decision.PARTIAL, Decision.REFUSED])
                | (~Q(reasons="") & ~Q(appeal_route="")),
                name="refusal_has_reasons_and_appeal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}, {self.demande}"
