"""What a demande owes to its procedure: sector, promised date, legal regime."""

from datetime import datetime
from typing import Any

from portal.demandes import deadlines
from portal.directory.models import Service
from portal.procedures.models import Procedure


def terms_of(procedure: Procedure, service: Service, filed_at: datetime) -> dict[str, Any]:
    """The demande's columns that come from its procedure, in the care of that service."""
    return {
        "sector": procedure.theme.sector,
        "due_on": deadlines.promised_on(procedure, service.organisation, filed_at),
        "silence": procedure.silence,
        "silence_months": procedure.silence_months,
        "legal_basis": procedure.legal_basis,
        "appeal_route": procedure.appeal_route or service.organisation.appeal_route,
    }
