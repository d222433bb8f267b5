"""Who answers for what a demande is about, where it is about."""

from django.utils import timezone

from portal.demandes import deadlines
from portal.demandes.models import Demande
from portal.procedures.models import Responsibility
from portal.procedures.referents import Referent, best, referent
from portal.procedures.whereabouts import Whereabouts


def referent_of(demande: Demande, *, reads: bool) -> Referent | None:
    """The person or the service to turn to today; None when nobody was named for it.

    Who doesn't read the answers isn't told who answers for the commune or quartier that they name.
    One query; a few more when someone was named for a zone.
    """
    procedure, commune = demande.procedure, demande.commune_id or ""
    where = Whereabouts(demande.form_version.form, demande.answers, commune)
    held = list(Responsibility.objects.about([procedure]).with_people())
    found = best(
        held,
        procedure,
        communes=[commune] if reads else [],
        zones=lambda: where.zones.codes if reads else (),
    )
    today = deadlines.day_of(timezone.now(), demande)
    return referent(found, on=today) if found else None
