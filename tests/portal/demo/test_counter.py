"""The counter's week of the demonstration, told by the verbs."""

import pytest
from django.utils import timezone

from payments.models import DayClosing, Deposit, Invoice, MandateRole, Payment
from portal.demo import counter
from portal.demo.data import read
from tests.payments.builders import make_mandate, make_regie

pytestmark = pytest.mark.django_db


def test_a_week_is_taken_its_past_days_closed_and_its_cheques_paid_in():
    regie = make_regie(code="CANT")
    make_mandate(regie)
    deputy = make_mandate(regie, MandateRole.DEPUTY)
    counter.tell(timezone.now())
    rows = read("counter")
    days = {row["days_ago"] for row in rows}
    assert Payment.objects.confirmed().filter(taken_by=deputy).count() == len(rows)
    assert Payment.objects.values("day").distinct().count() == len(days)
    assert DayClosing.objects.count() == len(days) - 1
    assert Deposit.objects.get().amount == 3_180


def test_without_a_regie_or_its_treasurer_there_is_no_counter():
    counter.tell(timezone.now())
    make_regie()
    counter.tell(timezone.now())
    assert not Invoice.objects.exists()
