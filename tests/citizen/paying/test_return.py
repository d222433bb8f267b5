"""Coming back from the provider's page: the true state, asked of the provider, and the receipt."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from payments.demo_provider import workflow as bank
from payments.models import InvoiceState, Payment, PaymentState
from payments.workflow import paying, receipting
from portal.accounts.models import Throttle
from tests.citizen.paying.test_finding import open_by_link
from tests.citizen.tracking.test_tracking import text_of
from tests.payments.builders import confirmed, make_invoice, make_regie

pytestmark = pytest.mark.django_db
EMAIL = "awa.delattre@courriel.example"


def started(*invoices) -> Payment:
    return paying.start(invoices=invoices or [make_invoice()], email=EMAIL)


def come_back(client: Client, payment: Payment) -> str:
    return text_of(client.get(reverse("payment_return", args=[payment.key])))


def attempt(payment: Payment) -> UUID:
    return UUID(payment.provider_id)


def test_the_browser_coming_back_proves_nothing(client: Client) -> None:
    payment = started()
    page = come_back(client, payment)
    assert "Nous vérifions votre paiement" in page
    payment.refresh_from_db()
    assert payment.state == PaymentState.PENDING


def test_coming_back_before_the_notification_the_provider_is_asked(client: Client) -> None:
    payment = started()
    bank.pay(attempt(payment))
    page = come_back(client, payment)
    assert "Merci, votre paiement est reçu" in page
    assert reverse("payment_receipt", args=[payment.key]) in page
    assert payment.shares.get().invoice.state == InvoiceState.PAID


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        (bank.refuse, "Le paiement n’a pas abouti"),
        (bank.abandon, "Vous n’avez pas payé"),
    ],
)
def test_what_failed_charged_nothing_and_can_be_tried_again(client: Client, verb, says) -> None:
    invoice = make_invoice()
    address = open_by_link(client, invoice)
    payment = started(invoice)
    verb(attempt(payment))
    page = come_back(client, payment)
    assert says in page
    assert "rien n’a été débité" in page
    assert f'href="{address}"' in page
    assert "Réessayer" in page


def test_trying_a_basket_again_leads_to_the_basket(client: Client) -> None:
    regie = make_regie()
    invoices = make_invoice(regie), make_invoice(regie)
    for invoice in invoices:
        open_by_link(client, invoice)
    payment = started(*invoices)
    bank.refuse(attempt(payment))
    assert reverse("basket", args=[regie.code]) in come_back(client, payment)


def test_in_another_browser_trying_again_asks_for_the_code(client: Client) -> None:
    payment = started()
    bank.refuse(attempt(payment))
    assert f"{reverse('pay')}?numero={payment.reference}" in come_back(client, payment)


def test_a_bank_that_answers_late_is_waited_for(client: Client) -> None:
    payment = started()
    bank.pay_late(attempt(payment))
    assert "ne payez pas une seconde fois" in come_back(client, payment)


def test_the_provider_is_asked_once_in_ten_seconds(client: Client) -> None:
    payment = started()
    come_back(client, payment)
    bank.pay(attempt(payment))
    assert "Nous vérifions" in come_back(client, payment)
    Throttle.objects.update(ends_at=0)
    assert "Merci" in come_back(client, payment)


def test_a_provider_that_does_not_answer_is_no_error(client: Client) -> None:
    payment = started()
    Payment.objects.filter(pk=payment.pk).update(provider_id="gone")
    assert "Nous vérifions" in come_back(client, payment)


def test_the_page_names_nobody(client: Client) -> None:
    payment = confirmed(started())
    page = come_back(client, payment)
    assert "Delattre" not in page
    assert EMAIL not in page


def test_too_much_is_said_to_come_back(client: Client) -> None:
    payment = confirmed(started(), charged=5_000)
    assert "dont 7,50 € de trop" in come_back(client, payment)


def test_the_receipt_is_drawn_at_once_when_the_worker_has_not_yet(client: Client) -> None:
    payment = confirmed(started())
    response = client.get(reverse("payment_receipt", args=[payment.key]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.getvalue().startswith(b"%PDF")
    payment.refresh_from_db()
    kept = payment.receipt
    receipting.issue(payment.pk)
    payment.refresh_from_db()
    assert payment.receipt == kept


def test_there_is_no_receipt_of_what_was_not_paid(client: Client) -> None:
    payment = started()
    assert client.get(reverse("payment_receipt", args=[payment.key])).status_code == 404


def test_a_made_up_key_opens_nothing(client: Client) -> None:
    for name in ("payment_return", "payment_receipt"):
        key = "00000000-0000-4000-8000-000000000000"
        assert client.get(reverse(name, args=[key])).status_code == 404
