"""PayFiP, the Treasury's way to pay a local authority, by eopayment: docs/payments-payfip.md.

It keeps no key of ours: each `start` opens an operation (idop) of its own. One that nobody was sent
to can't be paid, and dies in fifteen minutes. It lists nothing and gives nothing back by a call.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

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
    TooEarly,
)
from portal.text.dates import NBSP
from portal.text.money import EUR, major
from portal.ui.dates import hour

PARIS = ZoneInfo("Europe/Paris")  # whose hours PayFiP gives, wherever the authority is
BETWEEN_TRIES = timedelta(minutes=20)  # on one debt
LIFE = timedelta(minutes=15)  # of an operation, before anybody pays it
LOWEST, HIGHEST = 100, 10_000_000  # cents
KINDS = {"T": "essai", "X": "activation", "W": "production"}
NUMCLI = re.compile(r"[0-9]{6}", re.ASCII)
REFERENCE = re.compile(r"[A-Za-z0-9]{1,30}", re.ASCII)
EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+", re.ASCII)
IDOP = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
CENTS = re.compile(r"[0-9]{1,12}", re.ASCII)
FAULT = re.compile(r"[A-Z][0-9]{1,2}", re.ASCII)  # of its own: what else comes is a breakdown
# Letters that lose no accent but fall apart, and what stands for a space.
FALL_APART = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": " ", NBSP: " "})


class WrongError(GatewayError):
    """PayFiP understood and says what is wrong, by one of its codes."""


class PayFiPGateway(Gateway):
    """For the tests, `service_url` and `payment_url` stand for the Treasury's own."""

    code = "payfip"
    label = "PayFiP (Trésor public)"
    needs = {
        "numcli": "Numéro de client PayFiP (6 chiffres)",
        "saisie": "Mode\u00a0: T (essai), X (activation) ou W (production)",
    }
    lasts = LIFE
    timeout = 15  # seconds

    def check(self, order: Order) -> None:
        self._check_account()
        _check_debt(order)
        if not (6 <= len(order.email) <= 80 and EMAIL.fullmatch(order.email)):
            raise Refused(
                "PayFiP a besoin d’une adresse e-mail de 6 à 80 caractères, sans accent, "
                "comme nom@exemple.fr. Corrigez l’adresse."
            )
        if order.earlier and (at := order.earlier + BETWEEN_TRIES) > datetime.now(UTC):
            raise TooEarly(_too_early(at), at)

    def start(self, order: Order) -> Started:
        self.check(order)
        try:
            made, _kind, page = _call(
                self._backend(order).request,
                major(order.amount, EUR),
                email=order.email,
                refdet=order.reference,
                exer=str(order.year),
                subject=order.subject.translate(FALL_APART),
                timeout=self.timeout,
            )
        except WrongError as wrong:
            message = f"PayFiP a refusé ce paiement (code {wrong}). Prévenez la régie."
            raise Refused(message) from wrong
        idop = str(made)
        if not IDOP.fullmatch(idop):
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
        young = datetime.now(UTC) < started_at + LIFE
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

    def _check_account(self) -> None:
        if not NUMCLI.fullmatch(self.secrets.get("numcli", "")):
            raise Refused(
                "Le numéro de client PayFiP de la régie n’a pas 6 chiffres. Prévenez la régie."
            )
        if self.secrets.get("saisie") not in KINDS:
            raise Refused("Le mode PayFiP de la régie n’est ni T, ni X, ni W. Prévenez la régie.")

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
        if not CENTS.fullmatch(montant):
            raise GatewayError("payfip: no amount")
        return Fact(
            provider_id=idop,
            standing=standing,
            charged=int(montant),
            currency=EUR,
            charge_id=data.get("numauto") or idop,
            paid_at=read_moment(data.get("dattrans") or "", data.get("heurtrans") or ""),
            detail=code,
        )


def read_moment(day: str, clock: str) -> datetime | None:
    """« 28112026 », « 1432 » in Paris; None for anything else."""
    if not (re.fullmatch(r"[0-9]{8}", day) and re.fullmatch(r"[0-9]{4}", clock)):
        return None
    try:
        return datetime.strptime(day + clock, "%d%m%Y%H%M").replace(tzinfo=PARIS)
    except ValueError:
        return None


def _check_debt(order: Order) -> None:
    if order.currency != EUR:
        raise Refused("PayFiP n’encaisse que des euros. Réglez cette somme auprès de la régie.")
    if order.amount < LOWEST:
        raise Refused(
            "PayFiP n’accepte pas moins de 1,00\u00a0€. Réglez cette somme auprès de la régie."
        )
    if order.amount > HIGHEST:
        raise Refused(
            "PayFiP n’accepte pas plus de 100\u00a0000\u00a0€. "
            "Réglez cette somme auprès de la régie."
        )
    if not REFERENCE.fullmatch(order.reference):
        raise Refused(
            "La référence doit avoir de 1 à 30 lettres ou chiffres, sans accent ni espace. "
            "Prévenez la régie."
        )


def _too_early(at: datetime) -> str:
    """The minute is rounded up: at that minute, one may."""
    minute = (at + timedelta(minutes=1) - timedelta.resolution).replace(second=0, microsecond=0)
    return (
        "Un paiement de cette somme a déjà été commencé il y a moins de 20\u00a0minutes. "
        f"Vous pourrez réessayer à partir de {hour(minute)}."
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
    if len(named) != 1 or not IDOP.fullmatch(named[0]):
        raise BadNotification("no idop")
    return named[0]
