"""The person's other demandes: those that an agent joined, those that may be looked at."""

from django.db.models import Q

from portal.accounts.models import User
from portal.demandes.models import Demande, Joined
from portal.demandes.querysets import DemandeQuerySet
from portal.text.french import stems

MOST_SHOWN = 20
MOST_OFFERED = 5


def others_of(demande: Demande, agent: User) -> list[Demande]:
    """The other demandes of the same person that the agent may read, the latest first."""
    joined: Joined | None = getattr(demande, "joined", None)
    if joined is None:
        return []
    same = _readable(demande, agent).filter(joined__group=joined.group)
    return list(same.order_by("-filed_at", "-pk")[:MOST_SHOWN])


def alike(demande: Demande, agent: User) -> list[Demande]:
    """Demandes with the same e-mail or telephone, for an agent to look at: perhaps of another
    person, as couples share both. Found by their words, among those that the agent may read.
    """
    phone, email = demande.filer_phone, demande.filer_email
    found: dict[int, Demande] = {}
    for said, same in ((phone, Q(filer_phone=phone)), (email, Q(filer_email__iexact=email))):
        if words := stems(said):
            rows = _readable(demande, agent).saying(words).filter(same)
            found |= {each.pk: each for each in rows.order_by("-filed_at", "-pk")[:MOST_OFFERED]}
    known = {each.pk for each in others_of(demande, agent)}
    offered = [each for pk, each in found.items() if pk not in known]
    return sorted(offered, key=lambda each: each.filed_at, reverse=True)[:MOST_OFFERED]


def _readable(demande: Demande, agent: User) -> DemandeQuerySet:
    rows = Demande.objects.readable_by(agent).filter(sector=demande.sector)
    return rows.exclude(pk=demande.pk).select_related("procedure")
