"""A régie, its people, and what was paid there."""

from uuid import uuid4

import pytest

from payments.demo_provider import workflow as bank
from payments.demo_provider.models import Attempt
from payments.models import MandateRole, Means
from payments.workflow import collecting, confirming, paying
from tests.payments.builders import make_invoice, make_mandate, make_regie


@pytest.fixture
def regie(db):
    return make_regie()


@pytest.fixture
def treasurer(regie):
    return make_mandate(regie)


@pytest.fixture
def deputy(regie):
    return make_mandate(regie, MandateRole.DEPUTY)


@pytest.fixture
def colleague(regie):
    return make_mandate(regie, MandateRole.DEPUTY)


@pytest.fixture
def invoice(regie):
    return make_invoice(regie, total=1_000)


@pytest.fixture
def payment(invoice):
    """Paid online, at the demonstration's bank."""
    started = paying.start(invoices=[invoice], email="awa@courriel.example")
    bank.pay(Attempt.objects.get(pk=started.provider_id).pk)
    return confirming.ask(started)


@pytest.fixture
def cash(regie, treasurer):
    """Paid at the counter."""
    invoice = make_invoice(regie, total=800)
    return collecting.collect(
        key=uuid4(), amounts={invoice: 800}, means=Means.CASH, agent=treasurer
    )


@pytest.fixture
def at(regie):
    """The address of a page of the régie."""
    return lambda path="": f"/gestion/regies/{regie.code}/{path}"
