"""The e-mails about invoices: when each leaves, never twice, never once paid."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.models import Invoice, MandateRole, Means, Source
from payments.workflow import collecting, issuing, paying, refunding, reminding
from portal.messaging.models import OutboundMessage
from tests.builders import make_demande
from tests.payments.builders import confirmed, make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db
EMAIL = "awa.delattre@courriel.example"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DUE = date(2026, 4, 15)


def subjects() -> list[str]:
    return list(OutboundMessage.objects.order_by("pk").values_list("subject", flat=True))


def at(day: date, hour: int = 12) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def announced(**fields: object) -> Invoice:
    """One issued on 2 March and told to its payer, to be paid by 15 April."""
    with time_machine.travel(NOON):
        invoice = make_invoice(**{"due_on": DUE} | fields)
        reminding.announce()
    OutboundMessage.objects.all().delete()
    invoice.refresh_from_db()
    return invoice


def test_a_new_invoice_is_told_once_with_its_link_number_code_and_date() -> None:
    invoice = make_invoice(due_on=timezone.localdate())
    assert (reminding.announce(), reminding.announce()) == (1, 0)
    message = OutboundMessage.objects.get()
    for said in (invoice.number, "/paiement/lien/", "42,50", str(invoice.due_on.year)):
        assert said in message.text
    assert f"{invoice.access_code[:4]}\u00a0{invoice.access_code[4:]}" in message.text
    assert invoice.payer_name not in message.text


def test_those_of_an_import_are_found_without_its_help(query_budget) -> None:
    regie = make_regie()
    first = make_invoice(regie)
    Invoice.objects.bulk_create(
        Invoice(
            regie=regie,
            number=f"{first.number}{rank}",
            access_code="BCDFHJKL",
            source=Source.IMPORT,
            subject="Eau",
            payer_name="Léo",
            payer_email=f"leo{rank}@courriel.example",
            currency="EUR",
            total=100,
            issued_at=first.issued_at,
            issued_on=first.issued_on,
        )
        for rank in range(reminding.BATCH + 5)
    )
    assert reminding.announce() == reminding.BATCH + 6
    assert not Invoice.objects.filter(announced_at=None).exists()


def test_whoever_is_filing_has_a_quarter_of_an_hour_to_pay_before_the_e_mail() -> None:
    make_invoice(source=Source.FEE)
    assert reminding.announce() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert reminding.announce() == 1


def test_nothing_is_told_of_a_paid_invoice_nor_to_nobody() -> None:
    confirmed(paying.start(invoices=[make_invoice()], email=EMAIL))
    make_invoice(payer=issuing.Payer("Sans adresse"))
    assert reminding.announce() == 0


def test_an_address_that_is_none_stops_nobody_else() -> None:
    make_invoice(payer=issuing.Payer("Léo", "leo chez lui"))
    make_invoice()
    assert reminding.announce() == 2
    assert OutboundMessage.objects.get().recipient == EMAIL


@pytest.mark.parametrize("caution", ["no_email", "neutral"])
def test_the_cautions_of_a_demande_are_kept(caution: str) -> None:
    demande = make_demande()
    setattr(demande, caution, True)
    demande.save(update_fields=[caution])
    make_invoice(demande=demande)
    reminding.announce()
    assert not OutboundMessage.objects.filter(subject__startswith="Votre facture").exists()


def test_a_confidential_demande_s_e_mail_does_not_say_what_is_paid_for() -> None:
    make_invoice(demande=make_demande(confidential=True), subject="Acte secret")
    reminding.announce()
    message = OutboundMessage.objects.get(subject__startswith="Votre facture")
    assert "Acte secret" not in message.text + message.html


def test_a_reminder_leaves_before_the_date_then_two_after_it() -> None:
    invoice = announced()
    sent = {}
    for offset in range(-10, 40):
        with at(DUE + timedelta(days=offset)):
            if reminding.remind():
                sent[offset] = OutboundMessage.objects.order_by("-pk")[0].subject
            reminding.remind()
    number = invoice.number
    assert sent == {
        -5: f"Facture {number} : à payer bientôt",
        10: f"Facture {number} : elle reste à payer",
        20: f"Facture {number} : elle reste à payer",
    }
    assert OutboundMessage.objects.count() == 3


def test_no_reminder_leaves_at_night() -> None:
    announced()
    for hour in (2, 22):
        with at(DUE - timedelta(days=5), hour):
            assert reminding.remind() == 0


def test_a_worker_that_was_stopped_sends_no_two_reminders_at_once() -> None:
    announced()
    with at(DUE + timedelta(days=60)):
        assert [reminding.remind() for _ in range(3)] == [1, 0, 0]
    with at(DUE + timedelta(days=70)):
        assert reminding.remind() == 1


def test_what_is_issued_late_has_its_time_all_the_same() -> None:
    announced(due_on=NOON.date() - timedelta(days=90))
    with at(NOON.date() + timedelta(days=1)):
        assert reminding.remind() == 0
    with at(NOON.date() + timedelta(days=10)):
        assert reminding.remind() == 1


def test_a_regie_that_says_zero_days_sends_none() -> None:
    announced(regie=make_regie(remind_before=0, remind_after=0))
    for offset in (-5, 0, 10, 30):
        with at(DUE + timedelta(days=offset)):
            assert reminding.remind() == 0


def test_a_payment_under_way_is_left_in_peace() -> None:
    invoice = announced()
    with at(DUE + timedelta(days=12)):
        paying.start(invoices=[invoice], email=EMAIL)
        assert reminding.remind() == 0


@settings(max_examples=15)
@given(
    before=st.integers(0, 9),
    after=st.integers(0, 15),
    runs=st.lists(st.integers(-15, 60), min_size=1, max_size=12),
    paid_on=st.integers(-15, 60),
)
def test_never_twice_and_never_once_paid(
    before: int, after: int, runs: list[int], paid_on: int
) -> None:
    regie = make_regie(remind_before=before, remind_after=after)
    deputy, invoice = make_mandate(regie), announced(regie=regie)
    payment = None
    for offset in sorted(runs):
        with at(DUE + timedelta(days=offset)):
            if offset >= paid_on and payment is None:
                amounts = {invoice: invoice.total}
                payment = collecting.collect(
                    key=uuid4(), amounts=amounts, means=Means.CASH, agent=deputy
                )
            reminding.remind()
            if payment:
                assert reminding.remind() == 0
    keys = list(OutboundMessage.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) <= 3
    invoice.refresh_from_db()
    if payment:
        assert not OutboundMessage.objects.filter(queued_at__gt=payment.settled_at).exists()
    Invoice.objects.update(state="cancelled")  # the next example starts alone
    OutboundMessage.objects.all().delete()


def test_a_refund_that_is_settled_is_told() -> None:
    regie = make_regie()
    asker, approver = make_mandate(regie), make_mandate(regie, MandateRole.DEPUTY)
    invoice = make_invoice(regie)
    payment = confirmed(paying.start(invoices=[invoice], email=EMAIL))
    refund = refunding.ask(
        payment=payment, invoice=invoice, amount=1_000, reason="Absence", agent=asker
    )
    type(regie).objects.filter(pk=regie.pk).update(provider="")
    type(payment).objects.filter(pk=payment.pk).update(means=Means.TRANSFER)
    refunding.approve(refund=refund, agent=approver)
    refunding.settle_by_hand(refund=refund, agent=approver, reference="V-1")
    assert subjects() == ["Remboursement de 10,00 €"]
