"""The régie of the demonstration, its two fees, and what became of their demandes."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from payments.models import Entry, Fee, Invoice, Kind, Mandate, Source
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.procedures.compile import schema_of
from portal.procedures.publishing import refusals
from tests.citizen.filing.person import main_of

pytestmark = pytest.mark.usefixtures("territory")


def test_one_treasurer_and_one_deputy_hold_the_regie() -> None:
    roles = Mandate.objects.filter(regie__code="CANT").values_list("role", flat=True)
    assert sorted(roles) == ["deputy", "treasurer"]


def test_both_fees_go_with_their_forms() -> None:
    for fee in Fee.objects.select_related("procedure"):
        assert refusals(fee.procedure) == []
        assert schema_of(fee.procedure.steps).field(fee.quantity_key) is not None
    assert set(Fee.objects.values_list("timing", flat=True)) == {"after", "before"}


def test_invoices_are_paid_to_pay_and_cancelled_and_the_book_says_so() -> None:
    ours = Invoice.objects.filter(regie__code="CANT", source=Source.FEE)
    assert Counter(ours.values_list("state", flat=True)) == {"paid": 3, "issued": 2, "cancelled": 1}
    paid = sum(ours.values_list("paid", flat=True))
    collected = Entry.objects.filter(invoice__in=ours, kind=Kind.COLLECT)
    assert sum(collected.values_list("amount", flat=True)) == paid > 0


def test_of_the_market_one_is_filed_one_waits_and_one_went() -> None:
    states = Demande.objects.filter(procedure__code="place-marche").values_list("state", flat=True)
    assert sorted(states) == [State.AWAITING_PAYMENT, State.FILED, State.WITHDRAWN]


def test_a_visitor_reads_what_the_canteen_costs() -> None:
    page = main_of(Client().get(reverse("procedure", args=["cantine"])))
    assert "De 3,20 € à 18,40 €" in page
