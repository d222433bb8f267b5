"""A régie on the fake Stripe."""

from collections.abc import Iterator

import pytest

from payments.models import Invoice, Payment, Provider, Regie
from payments.workflow import paying
from tests.payments.builders import make_invoice, make_regie
from tests.payments.fake_stripe import FakeStripe
from tests.payments.fake_stripe.server import running


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    with running() as fake:
        yield fake


@pytest.fixture
def regie(stripe: FakeStripe, db: None) -> Regie:
    legal = {"legal_basis": "Convention", "accountant_opinion": "Favorable"}
    regie = make_regie(provider=Provider.STRIPE, treasury_account="FR76", **legal)
    regie.set_keys("stripe", stripe.secrets)
    regie.save()
    return regie


@pytest.fixture
def invoice(regie: Regie) -> Invoice:
    return make_invoice(regie, total=4_250)


@pytest.fixture
def payment(invoice: Invoice) -> Payment:
    return paying.start(invoices=[invoice], email="awa@courriel.example")
