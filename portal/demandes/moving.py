"""A demande changes service: whose hands it leaves, and what it does to its clock."""

from datetime import datetime

from django.db.models import Q

from portal.demandes import deadlines
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.directory.models import Service


def move(demande: Demande, service: Service, *, at: datetime) -> None:
    """Put the demande, unsaved, in the service, in nobody's hands.

    Silence that means acceptance counts from the first receipt by the competent body, if that is
    another organisation (CRPA, L114-2 and L114-3).
    """
    changes_hands = service.organisation_id != demande.service.organisation_id
    demande.service, demande.assignee = service, None
    if changes_hands:
        arrived_at = _first_arrival(demande, service.organisation_id) or at
        demande.competent_since = deadlines.day_of(arrived_at, demande)


def _first_arrival(demande: Demande, organisation_id: int) -> datetime | None:
    """When a service of the organisation was first given the demande, as the journal tells."""
    services = list(
        Service.objects.filter(organisation=organisation_id).values_list("pk", flat=True)
    )
    filed_here = Q(action=Action.FILE, data__service__in=services)
    sent_here = Q(action__in=(Action.FORWARD, Action.REQUALIFY), data__to_service__in=services)
    return demande.journal.filter(filed_here | sent_here).values_list("at", flat=True).first()
