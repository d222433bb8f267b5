"""What is owed to a demande and by when: the promised answer and the legal clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from portal.demandes import legal_clock as law
from portal.demandes.models import Demande
from portal.directory.models import Organisation
from portal.directory.public_holidays import holidays_of
from portal.directory.working_days import due_date
from portal.procedures.models import Procedure


def local_day(at: datetime, organisation: Organisation) -> date:
    """The day on the organisation's calendar."""
    return law.received_date(at, ZoneInfo(organisation.time_zone))


def promised_on(procedure: Procedure, organisation: Organisation, filed_at: datetime) -> date:
    """The last day on which the procedure's promised answer is on time."""
    years = range(filed_at.year, filed_at.year + 3)
    return due_date(
        filed_at,
        procedure.answer_delay,
        procedure.answer_unit,
        tz=ZoneInfo(organisation.time_zone),
        holidays=holidays_of(organisation.territory, years),
    )


def counted_from(demande: Demande) -> datetime:
    """When the promised delay begins: at filing, or at noon of the day on which a letter came."""
    organisation = demande.service.organisation
    today = local_day(demande.filed_at, organisation)
    if demande.filed_by_id is None or demande.received_on >= today:
        return demande.filed_at
    return datetime.combine(demande.received_on, time(12), ZoneInfo(organisation.time_zone))


def day_of(at: datetime, demande: Demande) -> date:
    """The day on which something happens to the demande: never before its receipt.

    A demande forwarded across the oceans may change calendars in between.
    """
    return max(local_day(at, demande.service.organisation), demande.received_on)


def legal_clock(demande: Demande) -> law.LegalClock:
    """The demande's clock as its documents stand now."""
    return law.legal_clock(
        effect=demande.silence,
        received_on=demande.received_on,
        months=demande.silence_months,
        competent_received_on=demande.competent_since,
        pieces=[
            law.PieceRequest(asked.asked_on, asked.deadline, asked.received_on, asked.indispensable)
            for asked in (demande.document_requests.all() if demande.pk else ())
        ],
    )
