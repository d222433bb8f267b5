"""Twenty at once, and killed between the provider's answer and our commit."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections

from payments.models import (
    Account,
    Entry,
    Invoice,
    Means,
    Notification,
    Payment,
    PaymentState,
    Provider,
    Regie,
)
from payments.workflow import collecting, confirming, issuing, notified, paying
from payments.workflow.refusals import NotPossible
from tests.payments.book import balance
from tests.payments.builders import make_invoice, make_mandate, make_regie
from tests.payments.fake_stripe.server import FakeStripe, running
from tests.portal.tasks.workers import worker_environment

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 20


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    with running() as fake:
        yield fake


@pytest.fixture
def regie(stripe: FakeStripe) -> Regie:
    legal = {"legal_basis": "Convention", "accountant_opinion": "Favorable"}
    regie = make_regie(provider=Provider.STRIPE, treasury_account="FR76", **legal)
    regie.set_keys("stripe", stripe.secrets)
    regie.save()
    return regie


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run them all in threads that start together; returns what came, or what was raised."""
    came: list[Any] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            came.append(act())
        except Exception as error:
            came.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def failures(came: list[Any]) -> list[Any]:
    return [each for each in came if isinstance(each, Exception)]


def test_twenty_webhooks_and_returns_at_once_confirm_a_payment_once(
    stripe: FakeStripe, regie: Regie
) -> None:
    invoice = make_invoice(regie)
    payment = paying.start(invoices=[invoice], email="")
    stripe.pay(payment.provider_id)
    events = stripe.pending()

    def webhook(number: int) -> None:
        event = events[number % len(events)]
        notified.receive(regie=regie, provider="stripe", body=event.body, headers=event.headers)
        for row in Notification.objects.all():
            notified.act(row)

    def back(_number: int) -> None:
        confirming.ask(Payment.objects.get(pk=payment.pk))

    acts = [lambda n=n: (webhook if n % 2 else back)(n) for n in range(MANY)]
    assert not failures(at_once(*acts))
    assert balance(Account.ONLINE) == invoice.total
    assert Entry.objects.filter(payment=payment).count() == 1


def test_twenty_clicks_at_once_open_one_page(stripe: FakeStripe, regie: Regie) -> None:
    invoice = make_invoice(regie)
    came = at_once(*[lambda: paying.start(invoices=[invoice], email="").url] * MANY)
    assert not failures(came)
    assert len(set(came)) == 1
    assert Payment.objects.count() == 1
    assert len(stripe.of("checkout.session")) == 1


def test_baskets_that_cross_never_leave_two_pages_open(stripe: FakeStripe, regie: Regie) -> None:
    one, two = make_invoice(regie), make_invoice(regie)
    baskets = [[one], [one, two], [two], [two, one]] * 3
    at_once(*[lambda b=basket: paying.start(invoices=b, email="") for basket in baskets])
    for invoice in (one, two):
        live = Payment.objects.filter(shares__invoice=invoice, state=PaymentState.PENDING)
        assert live.count() <= 1
        sessions = live.values_list("provider_id", flat=True)
        open_ones = [each for each in stripe.of("checkout.session") if each["status"] == "open"]
        for_it = [each for each in open_ones if invoice.subject in str(each)]
        assert {each["id"] for each in for_it} >= set(sessions)


def test_the_counter_and_the_bank_at_once_take_no_more_than_is_owed_unseen(
    stripe: FakeStripe, regie: Regie
) -> None:
    invoice, deputy = make_invoice(regie, total=1_000), make_mandate(regie)
    payment = paying.start(invoices=[invoice], email="")
    stripe.pay(payment.provider_id)

    def counter() -> None:
        amounts = {Invoice.objects.get(pk=invoice.pk): 1_000}
        collecting.collect(key=uuid4(), amounts=amounts, means=Means.CASH, agent=deputy)

    came = at_once(lambda: confirming.ask(Payment.objects.get(pk=payment.pk)), counter)
    assert all(isinstance(error, NotPossible) for error in failures(came))
    invoice.refresh_from_db()
    assert invoice.paid == 1_000
    surplus = -balance(Account.SURPLUS)
    assert balance(Account.ONLINE) + balance(Account.CASH) == 1_000 + surplus


def test_numbers_given_at_once_follow_without_gaps(regie: Regie) -> None:
    numbers = at_once(*[lambda: make_invoice(regie).number] * MANY)
    assert sorted(int(number[-6:]) for number in numbers) == list(range(1, MANY + 1))


KILLED = """
import os, signal, sys
import django
django.setup()
from payments.models import Payment
from payments.signals import payment_confirmed
from payments.workflow import confirming

def die(**_):
    os.kill(os.getpid(), signal.SIGKILL)

payment_confirmed.connect(die)
confirming.ask(Payment.objects.get(pk=int(sys.argv[1])))
"""


def test_killed_between_the_providers_answer_and_our_commit_is_made_good(
    stripe: FakeStripe, regie: Regie
) -> None:
    invoice = make_invoice(regie)
    payment = paying.start(invoices=[invoice], email="")
    stripe.pay(payment.provider_id)
    command = [sys.executable, "-c", KILLED, str(payment.pk)]
    environment = worker_environment(DJANGO_SETTINGS_MODULE="portal.settings.test")
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    wait_for(lambda: Payment.objects.get(pk=payment.pk).state == PaymentState.PENDING)
    assert balance(Account.ONLINE) == 0
    confirming.ask(payment)
    assert balance(Account.ONLINE) == invoice.total


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_cancellation_and_a_payment_at_once_leave_the_book_right(
    stripe: FakeStripe, regie: Regie
) -> None:
    treasurer, invoice = make_mandate(regie), make_invoice(regie)
    payment = paying.start(invoices=[invoice], email="")
    stripe.pay(payment.provider_id)
    came = at_once(
        lambda: confirming.ask(Payment.objects.get(pk=payment.pk)),
        lambda: issuing.cancel(invoice=invoice, agent=treasurer, reason="Erreur"),
    )
    assert all(isinstance(error, NotPossible) for error in failures(came))
    assert balance(Account.ONLINE) == invoice.total
    assert balance(Account.RECEIVABLE) == 0
