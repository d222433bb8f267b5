"""A régie, two procedures that are paid for, and demandes paid, to pay, or dropped unpaid."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone

from payments import fee_tables
from payments.demo_provider import workflow as bank
from payments.models import (
    Fee,
    Invoice,
    Mandate,
    MandateRole,
    Means,
    Regie,
    Tariff,
    TariffLine,
)
from payments.workflow import charging, collecting, confirming, paying
from portal.accounts.models import User
from portal.demandes import clock
from portal.demandes.models import Draft, DraftFile
from portal.demo import past
from portal.demo.data import read
from portal.demo.papers import received
from portal.demo.stories import key_of
from portal.directory.models import Organisation
from portal.procedures.compile import current_version
from portal.procedures.models import Procedure

APPOINTED = date(2024, 1, 1)
TOLD_APART = ("mandates", "organisation")


def paid_procedures() -> set[str]:
    """Their codes."""
    return {row["procedure"] for row in read("fees")["fees"]}


def treasurers() -> set[str]:
    """The addresses of those who hold a mandate."""
    return {email for row in read("fees")["regies"] for email in row["mandates"].values()}


def charge(now: datetime) -> None:
    """Open the régie and its fees, then live the stories up to now, by the real verbs."""
    told, began = read("fees"), timezone.now()
    for row in told["regies"]:
        _regie(row)
    for row in told["fees"]:
        _fee(row)
    for row in told["stories"]:
        with clock.at(now - timedelta(days=row["days_ago"])):
            _file(row)
    for row in told["stories"]:
        _end(row)
    charging.drop_unpaid(timezone.localdate(now))
    past.deliver(now, since=began)


def _regie(row: dict[str, Any]) -> None:
    regie = Regie(
        organisation=Organisation.objects.get(slug=row["organisation"]),
        **{name: value for name, value in row.items() if name not in TOLD_APART},
    )
    regie.set_keys("demo", {"account": regie.name})
    regie.full_clean()
    regie.save()
    for role, email in row["mandates"].items():
        agent = User.objects.get(email=email)
        Mandate.objects.create(regie=regie, agent=agent, role=role, since=APPOINTED)


def _fee(row: dict[str, Any]) -> None:
    given = {name: value for name, value in row.items() if name != "tables"}
    given["procedure"] = Procedure.objects.get(code=row["procedure"])
    given["regie"] = Regie.objects.get(code=row["regie"])
    fee = Fee(**given)
    fee.full_clean()
    fee.save()
    for table in fee_tables.read("\n".join(row["tables"]), fee.regie.currency):
        tariff = Tariff.objects.create(fee=fee, since=table.since)
        for line in table.lines:
            line.tariff = tariff
        TariffLine.objects.bulk_create(table.lines)


def _file(row: dict[str, Any]) -> None:
    procedure = Procedure.objects.get(code=row["procedure"])
    draft = Draft.objects.create(
        id=key_of(row["name"]),
        procedure=procedure,
        form_version=current_version(procedure),
        answers=row["answers"],
    )
    for key in row.get("files", ()):
        DraftFile.objects.create(draft=draft, field_key=key, stored=received(f"{key}.pdf"))
    charging.file(draft=draft)


def _end(row: dict[str, Any]) -> None:
    """What the person did about the invoice: paid it one way or the other, or nothing."""
    invoice = Invoice.objects.select_related("regie").get(demande__draft_key=key_of(row["name"]))
    if row["then"] == "online" and settings.DEMO_PROVIDER_ENABLED:
        payment = paying.start(invoices=[invoice], email=invoice.payer_email)
        bank.pay(UUID(payment.provider_id))
        confirming.ask(payment)
    elif row["then"] == "cash":
        deputy = Mandate.objects.get(regie=invoice.regie, role=MandateRole.DEPUTY).agent
        key, amounts = uuid5(key_of(row["name"]), "cash"), {invoice: invoice.due}
        collecting.collect(key=key, amounts=amounts, means=Means.CASH, agent=deputy)
