"""The whole way on Stripe, shown against the fake: its page, its webhook, the receipt."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from payments.models import Invoice, InvoiceState, Payment, Provider
from payments.workflow import receipting
from tests.payments.builders import make_invoice, make_regie
from tests.payments.fake_stripe.server import running
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
LEGAL = {
    "legal_basis": "Convention",
    "accountant_opinion": "Favorable",
    "treasury_account": "FR76",
}


def test_an_invoice_is_paid_on_stripes_page_confirmed_by_its_webhook_and_receipted(client) -> None:
    with running() as stripe:
        regie = make_regie(provider=Provider.STRIPE, **LEGAL)
        regie.set_keys("stripe", stripe.secrets)
        regie.save()
        invoice = make_invoice(regie)
        known = {"number": invoice.number, "amount": "42,50", "code": invoice.access_code}
        client.post(reverse("pay"), known)
        page = reverse("invoice", args=[invoice.number])
        away = client.post(page, {"email": "awa.delattre@courriel.example"})
        assert away["Location"].startswith(stripe.api_base)
        payment = Payment.objects.get()
        stripe.pay(payment.provider_id)
        event = stripe.event("checkout.session.completed", payment.provider_id)
        told = client.post(
            reverse("payment_notification", args=["stripe", regie.code]),
            event.body,
            content_type="application/json",
            headers={"Stripe-Signature": event.headers["Stripe-Signature"]},
        )
        assert told.status_code == 204
        run_tasks()
    assert Invoice.objects.get().state == InvoiceState.PAID
    back = client.get(urlsplit(reverse("payment_return", args=[payment.key])).path)
    assert "votre paiement est reçu" in back.content.decode()
    receipting.issue(payment.pk)
    receipt = client.get(reverse("payment_receipt", args=[payment.key]))
    assert b"".join(receipt.streaming_content).startswith(b"%PDF")
    receipt.close()
