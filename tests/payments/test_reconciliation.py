"""A day of the provider's account beside ours: repaired, or shown; and twice is once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from payments import books, tasks
from payments.demo_provider import workflow as bank
from payments.demo_provider.models import Attempt
from payments.demo_provider.models import Refund as BankRefund
from payments.models import (
    Difference,
    Entry,
    MandateRole,
    Payment,
    PaymentState,
    ReconciliationRun,
    RefundState,
)
from payments.reconciliation import reconcile
from payments.workflow import confirming, paying, refunding
from tests.payments.builders import make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db
Kind = Difference.Kind


@pytest.fixture
def regie():
    return make_regie()


@pytest.fixture
def today(regie):
    return books.day_of(regie, timezone.now())


def charged(regie, *, told=True, total=1_000):
    """Charged by the bank; `told`: and our side knows."""
    payment = paying.start(invoices=[make_invoice(regie, total=total)], email="awa@exemple.fr")
    bank.pay(Attempt.objects.get(pk=payment.provider_id).pk)
    return confirming.ask(payment) if told else payment


def refunded(payment, *, amount=400):
    asker, approver = (make_mandate(payment.regie, MandateRole.DEPUTY) for _ in range(2))
    invoice = payment.shares.get().invoice
    refund = refunding.ask(
        payment=payment, invoice=invoice, amount=amount, reason="Annulé", agent=asker
    )
    refunding.approve(refund=refund, agent=approver)
    return refund


def figures(run):
    return run.listed, run.matched, run.repaired, run.differing


def kinds():
    return list(Difference.objects.filter(closed_at=None).values_list("kind", flat=True))


def test_a_day_that_agrees(regie, today):
    charged(regie)
    [run] = reconcile(regie=regie, day=today)
    assert figures(run) == (1, 1, 0, 0)
    assert run.finished_at


def test_what_our_side_lost_between_the_answer_and_the_commit_is_repaired(regie, today):
    """kill -9 between the bank's yes and our commit leaves just this."""
    payment = charged(regie, told=False)
    [run] = reconcile(regie=regie, day=today)
    payment.refresh_from_db()
    assert figures(run) == (1, 0, 1, 0)
    assert payment.state == PaymentState.CONFIRMED
    assert payment.shares.get().invoice.state == "paid"


def test_a_payment_whose_page_was_never_written_is_repaired_by_our_key(regie, today):
    payment = charged(regie, told=False)
    Payment.objects.update(provider_id="", state=PaymentState.EXPIRED)
    [run] = reconcile(regie=regie, day=today)
    payment.refresh_from_db()
    assert (payment.state, payment.received, run.repaired) == (PaymentState.CONFIRMED, 1_000, 1)


def test_a_charge_that_nobody_here_knows_is_shown_once(regie, today):
    Payment.objects.filter(pk=charged(regie, told=False).pk).delete()
    for _ in range(2):
        [run] = reconcile(regie=regie, day=today)
        assert figures(run) == (1, 0, 0, 1)
    difference = Difference.objects.get()
    assert (difference.kind, difference.found, difference.payment) == (Kind.UNKNOWN, 1_000, None)


def test_another_amount_and_another_charge_are_shown(regie, today):
    for field, value in (("amount", 900), ("amount", 1_000)):
        payment = charged(regie)
        Attempt.objects.filter(pk=payment.provider_id).update(**{field: value})
    Payment.objects.filter(pk=payment.pk).update(charge_id="charge-other")
    reconcile(regie=regie, day=today)
    assert sorted(kinds()) == [Kind.AMOUNT, Kind.UNRECORDED]
    amount = Difference.objects.get(kind=Kind.AMOUNT)
    assert (amount.expected, amount.found) == (1_000, 900)


