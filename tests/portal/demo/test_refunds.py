"""The demonstration shows a refund that waits and one that is done, where there is a régie."""

import pytest

from payments.demo_provider import workflow as bank
from payments.demo_provider.models import Attempt
from payments.models import MandateRole, Refund, RefundState
from payments.workflow import confirming, paying
from portal.demo import refunds
from tests.payments.builders import make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db


def test_one_waits_and_one_is_done_whatever_the_times_it_is_loaded():
    regie = make_regie(code="CANT")
    make_mandate(regie)
    make_mandate(regie, MandateRole.DEPUTY)
    for _ in range(2):
        payment = paying.start(invoices=[make_invoice(regie)], email="awa@courriel.example")
        bank.pay(Attempt.objects.get(pk=payment.provider_id).pk)
        confirming.ask(payment)
    for _ in range(2):
        refunds.give_back()
    assert set(Refund.objects.values_list("state", flat=True)) == {
        RefundState.ASKED,
        RefundState.SETTLED,
    }


def test_without_a_regie_or_a_second_person_there_is_nothing():
    refunds.give_back()
    regie = make_regie(code="CANT")
    make_mandate(regie)
    payment = paying.start(invoices=[make_invoice(regie)], email="awa@courriel.example")
    bank.pay(Attempt.objects.get(pk=payment.provider_id).pk)
    confirming.ask(payment)
    refunds.give_back()
    assert not Refund.objects.exists()
