"""The counter's week of the demonstration, told by the verbs."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from payments.models import DayClosing, Deposit, Invoice, MandateRole, Payment
from portal.demo import counter
from portal.demo.data import read
from tests.payments.builders import make_mandate, make_regie

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hour", ["00:03", "08:30", "23:59"])
def test_a_week_is_taken_its_past_days_closed_and_its_cheques_paid_in(hour):
    """Whatever the hour of the loading, where the town is."""
    now = datetime.fromisoformat(f"2026-11-29T{hour}+01:00")
    regie = make_regie(code="CANT")
    make_mandate(regie)
    deputy = make_mandate(regie, MandateRole.DEPUTY)
    with time_machine.travel(now, tick=False):
        counter.tell(now)
    rows = read("counter")
    days = {row["days_ago"] for row in rows}
    assert Payment.objects.confirmed().filter(taken_by=deputy).count() == len(rows)
    assert Payment.objects.values("day").distinct().count() == len(days)
    assert DayClosing.objects.count() == len(days) - 1
    assert Payment.objects.filter(day=now.date()).count() == 2
    assert not Payment.objects.filter(settled_at__gt=now).exists()
    assert Deposit.objects.get().amount == 3_180


def test_without_a_regie_or_its_treasurer_there_is_no_counter():
    counter.tell(timezone.now())
    make_regie()
    counter.tell(timezone.now())
    assert not Invoice.objects.exists()
