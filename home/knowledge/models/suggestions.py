"""What an agent proposes: a correction of a sheet, or a sheet that is missing."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from home.knowledge.models.sheets import KnowledgePage
from home.knowledge.querysets import SuggestionQuerySet
from home.knowledge.states import TABLE, Action, State
from portal.directory.models import Service


class Suggestion(models.Model):
    """Words of an agent to the service that keeps a sheet; `sheet` is None for a new one.

    Invariant: taken means by somebody, decided means by somebody at some time. `act` names the
    form: a double click proposes once. `version` counts what was done to it.
    """

    act = models.UUIDField(default=uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(
        KnowledgePage, models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    title = models.CharField("titre", max_length=160)
    words = models.TextField("proposition", max_length=3000)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    version = models.PositiveIntegerField(default=0)
    is_new = models.BooleanField("fiche à créer", default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="suggestions"
    )
    proposed_at = models.DateTimeField("proposée le", default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("décidée le", null=True)
    answer = models.TextField("réponse", max_length=600, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.WAITING, State.TAKEN], decided_at=None)
                | Q(state__in=[State.DONE, State.REFUSED], decided_at__isnull=False),
                name="a_suggestion_is_decided_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(answer=""),
                name="a_refused_suggestion_says_why",
            ),
        ]
        indexes = [models.Index(fields=["service", "proposed_at"], name="suggestions_of_service")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge_suggestion", args=[self.pk])

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def is_waiting(self) -> bool:
        return self.status in {State.WAITING, State.TAKEN}

    def next_state(self, action: Action) -> State | None:
        """Where the action leads from here; None when it can't be."""
        return TABLE.get((self.status, action))

    def edit_url(self) -> Any:
        """Where whoever took it writes: the sheet, or a new one."""
        where = reverse("knowledge_edit", args=[self.sheet.slug]) if self.sheet else _new()
        return f"{where}?proposition={self.pk}"


def _new() -> str:
    return reverse("knowledge_new")
