"""Which invoices, which payments: the words of the trade."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from payments.models import Invoice, Payment, Regie
    from portal.accounts.models import User


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def payable(self) -> Self:
        return self.filter(state__in=["issued", "partly_paid"])

    def of_fees(self) -> Self:
        """What a procedure's fee asked for, when its demande was filed."""
        return self.filter(source="fee")

    def overdue(self, on: date) -> Self:
        return self.payable().filter(due_on__lt=on)

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
