"""Who answers for a demande's subject, on its page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.demandes.models import Demande
from portal.directory.models import Absence, Role
from portal.procedures.models import Responsibility
from tests import builders
from tests.backoffice.casework.reading import officer_of, page_url, text_of
from tests.portal.directory.zones import make_zone

pytestmark = pytest.mark.django_db
SCHEMA: dict[str, Any] = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où ?",
            "fields": [
                {"key": "quartier", "type": "zone", "label": "Quartier", "required": True},
                {"key": "identite", "type": "identity", "label": "Identité", "required": True},
            ],
        }
    ]
}


@pytest.fixture
def demande() -> Demande:
    make_zone("ouest")
    procedure = builders.make_procedure(SCHEMA)
    answers = {"quartier": "ouest", "identite": builders.IDENTITY}
    return builders.make_demande(procedure, answers=answers)


def shown(browser_of: Any, demande: Demande, *roles: str) -> str:
    return text_of(browser_of(officer_of(demande, *roles)).get(page_url(demande)))


def named(demande: Demande, **fields: Any) -> Responsibility:
    return Responsibility.objects.create(
        procedure=demande.procedure, service=demande.service, **fields
    )


def test_nobody_is_shown_where_nobody_was_named(browser_of: Any, demande: Demande) -> None:
    named(demande, zone_codes="est")
    assert "Répond du sujet" not in shown(browser_of, demande)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADVISER])
def test_the_person_of_the_quartier_is_shown_with_a_direct_line(
    browser_of: Any, demande: Demande, role: str
) -> None:
    julie = builders.make_agent("julie@ville.example", first_name="Julie", last_name="Petit")
    named(demande, zone_codes="ouest", agent=julie, phone="+33353010001")
    page = shown(browser_of, demande, role)
    assert "Répond du sujet" in page
    assert "Julie Petit" in page
    assert 'href="tel:+33353010001"' in page
    assert 'href="mailto:julie@ville.example"' in page


def test_who_sees_the_envelope_alone_is_not_told_the_quartier_of_a_confidential_demande(
    browser_of: Any, demande: Demande
) -> None:
    named(demande, zone_codes="ouest", agent=builders.make_agent(first_name="Julie"))
    Demande.objects.update(confidential=True)
    assert "Julie" in shown(browser_of, demande, Role.OFFICER)
    assert "Julie" not in shown(browser_of, demande, Role.ADVISER)


def test_who_stands_in_is_shown_until_the_person_comes_back(
    browser_of: Any, demande: Demande
) -> None:
    julie = builders.make_agent(first_name="Julie", last_name="Petit")
    marc = builders.make_agent(first_name="Marc", last_name="Roux")
    until = timezone.localdate() + timedelta(days=4)
    absence = Absence.objects.create(agent=julie, until=until)
    named(demande, agent=julie, stand_in=marc)
    page = " ".join(shown(browser_of, demande).split())
    assert "Marc Roux" in page
    assert "en l’absence de Julie Petit jusqu’au" in page
    absence.delete()
    assert "en l’absence de" not in shown(browser_of, demande)


def test_who_is_named_changes_nothing_to_whom_the_demande_is_given(demande: Demande) -> None:
    named(demande, agent=builders.make_agent())
    filed = builders.make_demande(demande.procedure, answers=demande.answers)
    assert filed.assignee is None
    assert filed.service == demande.procedure.service
