"""Several invoices of a régie paid at once; another régie's, apart."""

import pytest
from django.test import Client
from django.urls import reverse

from payments.models import Payment
from payments.workflow import paying
from tests.citizen.paying.test_finding import open_by_link
from tests.citizen.tracking.test_tracking import text_of
from tests.payments.builders import confirmed, make_invoice, make_regie

pytestmark = pytest.mark.django_db
EMAIL = "awa.delattre@courriel.example"


def test_opened_invoices_of_a_regie_are_paid_at_once(client: Client) -> None:
    regie = make_regie()
    one, two = make_invoice(regie, total=4_250), make_invoice(regie, total=1_000)
    for invoice in (one, two):
        page = text_of(client.get(open_by_link(client, invoice)))
    assert "pour 52,50 € en tout" in page
    address = reverse("basket", args=[regie.code])
    assert "52,50 €" in text_of(client.get(address))
    data = {"invoices": [one.number, two.number], "email": EMAIL}
    response = client.post(address, data)
    payment = Payment.objects.get()
    assert (response.url, payment.amount, payment.shares.count()) == (payment.url, 5_250, 2)
    assert client.post(address, data).url == payment.url


def test_only_what_is_ticked_is_paid(client: Client) -> None:
    regie = make_regie()
    one, two = make_invoice(regie), make_invoice(regie)
    for invoice in (one, two):
        open_by_link(client, invoice)
    client.post(reverse("basket", args=[regie.code]), {"invoices": [two.number], "email": EMAIL})
    assert Payment.objects.get().shares.get().invoice == two


@pytest.mark.parametrize("ticked", ["nothing", "closed", "elsewhere"])
def test_nothing_ticked_or_what_is_not_open_here_is_refused(client: Client, ticked: str) -> None:
    regie = make_regie()
    mine, closed, elsewhere = make_invoice(regie), make_invoice(regie), make_invoice()
    for invoice in (mine, elsewhere):
        open_by_link(client, invoice)
    numbers = {"nothing": [], "closed": [closed.number], "elsewhere": [elsewhere.number]}[ticked]
    data = {"invoices": numbers, "email": EMAIL}
    response = client.post(reverse("basket", args=[regie.code]), data)
    assert response.status_code == 400
    assert not Payment.objects.exists()


def test_another_regie_is_said_to_be_paid_apart(client: Client) -> None:
    here, there = make_invoice(), make_invoice(make_regie(name="Médiathèque"))
    for invoice in (here, there):
        open_by_link(client, invoice)
    page = text_of(client.get(reverse("basket", args=[here.regie.code])))
    assert "se paient donc séparément" in page
    assert "Payer celles de « Médiathèque »" in page
    assert there.number not in page


def test_an_empty_basket_leads_to_the_form(client: Client) -> None:
    paid = make_invoice()
    open_by_link(client, paid)
    confirmed(paying.start(invoices=[paid], email=EMAIL))
    for code in (paid.regie.code, "ZZZ"):
        response = client.get(reverse("basket", args=[code]), follow=True)
        assert "Il n’y a plus de facture à payer ici." in text_of(response)


def test_what_is_refused_is_said_and_the_ticks_stay(client: Client) -> None:
    regie = make_regie(maximum=5_000)
    one, two = make_invoice(regie, total=3_000), make_invoice(regie, total=3_000)
    for invoice in (one, two):
        open_by_link(client, invoice)
    data = {"invoices": [one.number, two.number], "email": EMAIL}
    response = client.post(reverse("basket", args=[regie.code]), data)
    assert response.status_code == 409
    assert "Payez au guichet" in text_of(response)
    assert text_of(response).count("checked") == 2


def test_a_basket_of_five_or_of_nineteen_takes_as_many_queries(
    client: Client, query_budget
) -> None:
    regie = make_regie()

    def more() -> None:
        for _ in range(14):
            open_by_link(client, make_invoice(regie))

    for _ in range(5):
        open_by_link(client, make_invoice(regie))
    query_budget(lambda: client.get(reverse("basket", args=[regie.code])), more, at_most=8)
