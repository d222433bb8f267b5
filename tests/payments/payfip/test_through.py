"""A debt paid by PayFiP from end to end: our verbs, real SOAP, and the notification at our door."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from payments.models import Difference, Invoice, Payment, PaymentState, Provider
from payments.tasks import act_on_notification, ask_about
from payments.workflow import notified, paying
from payments.workflow.refusals import NotPossible
from tests.payments.builders import make_invoice, make_regie
from tests.payments.fake_payfip import FakePayFiP

pytestmark = pytest.mark.django_db
EMAIL = "awa.delattre@courriel.example"


@pytest.fixture
def invoice(payfip: FakePayFiP) -> Invoice:
    regie = make_regie(provider=Provider.PAYFIP)
    regie.set_keys("payfip", payfip.secrets(saisie="W"))
    regie.save()
    return make_invoice(regie, total=1250)


def start(invoice: Invoice) -> Payment:
    return paying.start(invoices=[invoice], email=EMAIL)


def tell(payfip: FakePayFiP, payment: Payment, *, times: int = 1) -> None:
    """PayFiP's own form at the address it was given; a worker then acts on what is new."""
    address = payfip.desk.operations[payment.provider_id].fields["urlnotif"]
    form = urlencode({"idop": payment.provider_id})
    for _ in range(times):
        response = Client().post(
            urlsplit(address).path, form, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 204
    for row in payment.regie.notifications.filter(state="received"):
        act_on_notification.call(row.pk)
    payment.refresh_from_db()


def test_a_payment_is_confirmed_once_however_often_it_is_told(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    payment = start(invoice)
    assert payment.url.startswith(payfip.url)
    assert payfip.calls[0].fields["refdet"] == invoice.number
    payfip.pay(payment.provider_id)
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        tell(payfip, payment, times=3)
    invoice.refresh_from_db()
    assert (payment.state, payment.received) == (PaymentState.CONFIRMED, 1250)
    assert invoice.due == 0
    assert payment.regie.notifications.count() == 2  # asked about at once, and a minute later


def test_a_notification_sent_before_the_payment_does_not_hide_the_real_one(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    payment = start(invoice)
    tell(payfip, payment)
    assert payment.state == PaymentState.PENDING
    payfip.pay(payment.provider_id)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tell(payfip, payment)
    assert payment.state == PaymentState.CONFIRMED


def test_the_real_one_of_the_same_minute_is_asked_about_a_minute_later(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        payment = start(invoice)
        tell(payfip, payment)
        payfip.pay(payment.provider_id)
        tell(payfip, payment)
        in_a_minute = DBTaskResult.objects.filter(run_after=timezone.now() + notified.AGAIN)
    assert payment.state == PaymentState.CONFIRMED
    assert in_a_minute.filter(task_path="payments.tasks.act_on_notification").count() == 1


def test_what_was_not_told_is_asked(payfip: FakePayFiP, invoice: Invoice) -> None:
    payment = start(invoice)
    payfip.pay(payment.provider_id)
    ask_about.call(payment.pk)
    payment.refresh_from_db()
    assert payment.state == PaymentState.CONFIRMED


def test_another_sum_than_was_asked_is_shown_to_the_treasurer(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    payment = start(invoice)
    payfip.pay(payment.provider_id, amount=1000)
    tell(payfip, payment)
    assert payment.received == 1000
    assert Difference.objects.get().kind == Difference.Kind.AMOUNT


def test_who_was_refused_is_told_when_to_try_again_and_pays_then(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    first = start(invoice)
    payfip.refuse(first.provider_id)
    tell(payfip, first)
    assert first.state == PaymentState.FAILED
    with pytest.raises(NotPossible, match="Vous pourrez réessayer à partir de"):
        start(invoice)
    with time_machine.travel(first.started_at + timedelta(minutes=20)):
        second = start(invoice)
        assert second.provider_id != first.provider_id
        payfip.pay(second.provider_id)
        tell(payfip, second)
    invoice.refresh_from_db()
    assert (second.state, invoice.due) == (PaymentState.CONFIRMED, 0)


def test_who_left_the_page_goes_back_to_it_and_later_is_told_when_to_try_again(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    left = start(invoice)
    payfip.abandon(left.provider_id)
    tell(payfip, left)
    assert start(invoice).url == left.url
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=3)),
        pytest.raises(NotPossible, match="Vous pourrez réessayer à partir de"),
    ):
        start(invoice)


def test_a_crash_before_the_answer_is_written_opens_another_operation_and_charges_once(
    payfip: FakePayFiP, invoice: Invoice
) -> None:
    lost = start(invoice)
    orphan = lost.provider_id
    Payment.objects.filter(pk=lost.pk).update(provider_id="", url="")
    again = start(invoice)
    assert again.pk == lost.pk
    assert again.provider_id not in {"", orphan}
    payfip.pay(again.provider_id)
    tell(payfip, again)
    assert again.received == 1250