def test_ours_that_the_bank_does_not_list_is_missing_until_it_does(regie, today):
    payment = charged(regie)
    Attempt.objects.update(account="Une autre")
    [run] = reconcile(regie=regie, day=today)
    assert figures(run) == (0, 0, 0, 1)
    assert kinds() == [Kind.MISSING]
    Attempt.objects.update(account=regie.name)
    reconcile(regie=regie, day=today)
    closed = Difference.objects.get()
    assert closed.closed_at
    assert closed.closed_by is None
    assert closed.payment == payment


@pytest.mark.parametrize(("hours", "listed"), [(-24, True), (24, False), (-48, False)])
def test_the_days_around_are_looked_at_before_crying(regie, today, hours, listed):
    charged(regie)
    late = timezone.now() + timedelta(hours=hours)
    Attempt.objects.update(paid_at=late)
    reconcile(regie=regie, day=today)
    assert (not kinds()) is listed


def test_a_refund_that_both_have_agrees_and_one_under_way_is_asked_about(regie, today):
    refunding.send(refunded(charged(regie)))
    lost = refunded(charged(regie))
    attempt = Attempt.objects.get(pk=lost.payment.provider_id)
    bank.refund(attempt, key=str(lost.key), amount=lost.amount, settled=True)
    [run] = reconcile(regie=regie, day=today)
    lost.refresh_from_db()
    assert figures(run) == (4, 3, 1, 0)
    assert lost.state == RefundState.SETTLED


def test_a_refund_made_at_the_bank_alone_or_that_it_does_not_have_is_shown(regie, today):
    attempt = Attempt.objects.get(pk=charged(regie).provider_id)
    bank.refund(attempt, key="by-hand", amount=100, settled=True)
    ours = refunded(charged(regie))
    refunding.send(ours)
    BankRefund.objects.filter(key=str(ours.key)).delete()
    reconcile(regie=regie, day=today)
    rows = Difference.objects.filter(kind=Kind.REFUND).order_by("found")
    assert [(each.expected, each.found) for each in rows] == [(400, 0), (0, 100)]


def test_run_twice_nothing_changes(regie, today):
    charged(regie, told=False)
    refunding.send(refunded(charged(regie)))
    Payment.objects.filter(pk=charged(regie, told=False).pk).delete()
    reconcile(regie=regie, day=today)

    def picture():
        rows = Payment.objects.order_by("pk").values(), Difference.objects.order_by("pk").values()
        return [list(each) for each in rows], Entry.objects.count()

    before = picture()
    [run] = reconcile(regie=regie, day=today)
    assert picture() == before
    assert run.repaired == 0


def test_the_queries_do_not_grow_with_the_lines(regie, today, django_assert_max_num_queries):
    for _ in range(6):
        charged(regie)
    with django_assert_max_num_queries(6 * 2 + 14):  # one query a line closes what agrees again
        reconcile(regie=regie, day=today)


def test_the_command_prints_each_run_and_fails_while_a_difference_is_open(regie, today):
    charged(regie)
    out = StringIO()
    call_command("reconcile_payments", day=today, regie=regie.code, stdout=out)
    assert "1 mouvements, 1 identiques, 0 réparés, 0 écarts" in out.getvalue()
    Payment.objects.filter(pk=charged(regie, told=False).pk).delete()
    with pytest.raises(CommandError, match="Écarts à régler"):
        call_command("reconcile_payments", "--day", today.isoformat(), stdout=out)
    with pytest.raises(CommandError, match="Aucune régie"):
        call_command("reconcile_payments", regie="ZZZZ", stdout=out)


def test_every_night_each_regie_is_compared_once(regie):
    make_regie(provider="")
    tasks.reconcile_yesterday()
    tasks.reconcile_day.call(
        regie.pk, (books.day_of(regie, timezone.now()) - timedelta(days=1)).isoformat()
    )
    tasks.reconcile_yesterday()
    assert ReconciliationRun.objects.count() == 1


def test_an_earlier_provider_is_still_compared(regie, today):
    charged(regie)
    regie.provider = ""
    regie.save()
    assert [run.provider for run in reconcile(regie=regie, day=today)] == ["demo"]
