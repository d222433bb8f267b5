"""The pages of a régie with something on each, for the journeys."""

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from payments.models import Handover, Mandate, Means
from payments.workflow import collecting, consulting, depositing
from portal.accounts.models import User
from tests.payments.builders import make_invoice, make_mandate, make_regie


def pages(agent: User) -> dict[str, list[str]]:
    """Where the addresses of a régie lead, by their name; the agent is its treasurer."""
    regie = make_regie(cash_maximum=1_000)
    mandate = Mandate.objects.create(
        regie=regie, agent=agent, role="treasurer", since=timezone.localdate()
    )
    invoice, paid = (make_invoice(regie, total=1_000) for _ in range(2))
    payment = collecting.collect(
        key=uuid4(), amounts={paid: 1_000}, means=Means.CASH, agent=agent, detail="Reçu 10"
    )
    depositing.deposit(regie=regie, means=Means.CASH, agent=agent, key=uuid4(), amount=100)
    consulting.note(agent=agent, regie=regie, what=consulting.PAGE, invoice=invoice)
    after = Mandate.objects.filter(agent=make_mandate(regie, "deputy")).get()
    done = Handover.objects.create(regie=regie, before=mandate, after=after, cash=900, note="x")
    code, today = regie.code, timezone.localdate().isoformat()
    numbers = [reverse("regie_invoice", args=[code, each.number]) for each in (invoice, paid)]
    collect = reverse("regie_collect", args=[code])
    return {
        "regies": [reverse("regies")],
        "regie": [reverse("regie", args=[code])],
        "regie_invoices": [reverse("regie_invoices", args=[code])],
        "regie_invoice_new": [reverse("regie_invoice_new", args=[code])],
        "regie_invoice": numbers,
        "regie_collect": [collect, f"{collect}?f={invoice.number}"],
        "regie_undo": [reverse("regie_undo", args=[code, payment.pk])],
        "regie_closings": [reverse("regie_closings", args=[code])],
        "regie_close_day": [reverse("regie_close_day", args=[code, today])],
        "regie_deposits": [reverse("regie_deposits", args=[code])],
        "regie_handover": [reverse("regie_handover", args=[code])],
        "regie_handover_record": [reverse("regie_handover_record", args=[code, done.pk])],
        "regie_consultations": [reverse("regie_consultations", args=[code])],
    }
