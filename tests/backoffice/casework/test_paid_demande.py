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
from tests.backoffice.casework.reading import verb_url
from tests.builders import make_demande, make_member, make_procedure
from tests.citizen.filing.person import main_of
from tests.payments.builders import confirmed, make_regie
from tests.payments.fees.builders import make_fee, paid_draft, paid_procedure

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


def looked_at(client: Client, demande: Demande, procedure: Procedure) -> str:
    """What an officer reads before the demande comes under this procedure."""
    client.force_login(make_member(demande.service, Role.OFFICER))
    chosen = {"version": demande.version, "procedure": procedure.pk, "reason": "C’est la cantine."}
    return main_of(client.post(verb_url(demande, "requalifier"), chosen))


def test_who_requalifies_to_a_paid_procedure_is_told_that_no_invoice_leaves(client: Client) -> None:
    demande = make_demande()
    procedure = make_procedure(service=demande.service)
    make_fee(procedure, regie=make_regie(name="Régie de la cantine"))
    page = looked_at(client, demande, procedure)
    assert "La nouvelle démarche est payante : de 0,00 € à 5,00 €." in page
    assert "demandez la facture à la régie « Régie de la cantine »." in page
    assert not demande.invoices.exists()


def test_who_requalifies_what_was_invoiced_is_told_that_the_invoice_stays(client: Client) -> None:
    demande = filed()
    invoice = demande.invoices.get()
    page = looked_at(client, demande, make_procedure(service=demande.service))
    assert f"La facture {invoice.number} (à payer) reste telle quelle." in page
    assert "est payante" not in page


def test_where_nothing_is_paid_for_requalifying_says_nothing_of_money(client: Client) -> None:
    demande = make_demande()
    page = looked_at(client, demande, make_procedure(service=demande.service))
    assert "Ce qui change" in page
    assert "facture" not in page
    assert "payante" not in page
