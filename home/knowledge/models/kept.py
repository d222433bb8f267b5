"""Good answers that were given, kept for a sheet to be made of them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from home.knowledge.models.sheets import KnowledgePage
from home.knowledge.querysets import KeptAnswerQuerySet
from portal.directory.models import Service
from portal.procedures.models import Procedure


class KeptAnswer(models.Model):
    """An answer without whom it was given to: a text, its subject, and nothing that leads back.

    Invariant: it holds no key of a demande, a message or a person. `sheet` is what was made of it.
    """

    act = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField("sujet", max_length=160)
    text = models.TextField("réponse", max_length=5000)
    procedure = models.ForeignKey(
        Procedure, models.SET_NULL, null=True, related_name="+", verbose_name="démarche"
    )
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    kept_on = models.DateField("gardée le", default=timezone.localdate)
    sheet = models.ForeignKey(KnowledgePage, models.SET_NULL, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "bonne réponse"
        verbose_name_plural = "bonnes réponses"
        ordering = ["-kept_on", "-pk"]

    def __str__(self) -> str:
        return self.title
