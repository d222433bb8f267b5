"""PayFiP, the Treasury's way to pay a local authority, by eopayment: docs/payments-payfip.md.

It keeps no key of ours: each `start` opens an operation (idop) of its own. One that nobody was sent
to can't be paid, and dies in fifteen minutes. It lists nothing and gives nothing back by a call.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from payments.gateways import payfip_rules as rules
from payments.gateways.base import (
    BadNotification,
    Fact,
    Gateway,
    GatewayError,
    Notice,
    Order,
    Refused,
    Standing,
    Started,
)
from portal.text.money import EUR, major

FAULT = re.compile(r"[A-Z][0-9]{1,2}", re.ASCII)  # of its own: what else comes is a breakdown


class WrongError(GatewayError):
    """PayFiP understood and says what is wrong, by one of its codes."""


class PayFiPGateway(Gateway):
    """For the tests, `service_url` and `payment_url` stand for the Treasury's own."""

    code = "payfip"
    label = "PayFiP (Trésor public)"
    origins = ("https://www.payfip.gouv.fr",)
    needs = {
        "numcli": "Numéro de client PayFiP (6 chiffres)",
        "saisie": "Mode\u00a0: T (essai), X (activation) ou W (production)",
    }
    lasts = rules.LIFE
    timeout: float = 15  # seconds

    def check(self, order: Order) -> None:
        rules.check_account(self.secrets)
        rules.check_debt(order)
        rules.check_email(order.email)
        rules.check_delay(order)

    def start(self, order: Order) -> Started:
        self.check(order)
        try:
            made, _kind, page = _call(
                self._backend(order).request,
                major(order.amount, EUR),
                email=order.email,
                refdet=order.reference,
                exer=str(order.year),
                subject=rules.subject(order.subject),
                timeout=self.timeout,
            )
        except WrongError as wrong:
            message = f"PayFiP a refusé ce paiement (code {wrong}). Prévenez la régie."
            raise Refused(message) from wrong
        idop = str(made)
        if not rules.IDOP.fullmatch(idop):
            raise GatewayError("payfip: no idop")
        own = self.secrets.get("payment_url")
        return Started(idop, f"{own}?idop={idop}" if own else str(page))

    def status(self, provider_id: str, *, started_at: datetime) -> Fact:
        from eopayment import EXPIRED  # noqa: PLC0415 (heavy)

        told = _call(
            self._backend().payment_status,
            provider_id,
            transaction_date=started_at,
            timeout=self.timeout,
        )
        data = told.bank_data or {}
        if data:
            return self._fact(provider_id, told, data)
        # P1, "unknown", is also said of an operation whose page nobody has opened yet.
        young = datetime.now(UTC) < started_at + rules.LIFE
        over = told.result == EXPIRED and not young
        return Fact(provider_id, Standing.EXPIRED if over else Standing.PENDING)

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """It carries no proof, only an idop: anybody may send one, and it asks for a status call.

        Those of one minute are one event: a forged one, come first, doesn't hide the real one.
        """
        idop = _named(body)
        return Notice(f"payfip:{idop}:{int(time.time()) // 60}", "payment", provider_id=idop)

    def cancel(self, provider_id: str) -> None:
        """PayFiP knows no such call: what isn't paid dies by itself."""

    def _backend(self, order: Order | None = None) -> Any:
        """eopayment's own, with this régie's account."""
        import eopayment  # noqa: PLC0415 (heavy)

        options = {
            "numcli": self.secrets.get("numcli", ""),
            "saisie": self.secrets.get("saisie", ""),
            "normal_return_url": order.return_url if order else "",
            "automatic_return_url": order.notify_url if order else "",
        }
        backend = eopayment.Payment(eopayment.PAYFIP_WS, options).backend
        if address := self.secrets.get("service_url"):
            backend.payfip.client.service._binding_options["address"] = address
        return backend

    def _fact(self, idop: str, told: Any, data: Mapping[str, str | None]) -> Fact:
        """What PayFiP answers of an operation that came to an end."""
        if data.get("idOp") != idop:
            raise GatewayError("payfip: the answer is about another operation")
        code = data.get("resultrans") or ""
        standing = _standing(told)
        if standing != Standing.PAID:
            return Fact(idop, standing, detail=code)
        if data.get("saisie") == "T" != self.secrets.get("saisie"):
            return Fact(idop, Standing.EXPIRED, detail="T")  # a try: no money has moved
        montant = data.get("montant") or ""
        if not rules.CENTS.fullmatch(montant):
            raise GatewayError("payfip: no amount")
        return Fact(
            provider_id=idop,
            standing=standing,
            charged=int(montant),
            currency=EUR,
            charge_id=data.get("numauto") or idop,
            paid_at=rules.read_moment(data.get("dattrans") or "", data.get("heurtrans") or ""),
            detail=code,
        )


def _standing(told: Any) -> Standing:
    """What eopayment makes of the code; for two minutes it takes an abandonment as pending."""
    from eopayment import CANCELLED, DENIED, PAID, WAITING  # noqa: PLC0415 (heavy)

    known = {
        PAID: Standing.PAID,
        DENIED: Standing.REFUSED,
        CANCELLED: Standing.EXPIRED,
        WAITING: Standing.PENDING,
    }
    if told.result not in known:
        raise GatewayError("payfip: unknown result")
    return known[told.result]


def _call(function: Any, *args: Any, **options: Any) -> Any:
    """Call eopayment. Raises GatewayError, and of those WrongError for what PayFiP itself says."""
    from eopayment import PaymentException  # noqa: PLC0415 (heavy)

    try:
        return function(*args, **options)
    except PaymentException as error:
        code = str(getattr(error, "code", ""))
        if FAULT.fullmatch(code):
            raise WrongError(code) from error
        raise GatewayError(f"payfip: {code or 'error'}") from error
    except ValueError as error:
        raise GatewayError("payfip: an answer that can't be read") from error


def _named(body: bytes) -> str:
    """The idop of a notification. Raises BadNotification."""
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=20)
    except ValueError as error:
        raise BadNotification("no form") from error
    named = [value for name in ("idop", "idOp") for value in fields.get(name, [])]
    if len(named) != 1 or not rules.IDOP.fullmatch(named[0]):
        raise BadNotification("no idop")
    return named[0]
