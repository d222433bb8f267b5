"""Opening an invoice: with its number, amount and code, or by a link; and what nobody learns."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from citizen.paying import opened
from citizen.paying.views import TRIES_BY_ADDRESS, TRIES_BY_NUMBER
from payments import links
from payments.models import Invoice
from portal.accounts import throttle
from portal.demandes.references import display_code
from portal.text.money import written
from tests.citizen.tracking.test_tracking import text_of
from tests.payments.builders import make_invoice, make_regie

pytestmark = pytest.mark.django_db


def open_by_link(client: Client, invoice: Invoice) -> str:
    """Open the invoice as the e-mail does; returns the address of its page."""
    response = client.get(reverse("invoice_link", args=[links.token_of(invoice)]))
    assert response.status_code == 302
    return response.url


def type_in(client: Client, invoice: Invoice, **typed: str) -> HttpResponse:
    right = {
        "number": invoice.number,
        "amount": written(invoice.total, invoice.currency),
        "code": invoice.access_code,
    }
    return client.post(reverse("pay"), right | typed)


@pytest.mark.parametrize("amount", ["42,50", "42.5", "42,50 €", "42\u00a0,50"])
def test_the_three_open_the_invoice_however_they_are_typed(client: Client, amount: str) -> None:
    invoice = make_invoice(total=4_250)
    number = f" {invoice.number[:4].lower()} {invoice.number[4:]}"
    code = display_code(invoice.access_code).lower()
    response = type_in(client, invoice, number=number, amount=amount, code=code)
    assert response.url == reverse("invoice", args=[invoice.number])
    assert invoice.subject in text_of(client.get(response.url))


def test_what_is_left_opens_it_as_well_as_the_total(client: Client) -> None:
    invoice = make_invoice(total=4_250)
    Invoice.objects.filter(pk=invoice.pk).update(paid=1_000, state="partly_paid")
    assert type_in(client, invoice, amount="32,50").status_code == 302
    assert type_in(client, invoice, amount="42,50").status_code == 302
    assert type_in(client, invoice, amount="10").status_code == 400


def test_a_regie_in_francs_takes_francs(client: Client) -> None:
    invoice = make_invoice(make_regie(currency="XPF"), total=4_250)
    assert type_in(client, invoice, amount="4 250 F CFP").status_code == 302
    assert type_in(client, invoice, amount="42,50").status_code == 400


def test_whatever_is_wrong_the_answer_is_the_same_and_what_was_typed_stays(client: Client) -> None:
    invoice = make_invoice(total=4_250)
    answers = []
    for wrong in ({"number": "ZZZZ2026000999"}, {"amount": "42,51"}, {"code": "BCDF BCDF"}):
        response = type_in(client, invoice, **wrong)
        body = text_of(response).split("<main")[1].split("csrf")[0]
        answers.append((response.status_code, body))
        for typed in wrong.values():
            assert f'value="{typed}"' in text_of(response)
        assert client.session.get(opened.KEY) is None
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 400


@pytest.mark.parametrize(
    "wrong", [{"amount": "douze"}, {"number": ""}, {"code": ""}, {"amount": "-42,50"}]
)
def test_what_can_not_be_read_is_asked_again(client: Client, wrong: dict[str, str]) -> None:
    assert type_in(client, make_invoice(), **wrong).status_code == 400


def test_guessing_one_invoice_is_stopped_and_its_link_still_opens_it(client: Client) -> None:
    invoice = make_invoice()
    for _ in range(TRIES_BY_NUMBER):
        type_in(client, invoice, code="BCDF BCDF")
    response = type_in(client, invoice)
    assert response.status_code == 429
    assert "Trop d’essais" in text_of(response)
    assert f'value="{invoice.number}"' in text_of(response)
    assert client.get(open_by_link(client, invoice)).status_code == 200


def test_guessing_many_invoices_from_one_address_is_stopped(client: Client) -> None:
    invoice = make_invoice()
    for rank in range(TRIES_BY_ADDRESS):
        type_in(client, invoice, number=f"ZZ2026{rank:06}")
    assert type_in(client, invoice).status_code == 429


def test_a_success_forgets_the_tries_of_an_invoice(client: Client) -> None:
    invoice = make_invoice()
    for _ in range(TRIES_BY_NUMBER):
        throttle.forget(f"invoices:{'127.0.0.1'}")
        assert type_in(client, invoice).status_code == 302


def test_a_link_is_void_once_the_code_changes_and_so_is_what_it_opened(client: Client) -> None:
    invoice = make_invoice()
    address, token = open_by_link(client, invoice), links.token_of(invoice)
    Invoice.objects.filter(pk=invoice.pk).update(access_code="LLLLLLLL")
    assert client.get(address).status_code == 403
    response = client.get(reverse("invoice_link", args=[token]), follow=True)
    assert "Ce lien n’ouvre plus de facture" in text_of(response)


def test_a_link_does_not_show_the_code() -> None:
    invoice = make_invoice()
    assert invoice.access_code not in links.pay_link(invoice)


@given(st.text(max_size=80))
def test_no_made_up_link_opens_anything(token: str) -> None:
    make_invoice()
    assert links.invoice_of(token) is None
    assert links.invoice_of(f"{Invoice.objects.first().number}.{token}") is None


def test_others_invoices_are_refused_the_same_way_whether_they_exist(client: Client) -> None:
    mine, theirs = make_invoice(), make_invoice()
    open_by_link(client, mine)
    answers = []
    for number in (theirs.number, "ZZZZ2026000999"):
        for method in (client.get, client.post):
            response = method(reverse("invoice", args=[number]))
            assert response.status_code == 403
            answers.append(text_of(response).split("<main")[1].split("csrf")[0])
            assert theirs.payer_name not in text_of(response)
    assert len(set(answers)) == 1


def test_this_device_forgets_the_invoices_when_told(client: Client) -> None:
    address = open_by_link(client, make_invoice())
    client.post(reverse("pay_forget"))
    assert client.get(address).status_code == 403


def test_twenty_invoices_stay_open_and_the_oldest_goes(client: Client) -> None:
    regie = make_regie()
    invoices = [make_invoice(regie) for _ in range(21)]
    addresses = [open_by_link(client, invoice) for invoice in invoices]
    assert client.get(addresses[0]).status_code == 403
    assert client.get(addresses[1]).status_code == 200
