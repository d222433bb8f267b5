"""What happens to an agent's draft beside its answers."""

from datetime import date

from citizen.filing.held import counts
from portal.demandes.completeness import (
    SPARED_BY_AGENTS,
    Incomplete,
    complete_answers,
    identity_of,
)
from portal.demandes.models import Draft
from portal.directory.channels import Channel


def came_by(draft: Draft, *, channel: str, arrived_on: date | None) -> None:
    """Keep by which channel the person came, and when their letter did; not once it is filed."""
    rows = Draft.objects.filter(pk=draft.pk, filed_at=None)
    if rows.update(channel=channel, arrived_on=arrived_on):
        draft.channel, draft.arrived_on = channel, arrived_on


def missing(draft: Draft) -> bool:
    """Whether the form still requires an answer, or a letter its day of arrival."""
    if Channel(draft.channel).is_written and draft.arrived_on is None:
        return True
    if identity_of(draft.form_version.form, draft.answers) and draft.lacks_beneficiary:
        return True
    form = draft.form_version.form
    try:
        complete_answers(form, draft.answers, counts(draft), spared=SPARED_BY_AGENTS)
    except Incomplete:
        return True
    return False
