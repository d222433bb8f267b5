"""The provider of `make demo`: it moves no money, and behaves as those that do."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from payments.demo_provider import outbox, signature, workflow
from payments.demo_provider.models import Attempt, Refund, State
from payments.gateways.base import (
    Fact,
    Gateway,
    GatewayError,
    Notice,
    Order,
    RefundFact,
    RefundStanding,
    Refused,
    Standing,
    Started,
    Transaction,
)
from portal.text.money import CURRENCIES

CLOSED = (
    "Le paiement de démonstration n’est pas ouvert sur ce site. "
    "Choisissez un autre prestataire pour cette régie."
)


class DemoGateway(Gateway):
    """Attempts and refunds are rows of `payments.demo_provider`.

    With the secret `slow_refunds` at "1", a refund is settled when it is next asked about.
    """

    code = "demo"
    label = "Démonstration"
    needs = {"account": "Nom du bénéficiaire, montré sur la page de paiement"}
    can_refund = True
    can_list = True

    @property
    def account(self) -> str:
        """Whose money it would be: each régie sees its own transactions."""
        return self.secrets.get("account", "")[:100]

    def check(self, order: Order) -> None:
        _require_open()
        if order.currency not in CURRENCIES:
            raise Refused("Cette monnaie n’est pas acceptée.")
        if order.amount <= 0:
            raise Refused("Le montant à payer doit être positif.")

    def start(self, order: Order) -> Started:
        self.check(order)
        attempt = workflow.open_attempt(order, account=self.account)
        # On the host that the person comes from: a form's redirection may not leave it (CSP).
        return Started(str(attempt.pk), urljoin(order.return_url, attempt.get_absolute_url()))

    def status(self, provider_id: str, *, started_at: datetime) -> Fact:
        return _fact(outbox.told(self._attempt(provider_id)))

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        signature.check(body, headers)
        event = json.loads(body)
        fact = _fact(event["attempt"])
        return Notice(
            event_id=event["event"],
            kind=f"payment.{fact.standing}",
            provider_id=fact.provider_id,
            key=event["key"],
            charge_id=fact.charge_id,
            fact=fact,
        )

    def cancel(self, provider_id: str) -> None:
        workflow.close(self._attempt(provider_id).pk)

    def refund(self, *, key: str, charge_id: str, amount: int, currency: str) -> RefundFact:
        _require_open()
        try:
            attempt = self._attempt(charge_id.removeprefix("charge-"))
        except GatewayError as error:
            raise Refused("La banque ne connaît pas ce paiement.") from error
        if currency != attempt.currency:
            raise Refused("Le remboursement n’est pas dans la monnaie du paiement.")
        settled = self.secrets.get("slow_refunds") != "1"
        return _refund_fact(workflow.refund(attempt, key=key, amount=amount, settled=settled))

    def refund_status(self, refund_id: str) -> RefundFact:
        known = Refund.objects.filter(pk=_uuid(refund_id), attempt__account=self.account)
        if not known.exists():
            raise GatewayError("unknown refund")
        return _refund_fact(workflow.settle(_uuid(refund_id)))

    def transactions(self, day: date, time_zone: str) -> Iterator[Transaction]:
        zone = ZoneInfo(time_zone)
        first, last = (
            datetime.combine(each, time.min, zone) for each in (day, day + timedelta(days=1))
        )
        now = min(last, timezone.now())
        paid = Attempt.objects.filter(
            account=self.account, state=State.PAID, paid_at__gte=first, paid_at__lt=now
        )
        for attempt in paid.order_by("paid_at", "pk").iterator():
            if attempt.paid_at:
                yield _line(attempt, attempt.amount, attempt.paid_at, attempt.key)
        given = Refund.objects.filter(
            attempt__account=self.account, settled_at__gte=first, settled_at__lt=last
        ).select_related("attempt")
        for refund in given.order_by("settled_at", "pk").iterator():
            if refund.settled_at:
                line = _line(refund.attempt, -refund.amount, refund.settled_at, refund.key)
                yield replace(line, refund_id=str(refund.pk))

    def _attempt(self, provider_id: str) -> Attempt:
        """Raises GatewayError when this account has no such attempt."""
        found = Attempt.objects.filter(pk=_uuid(provider_id), account=self.account).first()
        if found is None:
            raise GatewayError("unknown attempt")
        return found


def _require_open() -> None:
    if not settings.DEMO_PROVIDER_ENABLED:
        raise Refused(CLOSED)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise GatewayError("unknown id") from error


def _fact(told: Mapping[str, Any]) -> Fact:
    return Fact(
        provider_id=told["id"],
        standing=Standing(told["standing"]),
        charged=told["charged"],
        currency=told["currency"],
        charge_id=told["charge_id"],
        at_bank=told["at_bank"],
        paid_at=datetime.fromisoformat(told["paid_at"]) if told["paid_at"] else None,
        refunded=told["refunded"],
        detail=told["detail"],
    )


def _refund_fact(refund: Refund) -> RefundFact:
    return RefundFact(
        refund_id=str(refund.pk),
        standing=RefundStanding(refund.state),
        amount=refund.amount,
        currency=refund.attempt.currency,
        charge_id=refund.attempt.charge_id,
    )


def _line(attempt: Attempt, amount: int, at: datetime, key: str) -> Transaction:
    return Transaction(str(attempt.pk), attempt.charge_id, amount, attempt.currency, at, key)
