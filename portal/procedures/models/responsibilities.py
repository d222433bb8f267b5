"""Who answers for what, where, and who stands in for them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.accounts.models import User
from portal.directory.fields import PhoneField
from portal.procedures.models.criteria import Territory
from portal.procedures.models.procedures import Procedure
from portal.procedures.models.themes import Theme
from portal.procedures.querysets import ResponsibilityQuerySet


class Responsibility(Territory):
    """A person, or failing that a service, answers for a subject on a territory.

    Invariant: the subject is a theme or a procedure, one of the two.
    """

    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="thème"
    )
    procedure = models.ForeignKey(
        Procedure, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="démarche"
    )
    service = models.ForeignKey(
        "directory.Service", models.PROTECT, related_name="+", verbose_name="service"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="référent ou référente",
    )
    phone = PhoneField("son téléphone")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui remplace",
    )
    stand_in_phone = PhoneField("téléphone de qui remplace")

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "référent"
        ordering = ["theme__order", "procedure__title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(theme=None) ^ Q(procedure=None),
                name="responsibility_has_one_subject",
                violation_error_message="Choisissez un thème ou une démarche, l’un des deux.",
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=models.F("agent")),
                name="nobody_stands_in_for_themselves",
                violation_error_message="Personne ne se remplace soi-même : choisissez quelqu’un.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} : {self.agent or self.service}"

    def clean(self) -> None:
        if self.stand_in_id and not self.agent_id:
            raise ValidationError({"agent": "Dites qui est remplacé."})

    @property
    def subject(self) -> Any:
        return self.procedure or self.theme

    def away_until(self, on: date) -> date | None:
        """The last day of the person's absence, when they are away that day."""
        absence = getattr(self.agent, "absence", None)
        return absence.until if absence and absence.until >= on else None

    def answering(self, on: date) -> User | None:
        """Who answers that day: the person, or who stands in; None: the service itself."""
        people = [self.stand_in] if self.away_until(on) else [self.agent, self.stand_in]
        return next((one for one in people if one and one.is_active), None)
