"""Who is named in a note."""

from django.conf import settings
from django.db import models

from portal.accounts.models import User
from portal.demandes.models.demande import Demande
from portal.demandes.models.exchanges import Note
from portal.demandes.models.record import Record


class MentionQuerySet(models.QuerySet["Mention"]):
    def of(self, agent: User) -> "MentionQuerySet":
        return self.filter(agent=agent)

    def unseen(self) -> "MentionQuerySet":
        return self.filter(seen_at=None)

    def about(self, demande: Demande | models.OuterRef) -> "MentionQuerySet":
        return self.filter(note__demande=demande)


class Mention(Record):
    """A colleague named in a note, and when they opened its demande afterwards.

    It gives no right: who can't read the demande any more sees nothing of it.
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "agent"], name="colleague_is_named_once")
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"
