"""« On me cite »: the demandes whose notes name the agent."""

from django.db.models import Exists, OuterRef, Subquery

from portal.accounts.models import User
from portal.demandes.models import Mention
from portal.demandes.querysets import DemandeQuerySet


def cited(rows: DemandeQuerySet, agent: User) -> DemandeQuerySet:
    """Those that the agent may still read; `mentioned` is the last mention's number, to sort by."""
    mine = Mention.objects.of(agent)
    here = mine.about(OuterRef("pk"))
    last = here.order_by("-pk")
    return (
        rows.readable_by(agent)
        .filter(pk__in=mine.values("note__demande"))
        .annotate(
            mentioned=Subquery(last.values("pk")[:1]),
            mentioned_at=Subquery(last.values("note__written_at")[:1]),
            unread=Exists(here.unseen()),
        )
    )


def unread(rows: DemandeQuerySet, agent: User) -> DemandeQuerySet:
    """Of the rows of `cited`, those that the agent hasn't opened since."""
    return rows.filter(pk__in=Mention.objects.of(agent).unseen().values("note__demande"))
