"""A procedure that is paid for: its demande and its invoice, together, from filing to payment."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from payments.models import (
    Entry,
    Invoice,
    InvoiceState,
    Means,
    Payment,
    PaymentState,
    Refund,
    Source,
    Timing,
)
from payments.signals import payment_confirmed
from payments.tasks import drop_unpaid_fees, tell_again
from payments.workflow import charging, collecting, paying
from payments.workflow.refusals import NotPossible
from portal.demandes import clock, journal
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Demande
from portal.demandes.states import Action, State
from portal.demandes.tasks import issue_receipt
from portal.demandes.workflow import filing, receipts
from portal.demandes.workflow.deed import ChangedMeanwhile
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Procedure, Silence
from tests.builders import IDENTITY, make_draft, make_member, make_procedure, make_service
from tests.payments.builders import confirmed, make_mandate, make_regie
from tests.payments.fees.builders import ANSWERS, paid_draft, paid_procedure

pytestmark = pytest.mark.django_db
BEFORE = Timing.BEFORE


def unpaid(procedure: Procedure | None = None, **answers: Any) -> tuple[Demande, Invoice]:
    """Filed to be paid first."""
    procedure = procedure or paid_procedure(timing=BEFORE)
    demande = charging.file(draft=paid_draft(procedure, **answers))
    return demande, Invoice.objects.get(demande=demande)


def pay(invoice: Invoice) -> Payment:
    payment = paying.start(invoices=[invoice], email="")
    return confirmed(payment)


def mails_of(demande: Demande) -> list[str]:
    sent = OutboundMessage.objects.for_topic(demande.topic).order_by("pk")
    return [key.split(":")[2] for key in sent.values_list("key", flat=True)]


def receipts_asked() -> int:
    return DBTaskResult.objects.filter(task_path=issue_receipt.module_path).count()


def test_file_then_pay_writes_the_demande_as_ever_and_its_invoice() -> None:
    procedure = paid_procedure(due_days=20)
    demande = charging.file(draft=paid_draft(procedure))
    invoice = demande.invoices.get()
    assert demande.state == State.FILED
    assert mails_of(demande) == ["filed", "to_pay"]
    assert (invoice.total, invoice.source, invoice.state) == (400, Source.FEE, "issued")
    assert (invoice.payer_name, invoice.payer_email) == ("Awa Delattre", IDENTITY["email"])
    assert invoice.due_on == invoice.issued_on + timedelta(days=20)
    assert invoice.subject == procedure.title
    line = invoice.lines.get()
    assert (line.label, line.quantity, line.unit_price) == ("Cantine, par jour", 2, 200)
    assert Entry.objects.get(invoice=invoice).amount == 400


def test_pay_to_file_writes_a_demande_that_nobody_sees() -> None:
    demande, invoice = unpaid()
    officer = make_member(demande.service, Role.OFFICER, Role.HEAD)
    assert demande.state == State.AWAITING_PAYMENT
    assert not Demande.objects.visible_to(officer).exists()
    assert not Demande.objects.open().exists()
    assert demande.silence_on is None
    assert mails_of(demande) == ["to_pay"]
    assert receipts_asked() == 0
    assert invoice.due_on == invoice.issued_on + timedelta(days=7)
    receipts.issue(demande.pk)
    demande.refresh_from_db()
    assert demande.receipt is None


def test_paying_files_it_at_that_moment_with_its_clocks_and_its_receipt() -> None:
    procedure = paid_procedure(timing=BEFORE)
    Procedure.objects.filter(pk=procedure.pk).update(silence=Silence.ACCEPT)
    procedure.refresh_from_db()
    with clock.at(timezone.now() - timedelta(days=5)):
        demande, invoice = unpaid(procedure)
    before = timezone.now()
    pay(invoice)
    demande.refresh_from_db()
    assert demande.state == State.FILED
    assert demande.filed_at >= before
    assert demande.received_on == demande.competent_since == timezone.localdate()
    assert demande.silence_on is not None
    assert demande.handoffs == 0
    assert mails_of(demande) == ["to_pay", "filed"]
    assert receipts_asked() == 1
    last = demande.journal.latest("number")
    assert (last.action, last.actor_kind) == (Action.TAKE_IN, "system")
    assert journal.first_broken(demande) is None


def test_it_is_routed_when_it_is_paid_to_a_service_that_is_still_there() -> None:
    above = make_service()
    procedure = paid_procedure(timing=BEFORE)
    Procedure.objects.filter(pk=procedure.pk).update(service=make_service(parent=above))
    procedure.refresh_from_db()
    demande, invoice = unpaid(procedure)
    procedure.service.active = False
    procedure.service.save()
    pay(invoice)
    demande.refresh_from_db()
    assert (demande.service, demande.handoffs) == (above, 0)


def test_told_twice_it_is_filed_once() -> None:
    demande, invoice = unpaid()
    payment = pay(invoice)
    payment_confirmed.send(sender=Payment, payment=payment, invoices=[invoice])
    confirmed(payment)
    assert demande.journal.count() == 2
    assert mails_of(demande) == ["to_pay", "filed"]


def test_a_failure_to_file_leaves_the_money_recorded_and_is_told_again() -> None:
    demande, invoice = unpaid()
    payment = paying.start(invoices=[invoice], email="")

    def fails(**_: Any) -> None:
        raise ZeroDivisionError

    payment_confirmed.connect(fails)
    try:
        paid = confirmed(payment)
    finally:
        payment_confirmed.disconnect(fails)
    demande.refresh_from_db()
    assert (paid.state, paid.received) == (PaymentState.CONFIRMED, invoice.total)
    assert demande.state == State.AWAITING_PAYMENT
    tell_again.call(payment.pk, [invoice.pk])
    demande.refresh_from_db()
    assert demande.state == State.FILED


def test_a_sum_at_the_counter_files_it_too_once_it_is_whole() -> None:
    regie = make_regie()
    demande, invoice = unpaid(paid_procedure(timing=BEFORE, regie=regie))
    treasurer = make_mandate(regie)
    for sum_, state in ((150, State.AWAITING_PAYMENT), (250, State.FILED)):
        invoice.refresh_from_db()
        collecting.collect(key=uuid4(), amounts={invoice: sum_}, means=Means.CASH, agent=treasurer)
        demande.refresh_from_db()
        assert demande.state == state


@pytest.mark.parametrize("timing", Timing)
def test_what_costs_nothing_is_filed_at_once_without_an_invoice(timing: Timing) -> None:
    demande = charging.file(draft=paid_draft(paid_procedure(timing=timing), quotient=120))
    assert demande.state == State.FILED
    assert mails_of(demande) == ["filed"]
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("timing", Timing)
def test_filing_twice_gives_one_demande_and_one_invoice(timing: Timing) -> None:
    draft = paid_draft(paid_procedure(timing=timing))
    assert charging.file(draft=draft) == charging.file(draft=draft)
    assert Invoice.objects.count() == 1


def test_a_demande_has_one_fee_whatever_happens() -> None:
    _demande, invoice = unpaid()
    invoice.pk, invoice.number = None, "AUTRE2026000001"
    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save(force_insert=True)


@pytest.mark.parametrize("timing", Timing)
def test_what_lacks_an_answer_is_neither_filed_nor_invoiced(timing: Timing) -> None:
    draft = paid_draft(paid_procedure(timing=timing), identite=None)
    with pytest.raises(Incomplete):
        charging.file(draft=draft)
    assert not Demande.objects.exists()
    assert not Invoice.objects.exists()


def test_without_a_table_in_force_nothing_is_filed_and_the_person_is_told() -> None:
    procedure = paid_procedure("à partir du 01/01/2090\n12,00", quotient_key="")
    with pytest.raises(NotPossible, match="vos réponses sont gardées"):
        charging.file(draft=paid_draft(procedure))
    assert not Demande.objects.exists()


def test_a_procedure_without_fee_is_filed_as_before() -> None:
    draft = make_draft(make_procedure())
    demande = charging.file(draft=draft)
    assert (demande.state, charging.invoice_of(demande)) == (State.FILED, None)


def test_the_answer_of_a_hidden_question_sets_no_price() -> None:
    """A quotient typed, then hidden by another answer, counts as not given."""
    schema = {
        "steps": [
            {
                "key": "prix",
                "title": "Prix",
                "fields": [
                    {"key": "connu", "type": "yes_no", "label": "Connu ?", "required": True},
                    {
                        "key": "quotient",
                        "type": "number",
                        "label": "Quotient",
                        "show_if": {
                            "match": "all",
                            "tests": [{"field": "connu", "op": "is", "value": "oui"}],
                        },
                    },
                ],
            }
        ]
    }
    other = make_draft(make_procedure(schema), answers={"connu": "non", "quotient": 10})
    fee = paid_procedure().fee
    fee.commune_key = fee.quantity_key = ""
    price = charging.priced(fee, other.form_version.form, other.answers | {"commune": "62041"})
    assert price.quotient is None


def test_a_confidential_demande_gives_its_name_to_no_invoice_nor_mail() -> None:
    procedure = paid_procedure()
    Procedure.objects.filter(pk=procedure.pk).update(confidential=True)
    procedure.refresh_from_db()
    demande = charging.file(draft=paid_draft(procedure))
    assert demande.invoices.get().subject == f"Demande {demande.reference}"
    mail = OutboundMessage.objects.for_topic(demande.topic).latest("pk")
    assert procedure.title not in mail.text
    assert "4,00" not in mail.text


def test_who_wants_no_e_mail_or_neutral_words_gets_no_mail_of_the_regie() -> None:
    for caution in ("no_email", "neutral"):
        draft = make_draft(paid_procedure(), answers=ANSWERS, **{caution: True})
        assert charging.file(draft=draft).invoices.get().payer_email == ""


class TestWithdrawing:
    def test_what_waits_for_its_payment_is_owed_no_more(self) -> None:
        demande, invoice = unpaid()
        charging.withdraw(demande, version=demande.version)
        invoice.refresh_from_db()
        assert (demande.state, invoice.state) == (State.WITHDRAWN, InvoiceState.CANCELLED)

    def test_what_was_filed_leaves_its_invoice_to_the_regie(self) -> None:
        demande = charging.file(draft=paid_draft(paid_procedure()))
        charging.withdraw(demande, version=demande.version)
        assert demande.state == State.WITHDRAWN
        assert demande.invoices.get().state == InvoiceState.ISSUED

    def test_a_page_out_of_date_cancels_nothing(self) -> None:
        demande, invoice = unpaid()
        with pytest.raises(ChangedMeanwhile):
            charging.withdraw(demande, version=demande.version + 1)
        invoice.refresh_from_db()
        assert invoice.state == InvoiceState.ISSUED

    def test_what_is_partly_paid_is_refunded_first(self) -> None:
        regie = make_regie()
        demande, invoice = unpaid(paid_procedure(timing=BEFORE, regie=regie))
        amounts, treasurer = {invoice: 100}, make_mandate(regie)
        collecting.collect(key=uuid4(), amounts=amounts, means=Means.CASH, agent=treasurer)
        with pytest.raises(NotPossible):
            charging.withdraw(demande, version=demande.version)
        demande.refresh_from_db()
        assert demande.state == State.AWAITING_PAYMENT

    def test_a_payment_that_arrives_afterwards_is_a_surplus_and_files_nothing(self) -> None:
        demande, invoice = unpaid()
        payment = paying.start(invoices=[invoice], email="")
        charging.withdraw(demande, version=demande.version)
        paid = confirmed(payment)
        demande.refresh_from_db()
        assert demande.state == State.WITHDRAWN
        assert paid.surplus == 400
        assert Refund.objects.get(payment=paid).amount == 400


class TestDropping:
    def days_later(self, days: int) -> date:
        return timezone.localdate() + timedelta(days=days)

    def test_unpaid_after_seven_days_it_goes_and_the_person_is_told(self) -> None:
        demande, invoice = unpaid()
        assert charging.drop_unpaid(self.days_later(7)) == 0
        assert charging.drop_unpaid(self.days_later(8)) == 1
        demande.refresh_from_db()
        invoice.refresh_from_db()
        assert (demande.state, invoice.state) == (State.WITHDRAWN, InvoiceState.CANCELLED)
        assert mails_of(demande) == ["to_pay", "dropped"]
        last = demande.journal.latest("number")
        assert (last.action, last.actor_kind) == (Action.DROP, "system")
        assert charging.drop_unpaid(self.days_later(9)) == 0

    def test_an_attempt_under_way_is_left_to_end_first(self) -> None:
        _demande, invoice = unpaid()
        payment = paying.start(invoices=[invoice], email="")
        assert charging.drop_unpaid(self.days_later(8)) == 0
        Payment.objects.filter(pk=payment.pk).update(state="failed")
        assert charging.drop_unpaid(self.days_later(8)) == 1

    def test_a_payment_that_arrives_afterwards_is_a_surplus(self) -> None:
        demande, invoice = unpaid()
        payment = paying.start(invoices=[invoice], email="")
        Payment.objects.filter(pk=payment.pk).update(state="expired")
        charging.drop_unpaid(self.days_later(8))
        paid = confirmed(payment)
        demande.refresh_from_db()
        assert (demande.state, paid.surplus) == (State.WITHDRAWN, 400)

    def test_what_was_filed_paid_or_partly_paid_stays(self) -> None:
        regie = make_regie()
        procedure = paid_procedure(timing=BEFORE, regie=regie)
        kept = [charging.file(draft=paid_draft(paid_procedure(due_days=1)))]
        paid, whole = unpaid(procedure)
        pay(whole)
        partly, invoice = unpaid(procedure)
        collecting.collect(
            key=uuid4(), amounts={invoice: 100}, means=Means.CASH, agent=make_mandate(regie)
        )
        assert charging.drop_unpaid(self.days_later(60)) == 0
        states = [Demande.objects.get(pk=each.pk).state for each in (*kept, paid, partly)]
        assert states == [State.FILED, State.FILED, State.AWAITING_PAYMENT]

    def test_workers_do_it_by_themselves(self) -> None:
        with clock.at(timezone.now() - timedelta(days=9)):
            demande, _invoice = unpaid()
        drop_unpaid_fees()
        demande.refresh_from_db()
        assert demande.state == State.WITHDRAWN

    def test_many_go_in_a_bounded_number_of_queries_each(
        self, django_assert_max_num_queries: Any
    ) -> None:
        procedure = paid_procedure(timing=BEFORE)
        for _ in range(3):
            unpaid(procedure)
        with django_assert_max_num_queries(3 * 30):
            assert charging.drop_unpaid(self.days_later(8)) == 3


def test_its_receipt_is_never_drawn_once_it_ended_unpaid() -> None:
    demande, _invoice = unpaid()
    charging.withdraw(demande, version=demande.version)
    receipts.issue(demande.pk)
    demande.refresh_from_db()
    assert demande.receipt is None


def test_filing_alone_knows_nothing_of_money() -> None:
    demande = filing.file(draft=paid_draft(paid_procedure()))
    assert not demande.invoices.exists()
