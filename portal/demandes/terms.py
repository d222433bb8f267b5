"""What a demande owes to its procedure: sector, promised date, legal regime."""

from portal.demandes import deadlines
from portal.demandes.models import Demande


def apply_terms(demande: Demande) -> None:
    """Write the columns that come from its procedure, in the care of its service; not saved."""
    procedure, organisation = demande.procedure, demande.service.organisation
    demande.sector = procedure.theme.sector
    demande.due_on = deadlines.promised_on(procedure, organisation, deadlines.counted_from(demande))
    demande.silence = procedure.silence
    demande.silence_months = procedure.silence_months
    demande.legal_basis = procedure.legal_basis
    demande.appeal_route = procedure.appeal_route or organisation.appeal_route
    demande.silence_on = deadlines.legal_clock(demande).silence_on
