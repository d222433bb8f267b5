"""The page of an invoice: what it says in each state, how it is paid, the payer's others."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from payments.gateways.base import Fact, Standing
from payments.models import Means, Payment, PaymentState, Provider
from payments.workflow import collecting, confirming, issuing, paying
from tests.citizen.paying.test_finding import open_by_link
from tests.citizen.tracking.test_tracking import text_of
from tests.payments.builders import confirmed, make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db
EMAIL = "awa.delattre@courriel.example"


def lines(count: int) -> list[issuing.Line]:
    return [issuing.Line(f"Repas {rank}", 345, "7067", Decimal("1.5")) for rank in range(count)]


def test_the_page_says_who_is_paid_for_what_and_where_the_card_goes(client: Client) -> None:
    regie = make_regie(name="Régie de la cantine", legal_mentions="Créée le 3 mars 2019.")
    invoice = make_invoice(regie, lines=lines(2), due_on=timezone.localdate())
    page = text_of(client.get(open_by_link(client, invoice)))
    for said in (
        "Régie de la cantine",
        regie.organisation.name,
        invoice.payer_name,
        "Repas 1",
        "1,5",
        "5,18 €",
        "Payer 10,36 €",
        "il ne nous parvient jamais",
        "Créée le 3 mars 2019.",
        f'value="{EMAIL}"',
    ):
        assert said in page, said


def test_paying_leads_to_the_provider_and_a_double_click_begins_one_payment(
    client: Client,
) -> None:
    address = open_by_link(client, make_invoice())
    first, second = (client.post(address, {"email": EMAIL}) for _ in range(2))
    assert first.status_code == 302
    assert first.url == second.url == Payment.objects.get().url
    assert Payment.objects.get().payer_email == EMAIL


@pytest.mark.parametrize("email", ["", "awa", "a@b"])
def test_a_wrong_address_is_shown_with_what_was_typed(client: Client, email: str) -> None:
    response = client.post(open_by_link(client, make_invoice()), {"email": email})
    assert response.status_code == 400
    assert f'value="{email}"' in text_of(response) or not email
    assert not Payment.objects.exists()


def test_the_back_button_after_paying_begins_no_second_payment(client: Client) -> None:
    invoice = make_invoice()
    address = open_by_link(client, invoice)
    client.post(address, {"email": EMAIL})
    confirmed(Payment.objects.get())
    response = client.post(address, {"email": EMAIL})
    assert response.status_code == 409
    assert "Il n’y a plus rien à payer" in text_of(response)
    assert "Cette facture est payée." in text_of(response)
    assert Payment.objects.count() == 1


def test_a_paid_invoice_offers_its_receipt_and_no_button(client: Client) -> None:
    invoice = make_invoice()
    payment = confirmed(paying.start(invoices=[invoice], email=EMAIL))
    page = text_of(client.get(open_by_link(client, invoice)))
    assert "Cette facture est payée." in page
    assert reverse("payment_receipt", args=[payment.key]) in page
    assert "Payer 42,50" not in page


def test_a_part_paid_at_the_counter_leaves_the_rest_to_pay(client: Client) -> None:
    regie = make_regie()
    deputy, invoice = make_mandate(regie), make_invoice(regie, total=4_250)
    key = "7d6f0b1c-0000-4000-8000-000000000001"
    collecting.collect(key=key, amounts={invoice: 1_000}, means=Means.CASH, agent=deputy)
    page = text_of(client.get(open_by_link(client, invoice)))
    assert "Payer 32,50 €" in page
    assert "10,00 €, le" in page
    assert "Espèces" in page


@pytest.mark.parametrize(("total", "offered"), [(499, False), (500, True), (501, True)])
def test_a_sum_below_the_minimum_of_the_regie_is_said_before_the_click(
    client: Client, total: int, offered: bool
) -> None:
    invoice = make_invoice(make_regie(minimum=500), total=total)
    address = open_by_link(client, invoice)
    page = text_of(client.get(address))
    assert ("on peut payer de 5,00 €" in page) is not offered
    assert ("Payer " + f"{total / 100:.2f}".replace(".", ",") in page) is offered
    assert (client.post(address, {"email": EMAIL}).status_code == 302) is offered


def test_a_cancelled_invoice_says_why(client: Client) -> None:
    regie = make_regie()
    invoice = make_invoice(regie)
    issuing.cancel(invoice=invoice, agent=make_mandate(regie), reason="Enfant absent")
    page = text_of(client.get(open_by_link(client, invoice)))
    assert "Cette facture est annulée." in page
    assert "Enfant absent" in page
    assert "Payer 42,50" not in page


def test_a_transferred_invoice_names_its_title_and_whom_to_call(client: Client) -> None:
    regie = make_regie()
    invoice = make_invoice(regie)
    issuing.transfer(invoice=invoice, agent=make_mandate(regie), title_number="2026-118")
    address = open_by_link(client, invoice)
    page = text_of(client.get(address))
    assert "Cette facture n’est plus payable ici." in page
    assert "titre n° 2026-118" in page
    assert "03 21 00 00 00" in page
    assert client.post(address, {"email": EMAIL}).status_code == 409


@pytest.mark.parametrize("fields", [{"provider": Provider.NONE}, {"is_active": False}])
def test_a_regie_without_online_payment_sends_to_the_counter(
    client: Client, fields: dict[str, object]
) -> None:
    address = open_by_link(client, make_invoice(make_regie(**fields)))
    assert "Payez au guichet" in text_of(client.get(address))
    assert client.post(address, {"email": EMAIL}).status_code == 409


def test_a_provider_that_is_closed_is_said_and_nothing_is_lost(
    client: Client, settings: Settings
) -> None:
    settings.DEMO_PROVIDER_ENABLED = False
    response = client.post(open_by_link(client, make_invoice()), {"email": "autre@exemple.fr"})
    assert response.status_code == 409
    assert "Le paiement n’a pas commencé" in text_of(response)
    assert 'value="autre@exemple.fr"' in text_of(response)


@pytest.mark.parametrize(
    ("provider", "origin"),
    [
        (Provider.STRIPE, "https://checkout.stripe.com"),
        (Provider.PAYFIP, "https://www.payfip.gouv.fr"),
        (Provider.DEMO, "https://demarches.ville.example"),  # its page is on the régie's site
    ],
)
def test_only_the_pages_that_pay_let_a_form_lead_to_the_provider(
    client: Client, settings: Settings, provider: Provider, origin: str
) -> None:
    settings.PUBLIC_BASE_URL = "https://demarches.ville.example"
    law = {"legal_basis": "L1611-7", "accountant_opinion": "Avis", "treasury_account": "FR76"}
    invoice = make_invoice(make_regie(provider=provider, **law))
    address = open_by_link(client, invoice)
    for path in (address, reverse("basket", args=[invoice.regie.code])):
        policy = client.get(path).headers["Content-Security-Policy"]
        [action] = [each for each in policy.split("; ") if each.startswith("form-action")]
        assert action.split() == ["form-action", "'self'", origin]
    assert "https" not in client.get(reverse("pay")).headers["Content-Security-Policy"]


def test_the_payers_other_invoices_at_the_regie_are_listed_and_can_be_added(
    client: Client,
) -> None:
    regie = make_regie()
    payer = issuing.Payer("Awa Delattre", EMAIL, reference="C-118")
    mine = make_invoice(regie, payer=payer)
    other = make_invoice(regie, payer=payer, subject="Cantine d’octobre")
    paid = make_invoice(regie, payer=payer, subject="Cantine de septembre")
    confirmed(paying.start(invoices=[paid], email=EMAIL))
    address = open_by_link(client, mine)
    page = text_of(client.get(address))
    assert "Cantine d’octobre" in page
    assert "Cantine de septembre" in page

    response = client.post(f"{address}autres/", {"number": other.number})
    assert response.url == reverse("invoice", args=[other.number])
    assert client.get(response.url).status_code == 200

    basket = client.post(f"{address}autres/")
    assert basket.url == reverse("basket", args=[regie.code])
    page = text_of(client.get(basket.url))
    assert other.number in page
    assert paid.number not in page


def test_a_name_or_an_address_in_common_shows_nothing(client: Client) -> None:
    regie = make_regie()
    mine, namesake = make_invoice(regie), make_invoice(regie, subject="Secret")
    elsewhere = make_invoice(payer=issuing.Payer("Awa", reference="C-118"), subject="Ailleurs")
    numbered = make_invoice(regie, payer=issuing.Payer("Awa", reference="C-118"))
    address = open_by_link(client, mine)
    assert "Secret" not in text_of(client.get(address))
    for other in (namesake, elsewhere, numbered):
        assert client.post(f"{address}autres/", {"number": other.number}).status_code == 404
    assert "Ailleurs" not in text_of(client.get(open_by_link(client, numbered)))


def test_a_receipt_that_names_somebody_elses_invoice_is_not_offered(client: Client) -> None:
    regie = make_regie()
    mine, theirs = make_invoice(regie), make_invoice(regie)
    payment = confirmed(paying.start(invoices=[mine, theirs], email=EMAIL))
    address = open_by_link(client, mine)
    receipt = reverse("payment_receipt", args=[payment.key])
    assert receipt not in text_of(client.get(address))
    open_by_link(client, theirs)
    assert receipt in text_of(client.get(address))


def test_the_page_takes_ten_queries_at_most_with_3_or_30_lines(
    client: Client, query_budget
) -> None:
    regie = make_regie()
    payer = issuing.Payer("Awa Delattre", EMAIL, reference="C-118")
    invoice = make_invoice(regie, payer=payer, lines=lines(3))
    part = paying.start(invoices=[invoice], email=EMAIL)
    confirmed(part, charged=100)
    address = open_by_link(client, invoice)

    def more() -> None:
        longer = issuing.lines_of(invoice, lines(30))[3:]
        type(longer[0]).objects.bulk_create(longer)
        for _ in range(9):
            confirmed(paying.start(invoices=[invoice], email=EMAIL), charged=100)
            make_invoice(regie, payer=payer)

    query_budget(lambda: client.get(address), more, at_most=10)


def test_a_refused_attempt_can_be_tried_again(client: Client) -> None:
    address = open_by_link(client, make_invoice())
    client.post(address, {"email": EMAIL})
    confirming.record(Payment.objects.get(), Fact("", Standing.REFUSED))
    client.post(address, {"email": EMAIL})
    assert sorted(Payment.objects.values_list("state", flat=True)) == [
        PaymentState.FAILED,
        PaymentState.PENDING,
    ]
