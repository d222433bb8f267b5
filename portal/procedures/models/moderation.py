"""What waits for a decision, and publications that were prepared in vain."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from wagtail.models import Revision, Task, TaskState

from portal.procedures.models.procedures import Procedure
from portal.procedures.policies import may_publish

LONGEST_WORD = 1000


class Proposal(TaskState):
    """A draft sent to those who publish: Wagtail's state of the task, with who sends it and why.

    One that was sent back and is proposed again is another proposal of the same workflow.
    """

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="proposée par",
    )
    word = models.TextField("mot à la personne qui valide", max_length=LONGEST_WORD, blank=True)
    missing = models.JSONField("ce qui manquait", default=list)

    class Meta:
        verbose_name = "proposition"


class CoverageTask(Task):
    """The one step of the moderation: a head or an administrator who covers the service decides.

    Wagtail is offered no action: its own pages would decide on whatever is latest. The verbs of
    `moderation` decide, on the revision that was read.
    """

    task_state_class = Proposal

    class Meta:
        verbose_name = "validation par l’encadrement du service"

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        proposal = super().start(workflow_state, user=user)
        proposal.proposed_by = user
        proposal.save(update_fields=["proposed_by"])
        return proposal

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not may_publish(user, obj)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return may_publish(user, obj)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return may_publish(user, obj)

    @classmethod
    def get_description(cls) -> str:
        return "Les responsables et l’administration du service décident."


class RefusedPublicationQuerySet(models.QuerySet["RefusedPublication"]):
    def pending(self) -> "RefusedPublicationQuerySet":
        """Those that nobody took in hand since: neither changed, nor published, nor planned."""
        return self.filter(
            procedure__latest_revision=F("revision"), revision__approved_go_live_at=None
        ).exclude(procedure__live_revision=F("revision"))


class RefusedPublication(models.Model):
    """A publication that was planned, and refused when its hour came."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="refused_publications")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    planned_for = models.DateTimeField("prévue le")
    reasons = models.JSONField("raisons")
    refused_at = models.DateTimeField("refusée le", auto_now_add=True)

    objects = RefusedPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication refusée"
        ordering = ["-refused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "planned_for"], name="refused_once_per_planning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.planned_for:%Y-%m-%d %H:%M}"
