"""Real régies and invoices for tests.

regie = make_regie()                               # euros, the demonstration provider
treasurer, deputy = make_mandate(regie), make_mandate(regie, MandateRole.DEPUTY)
invoice = make_invoice(regie, total=4_250)         # issued by the real verb
"""

from datetime import date
from itertools import count
from typing import Any

from payments.gateways.base import Fact, Standing
from payments.models import Invoice, Mandate, MandateRole, Payment, Provider, Regie, Source
from payments.workflow import confirming, issuing
from portal.accounts.models import User
from tests.portal.directory.factories import make_agent, make_organisation

_numbers = count(1)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def make_regie(**fields: Any) -> Regie:
    number = next(_numbers)
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    defaults: dict[str, Any] = {
        "code": "RA" + LETTERS[number // 26 % 26] + LETTERS[number % 26],
        "name": f"Régie {number}",
        "provider": Provider.DEMO,
    }
    regie = Regie(**defaults | fields)
    regie.set_keys("demo", {"account": regie.name})
    regie.save()
    return regie


def make_mandate(regie: Regie, role: MandateRole = MandateRole.TREASURER) -> User:
    """A new agent with a mandate that has run for long."""
    agent = make_agent()
    Mandate.objects.create(regie=regie, agent=agent, role=role, since=date(2020, 1, 1))
    return agent


def make_invoice(regie: Regie | None = None, *, total: int = 4_250, **fields: Any) -> Invoice:
    defaults: dict[str, Any] = {
        "source": Source.COUNTER,
        "subject": "Cantine de novembre",
        "payer": issuing.Payer("Awa Delattre", "awa.delattre@courriel.example"),
        "lines": [issuing.Line("Repas", total, "7067")],
    }
    return issuing.issue(regie=regie or make_regie(), **defaults | fields)


def paid_fact(payment: Payment, **fields: Any) -> Fact:
    """What a provider says of a payment that it charged."""
    defaults: dict[str, Any] = {
        "provider_id": payment.provider_id,
        "standing": Standing.PAID,
        "charged": payment.amount,
        "currency": payment.currency,
        "charge_id": f"charge-{payment.pk}",
    }
    return Fact(**defaults | fields)


def confirmed(payment: Payment, **fields: Any) -> Payment:
    """The payment once its provider said that it was charged."""
    return confirming.record(payment, paid_fact(payment, **fields))
