"""Random lives of invoices, payments, crashes and refunds always end with every cent in its place.

Against the fake Stripe, over HTTP: what it charged is what we recorded is what the book says; what
was charged twice is on its way back; no invoice says paid that isn't.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from payments.gateways.base import GatewayError
from payments.models import (
    Account,
    Entry,
    Invoice,
    InvoiceState,
    MandateRole,
    Means,
    Notification,
    Payment,
    PaymentShare,
    Provider,
    Refund,
    RefundState,
)
from payments.models.refund import HOLDING
from payments.workflow import collecting, confirming, issuing, notified, paying, refunding
from payments.workflow.refusals import NotPossible
from tests.payments.book import balance
from tests.payments.builders import make_invoice, make_mandate, make_regie
from tests.payments.fake_stripe.parameters import Invalid
from tests.payments.fake_stripe.server import FakeStripe, running

AMOUNTS = st.integers(100, 5_000)


class Lives(RuleBasedStateMachine):
    """Each rule is something that a person, the bank, the network or a crash does."""

    invoices = Bundle("invoices")
    payments = Bundle("payments")
    stripe: FakeStripe

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[int, str] = {}  # of payments that we forgot
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.server = running()
        self.stripe = self.server.__enter__()

    def teardown(self) -> None:
        try:
            self.everything_is_told()
            self.every_cent_is_in_its_place()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)
            self.server.__exit__(None, None, None)

    @initialize()
    def open_regie(self) -> None:
        legal = {"legal_basis": "Convention", "accountant_opinion": "Favorable"}
        self.regie = make_regie(provider=Provider.STRIPE, treasury_account="FR76", **legal)
        self.regie.set_keys("stripe", self.stripe.secrets)
        self.regie.save()
        self.treasurer = make_mandate(self.regie)
        self.deputy = make_mandate(self.regie, MandateRole.DEPUTY)

    @rule(target=invoices, total=AMOUNTS)
    def issue(self, total: int) -> int:
        return make_invoice(self.regie, total=total).pk

    @rule(
        target=payments,
        basket=st.lists(invoices, min_size=1, max_size=3),
        cut=st.sampled_from(["", "", "", "", "before", "after"]),
    )
    def start(self, basket: list[int], cut: str) -> Any:
        """A person starts to pay, in one tab or two; the network may be cut under the call."""
        if cut:
            self.stripe.disconnect_next(cut, n=2, on="POST /v1/checkout/sessions")
        try:
            started = paying.start(invoices=list(Invoice.objects.filter(pk__in=basket)), email="")
        except NotPossible:
            return multiple()
        finally:
            self.stripe.faults.clear()
        return started.pk

    @rule(payment=payments, amount=st.none() | AMOUNTS)
    def pay(self, payment: int, amount: int | None) -> None:
        self.at_the_bank(payment, lambda session: self.stripe.pay(session, amount))

    @rule(payment=payments)
    def refuse(self, payment: int) -> None:
        self.at_the_bank(payment, self.stripe.refuse)

    @rule(payment=payments)
    def expire(self, payment: int) -> None:
        self.at_the_bank(payment, self.stripe.expire)

    @rule(payment=payments)
    def pay_later(self, payment: int) -> None:
        self.at_the_bank(payment, self.stripe.pay_later)

    @rule(payment=payments, succeeds=st.booleans())
    def bank_answers(self, payment: int, succeeds: bool) -> None:
        self.at_the_bank(payment, lambda session: self.stripe.settle(session, succeeds=succeeds))

    @rule(payment=payments)
    def come_back(self, payment: int) -> None:
        """The browser returns, or `tick` asks."""
        confirming.ask(Payment.objects.get(pk=payment))

    @rule(payment=payments)
    def ask_in_vain(self, payment: int) -> None:
        self.stripe.fail_next(4, status=503)
        try:
            confirming.ask(Payment.objects.get(pk=payment))
        except GatewayError:
            pass
        finally:
            self.stripe.faults.clear()

    @rule(payment=payments)
    def forget_the_session(self, payment: int) -> None:
        """Killed between the provider's answer and our commit: its name was never written."""
        rows = Payment.objects.filter(pk=payment, state="pending")
        session = rows.values_list("provider_id", flat=True).first()
        rows.update(provider_id="", url="")
        if session:
            self.sessions[payment] = session

    @rule(data=st.data())
    def a_webhook_comes(self, data: st.DataObject) -> None:
        """Any that was ever sent: late, again, out of order."""
        if events := self.stripe.pending():
            self.deliver(data.draw(st.sampled_from(events)))

    @rule(invoice=invoices, part=AMOUNTS)
    def pay_at_the_counter(self, invoice: int, part: int) -> None:
        row = Invoice.objects.get(pk=invoice)
        amounts = {row: min(part, row.due)}
        means, key = Means.CASH, uuid4()
        for _ in range(2):  # a double click
            try:
                collecting.collect(key=key, amounts=amounts, means=means, agent=self.deputy)
            except NotPossible:
                return

    @rule(invoice=invoices)
    def cancel(self, invoice: int) -> None:
        row = Invoice.objects.get(pk=invoice)
        try:
            issuing.cancel(invoice=row, agent=self.treasurer, reason="Erreur")
        except NotPossible:
            return

    @rule(payment=payments, amount=AMOUNTS, cut=st.booleans(), of_surplus=st.booleans())
    def refund(self, payment: int, amount: int, cut: bool, of_surplus: bool) -> None:
        row = Payment.objects.get(pk=payment)
        share = None if of_surplus else row.shares.order_by("pk").first()
        try:
            asked = self.asked(row, share, amount)
            refunding.approve(refund=asked, agent=self.treasurer)
        except NotPossible:
            return
        if cut:
            self.stripe.disconnect_next("after", n=2, on="POST /v1/refunds")
        try:
            refunding.send(asked)
        except GatewayError:
            pass
        finally:
            self.stripe.faults.clear()

    def asked(self, payment: Payment, share: PaymentShare | None, amount: int) -> Refund:
        if share is None:
            proposed = payment.refunds.filter(state=RefundState.PROPOSED).first()
            if proposed is None:
                raise NotPossible
            refunding.take_up(refund=proposed, agent=self.deputy)
            return proposed
        return refunding.ask(
            payment=payment, invoice=share.invoice, amount=amount, reason="x", agent=self.deputy
        )

    @rule(data=st.data())
    def a_refund_fails_at_the_bank(self, data: st.DataObject) -> None:
        if refunds := self.stripe.of("refund"):
            refund = data.draw(st.sampled_from([each["id"] for each in refunds]))
            try:
                self.stripe.refund_fails(refund)
            except Invalid:
                return

    def at_the_bank(self, payment: int, act: Any) -> None:
        row = Payment.objects.get(pk=payment)
        session = row.provider_id or self.sessions.get(payment)
        if session:
            try:
                act(session)
            except (Invalid, AssertionError):  # closed, or paid already: the bank's page says so
                return

    def deliver(self, event: Any) -> None:
        notified.receive(
            regie=self.regie, provider="stripe", body=event.body, headers=event.headers
        )
        for row in Notification.objects.filter(state=Notification.State.RECEIVED):
            try:
                notified.act(row)
            except notified.NotYetKnown:
                continue

    def everything_is_told(self) -> None:
        """What tasks and `tick` do in the end: the network is back, and all is asked again."""
        for event in self.stripe.pending():
            self.deliver(event)
        for payment in Payment.objects.exclude(provider_id=""):
            confirming.ask(payment)
        for refund in Refund.objects.filter(state__in=["approved", "sent"], by_hand=False):
            refunding.send(refund)
        for event in self.stripe.pending():
            self.deliver(event)

    def every_cent_is_in_its_place(self) -> None:
        charged = sum(each["amount"] for each in self.stripe.of("charge") if each["paid"])
        online = Payment.objects.filter(means=Means.ONLINE)
        assert charged == total(online, "received") == moved(Account.ONLINE, "debit")
        back = sum(
            each["amount"] for each in self.stripe.of("refund") if each["status"] == "succeeded"
        )
        assert charged - back == balance(Account.ONLINE)
        for payment in online.filter(surplus__gt=0):
            given = payment.refunds.filter(invoice=None)
            held = total(given.filter(state__in=HOLDING), "amount")
            assert held == payment.surplus or given.filter(state=RefundState.FAILED).exists()

    @invariant()
    def the_book_and_the_invoices_agree(self) -> None:
        owed = 0
        for invoice in Invoice.objects.all():
            assert invoice.paid == total(invoice.shares, "applied")
            assert (invoice.state == InvoiceState.PAID) <= (invoice.paid == invoice.total)
            owed += invoice.due
        assert balance(Account.RECEIVABLE) == owed
        assert balance(Account.CASH) == total(Payment.objects.filter(means="cash"), "received")
        for payment in Payment.objects.all():
            assert payment.received == payment.surplus + total(payment.shares, "applied")


def total(rows: Any, field: str) -> int:
    return rows.aggregate(sum=Sum(field))["sum"] or 0


def moved(account: Account, side: str) -> int:
    """What was charged: what came on the account, less refunds that the bank took back."""
    rows = Entry.objects.filter(**{side: account}).exclude(kind="refund")
    return total(rows, "amount")


@pytest.mark.django_db
def test_every_life_ends_with_every_cent_in_its_place() -> None:
    run_state_machine_as_test(
        Lives, settings=settings(max_examples=20, stateful_step_count=20, deadline=None)
    )
