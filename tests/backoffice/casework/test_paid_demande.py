"""What officers see of the payment of a demande: paid or to pay, where they may read it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from payments.workflow import charging, paying
from portal.demandes.models import Demande
from portal.directory.models import Role
from portal.procedures.models import Procedure
from tests.builders import make_member
from tests.citizen.filing.person import main_of
from tests.payments.builders import confirmed
from tests.payments.fees.builders import paid_draft, paid_procedure

pytestmark = pytest.mark.django_db


def filed(*, confidential: bool = False) -> Demande:
    procedure = paid_procedure()
    Procedure.objects.filter(pk=procedure.pk).update(confidential=confidential)
    procedure.refresh_from_db()
    return charging.file(draft=paid_draft(procedure))


def page_for(client: Client, demande: Demande, role: Role) -> str:
    client.force_login(make_member(demande.service, role))
    return main_of(client.get(reverse("demande", args=[demande.reference])))


def test_an_officer_sees_what_is_to_pay_then_that_it_is_paid(client: Client) -> None:
    demande = filed()
    invoice = demande.invoices.get()
    page = page_for(client, demande, Role.OFFICER)
    assert "À payer 4,00 €" in page
    assert f"Facture {invoice.number}" in page
    confirmed(paying.start(invoices=[invoice], email=""))
    assert "Payée 4,00 €" in page_for(client, demande, Role.OFFICER)


def test_the_envelope_says_nothing_of_money(client: Client) -> None:
    page = page_for(client, filed(confidential=True), Role.ADVISER)
    assert "Enveloppe" in page
    assert "4,00" not in page
    assert "Paiement" not in page


def test_money_costs_the_page_one_query(client: Client) -> None:
    demande = filed()
    client.force_login(make_member(demande.service, Role.OFFICER))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("demande", args=[demande.reference]))
    assert sum("payments_invoice" in each["sql"] for each in queries) == 1
