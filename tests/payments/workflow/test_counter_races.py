"""A closing and collections at the same moment: a closed day takes nothing more."""

import threading
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from payments.models import DayClosing, Deposit, Invoice, Means, Payment
from payments.workflow import closing, collecting, depositing, issuing
from payments.workflow.refusals import NotPossible
from tests.payments.book import balance
from tests.payments.builders import make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*verbs):
    """Run the verbs together, each on its own connection; what was refused is none's fault."""
    gate, failures = threading.Barrier(len(verbs)), []

    def run(verb):
        gate.wait()
        try:
            verb()
        except NotPossible:
            pass
        except OperationalError as busy:
            failures.append(busy) if connection.vendor == "postgresql" else None
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_collection_is_in_the_closing_or_refused():
    regie = make_regie()
    treasurer = make_mandate(regie)
    invoices = [make_invoice(regie, total=100) for _ in range(6)]

    def collect(invoice):
        collecting.collect(key=uuid4(), amounts={invoice: 100}, means=Means.CASH, agent=treasurer)

    def close():
        today = timezone.localdate()
        counted = {Means.CASH: 300}
        closing.close(regie=regie, day=today, counted=counted, agent=treasurer, note="Compté")

    collects = [lambda each=each: collect(each) for each in invoices]
    at_once(*collects[:3], close, *collects[3:])
    [line] = DayClosing.objects.get().lines.all()
    taken = Payment.objects.confirmed().count()
    assert (line.count, line.expected) == (taken, taken * 100)
    assert balance("53") == 300


def test_two_clicks_at_once_take_issue_and_pay_in_once():
    regie = make_regie()
    treasurer, invoice = make_mandate(regie), make_invoice(regie, total=1_000)
    keys = [uuid4() for _ in range(3)]

    def collect():
        amounts = {invoice: 500}
        collecting.collect(key=keys[0], amounts=amounts, means=Means.CASH, agent=treasurer)

    def issue():
        issuing.issue_at_the_counter(
            key=keys[1],
            regie=regie,
            agent=treasurer,
            subject="Caution",
            payer=issuing.Payer("Awa Delattre"),
            lines=[issuing.Line("Caution", 100, "7067")],
        )

    def pay_in():
        depositing.deposit(regie=regie, means=Means.CASH, agent=treasurer, key=keys[2], amount=200)

    at_once(collect, collect, collect)
    at_once(issue, issue, pay_in, pay_in)
    assert Payment.objects.count() == 1
    assert Invoice.objects.count() == 2
    assert Deposit.objects.count() == 1
