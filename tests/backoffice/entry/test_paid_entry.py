"""An agent files what is paid for, at the counter or on the telephone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from citizen.filing.said import digest
from payments.models import Invoice, Timing
from payments.workflow import paying
from portal.demandes.models import Demande, Draft
from portal.demandes.states import State
from portal.directory.channels import Channel
from portal.directory.models import Role
from tests.builders import make_draft, make_member
from tests.citizen.filing.person import main_of
from tests.payments.builders import confirmed
from tests.payments.fees.builders import ANSWERS, paid_procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    return client


def held(desk: Client, **fields: Any) -> Draft:
    """A draft of an adviser of the procedure's service, who is signed in."""
    procedure = paid_procedure(**fields)
    assert procedure.service is not None
    agent = make_member(procedure.service, Role.ADVISER)
    desk.force_login(agent)
    return make_draft(procedure, answers=ANSWERS, agent=agent, channel=Channel.DESK)


def filed(desk: Client, draft: Draft) -> str:
    seen = {"_vu": digest(None, draft)}
    return main_of(desk.post(reverse("entry_check", args=[draft.token]), seen, follow=True))


def test_the_agent_reads_the_price_aloud_and_gets_the_invoice(desk: Client) -> None:
    draft = held(desk)
    page = main_of(desk.get(reverse("entry_check", args=[draft.token])))
    assert "Le prix : 4,00 €" in page
    page = filed(desk, draft)
    assert "La demande est déposée" in page
    assert f"Facture {Invoice.objects.get().number}" in page
    assert "À payer : 4,00 €" in page


def test_what_is_paid_to_be_filed_waits_and_has_no_paper_yet(desk: Client) -> None:
    draft = held(desk, timing=Timing.BEFORE)
    page = filed(desk, draft)
    assert "La demande est gardée, à payer" in page
    assert "Récapitulatif" not in page
    assert desk.get(reverse("entry_slip", args=[draft.token])).status_code == 404
    demande = Demande.objects.get()
    assert demande.state == State.AWAITING_PAYMENT
    assert desk.get(reverse("demande", args=[demande.reference])).status_code == 404

    confirmed(paying.start(invoices=[Invoice.objects.get()], email=""))
    page = main_of(desk.get(reverse("entry_filed", args=[draft.token])))
    assert "Payée : 4,00 €" in page
    assert "Récapitulatif" in page
    demande.refresh_from_db()
    assert demande.keeper == draft.agent
    assert desk.get(reverse("demande", args=[demande.reference])).status_code == 200


def test_without_a_price_nothing_is_filed_and_the_agent_is_told(desk: Client) -> None:
    draft = held(desk, tables="du 01/01/2090\n12", quotient_key="")
    assert "Le prix de cette démarche n’est pas réglé" in filed(desk, draft)
    assert not Demande.objects.exists()
