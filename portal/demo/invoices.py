"""A régie that residents pay, the médiathèque's: invoices in several states, by the real verbs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from payments import notices
from payments.models import Invoice, Mandate, MandateRole, Means, Provider, Regie, Source
from payments.workflow import collecting, issuing
from portal.accounts.models import User
from portal.demandes.references import display_code
from portal.demo import past
from portal.demo.data import read
from portal.directory.models import Organisation
from portal.text.money import display

CODE = "MEDIA"


def issue_all(now: datetime) -> None:
    """Open the régie, then issue each invoice on its day: its e-mail is already in the outbox."""
    told = read("invoices")
    regie = _open(told["regie"])
    treasurer, deputy = (_appoint(regie, told[role], role) for role in MandateRole)
    for row in told["invoices"]:
        invoice = _issue(regie, row, now - timedelta(days=row["days_ago"]))
        if then := row.get("then"):
            THEN[then](invoice, treasurer, deputy)


def told() -> dict[str, str]:
    """What a visitor types to pay one of the médiathèques; nothing before it is there."""
    return typed_for(Invoice.objects.filter(regie__code=CODE).order_by("pk").first())


def typed_for(invoice: Invoice | None) -> dict[str, str]:
    """Its number, amount and code, as a letter gives them."""
    if invoice is None:
        return {}
    return {
        "number": invoice.number,
        "amount": display(invoice.total, invoice.currency),
        "code": display_code(invoice.access_code),
    }


def _open(row: dict[str, str]) -> Regie:
    organisation = Organisation.objects.get(slug=row["organisation"])
    words = {name: row[name] for name in ("name", "legal_mentions")}
    regie = Regie(organisation=organisation, code=CODE, provider=Provider.DEMO, **words)
    regie.set_keys(Provider.DEMO, {"account": regie.name})
    regie.full_clean()
    regie.save()
    return regie


def _appoint(regie: Regie, email: str, role: str) -> User:
    agent = User.objects.get(email=email)
    since = timezone.localdate() - timedelta(days=400)
    Mandate.objects.create(regie=regie, agent=agent, role=role, since=since)
    return agent


def _issue(regie: Regie, row: dict[str, Any], at: datetime) -> Invoice:
    began = timezone.now()
    invoice = issuing.issue(
        regie=regie,
        source=Source.IMPORT,
        subject=row["subject"],
        payer=issuing.Payer(row["payer"], row["email"], reference=row["account"]),
        lines=[issuing.Line(line["label"], line["price"], "7062") for line in row["lines"]],
        due_on=at.date() + timedelta(days=row["days_to_pay"]),
        external_id=row["external_id"],
        at=at,
    )
    notices.announced(invoice)
    invoice.announced_at = at
    invoice.save(update_fields=["announced_at"])
    past.deliver(at, since=began)
    return invoice


def _pay(invoice: Invoice, _treasurer: User, deputy: User) -> None:
    _take(invoice, invoice.due, Means.CHEQUE, deputy)


def _pay_part(invoice: Invoice, _treasurer: User, deputy: User) -> None:
    _take(invoice, invoice.due // 2, Means.CASH, deputy)


def _take(invoice: Invoice, amount: int, means: Means, deputy: User) -> None:
    collecting.collect(key=uuid4(), amounts={invoice: amount}, means=means, agent=deputy)


def _cancel(invoice: Invoice, treasurer: User, _deputy: User) -> None:
    issuing.cancel(invoice=invoice, agent=treasurer, reason="Livre rapporté le jour même")


def _transfer(invoice: Invoice, treasurer: User, _deputy: User) -> None:
    issuing.transfer(invoice=invoice, agent=treasurer, title_number="2026-0147")


THEN: dict[str, Callable[[Invoice, User, User], None]] = {
    "pay": _pay,
    "pay_part": _pay_part,
    "cancel": _cancel,
    "transfer": _transfer,
}
