"""Which invoices, which payments: the words of the trade."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from payments.models import Invoice, Payment, Regie
    from portal.accounts.models import User

TIME_TO_PAY = timedelta(minutes=15)  # after filing, before an e-mail says how to pay


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def payable(self) -> Self:
        return self.filter(state__in=["issued", "partly_paid"])

    def of_fees(self) -> Self:
        """What a procedure's fee asked for, when its demande was filed."""
        return self.filter(source="fee")

    def overdue(self, on: date) -> Self:
        return self.payable().filter(due_on__lt=on)

    def to_announce(self, at: datetime) -> Self:
        """Those whose payer hasn't been written to; whoever is just filing may be paying now."""
        unknown = self.payable().filter(announced_at=None).exclude(payer_email="")
        return unknown.exclude(source="fee", issued_at__gt=at - TIME_TO_PAY).order_by("pk")

    def to_remind(self, regie: "Regie", today: date, stage: int) -> Self:
        """Those of a régie that reach this reminder: 1 before the due date, 2 and 3 after it.

        One that was issued late has its time all the same, and two never come close together.
        """
        before, after = (timedelta(days=days) for days in (regie.remind_before, regie.remind_after))
        written = (
            self.payable().filter(regie=regie).exclude(payer_email="").exclude(announced_at=None)
        )
        busy = Exists(regie.payments.filter(shares__invoice=OuterRef("pk"), state="pending"))
        rows = written.exclude(busy).order_by("due_on", "pk")
        if stage == 1:
            ahead = rows.filter(due_on__gte=today, due_on__lte=today + before)
            return ahead.filter(reminded=0, issued_on__lte=today - before)
        late = today - after * (stage - 1)
        rows = rows.filter(due_on__lte=late, issued_on__lte=late, reminded__lt=stage)
        return rows if stage == 2 else rows.filter(reminded=2, reminded_on__lte=today - after)

    def of_same_payer(self, invoice: "Invoice") -> Self:
        """The payer's other invoices at that régie: told by their number there, never by a name."""
        if not invoice.payer_reference:
            return self.none()
        same = self.filter(regie=invoice.regie_id, payer_reference=invoice.payer_reference)
        return same.exclude(pk=invoice.pk).order_by("-issued_at", "-pk")

    def visible_to(self, agent: "User") -> Self:
        """Those of the régies where the agent holds a mandate."""
        return self.filter(regie__in=_regies_of(agent))

    def locked(self, keys: Iterable[int]) -> list["Invoice"]:
        """These invoices, locked in one order whoever asks: two payments never wait in a ring."""
        return list(self.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


class PaymentQuerySet(models.QuerySet["Payment"]):
    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def to_ask_about(self, at: datetime) -> Self:
        return self.filter(next_check_at__lte=at)

    def visible_to(self, agent: "User") -> Self:
        return self.filter(regie__in=_regies_of(agent))


def _regies_of(agent: "User") -> "models.QuerySet[Regie]":
    from payments.rights import regies_of  # noqa: PLC0415  the rights ask the models in their turn

    return regies_of(agent)
