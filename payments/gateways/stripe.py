"""Stripe: a Checkout Session per attempt, refunds, signed webhooks, balance transactions.

Only this module imports `stripe` (33 MB, a third of a second): import it where a régie uses it.
Nothing is global: each call has its own client, with the régie's own key.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import stripe

from .base import (
    BadNotification,
    Fact,
    Gateway,
    GatewayError,
    Notice,
    Order,
    RefundFact,
    Refused,
    Started,
    Transaction,
)
from .stripe_objects import MOVES, key_of, notice, refund_fact, session_fact, transaction
from .stripe_refusals import UNAVAILABLE, check_order, is_private, payment_refusal, refund_refusal

logger = logging.getLogger(__name__)

API_VERSION = "2026-10-28.endive"
TOLERANCE = 300  # seconds between a notification's signature and its arrival
# Stripe wants 30 minutes to 24 hours at its own clock, when the call arrives.
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23, minutes=59)
STEP = 300  # a bounded date is rounded, so that a second call soon after the first is the same


class StripeGateway(Gateway):
    """A régie's own Stripe account. `provider_id` is the session, `charge_id` the payment intent.

    `secrets["api_base"]` is for tests; no form offers it, and it is https or this machine.
    """

    code = "stripe"
    label = "Carte bancaire (Stripe)"
    needs = {
        "secret_key": "Clé secrète ou restreinte (sk_… ou rk_…)",
        "webhook_secret": "Secret de signature du webhook (whsec_…)",
    }
    origins = ("https://checkout.stripe.com",)
    can_refund = True
    can_list = True
    timeout: ClassVar[float] = 10  # seconds, for connecting and for each answer
    retries: ClassVar[int] = 1

    def check(self, order: Order) -> None:
        if not self.secrets.get("secret_key", "").startswith(("sk_", "rk_")):
            raise Refused(UNAVAILABLE)
        check_order(order)

    def start(self, order: Order) -> Started:
        with self._client() as client:
            try:
                session = client.v1.checkout.sessions.create(
                    session_params(order), {"idempotency_key": order.key}
                ).to_dict()
            except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
                raise Refused(payment_refusal(log(error))) from None
        return Started(provider_id=session["id"], url=session["url"])

    def status(self, provider_id: str, *, started_at: datetime) -> Fact:
        with self._client() as client:
            session = client.v1.checkout.sessions.retrieve(
                provider_id, {"expand": ["payment_intent.latest_charge"]}
            )
            return session_fact(session.to_dict())

    def cancel(self, provider_id: str) -> None:
        with self._client() as client:
            try:
                client.v1.checkout.sessions.expire(provider_id)
            except stripe.InvalidRequestError as error:
                if error.http_status == 404:
                    raise
                # Already complete or expired: the next fact tells.

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        signature = {name.lower(): value for name, value in headers.items()}.get("stripe-signature")
        secrets = [part.strip() for part in self.secrets.get("webhook_secret", "").split(",")]
        if not any(signed(body, signature, secret) for secret in secrets if secret):
            raise BadNotification("no valid signature")
        try:
            return notice(json.loads(body))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise BadNotification("not an event") from None

    def refund(self, *, key: str, charge_id: str, amount: int, currency: str) -> RefundFact:
        """Looks for a refund of that key first: Stripe forgets idempotency keys after a day."""
        with self._client() as client:
            try:
                refunds = client.v1.refunds.list({"payment_intent": charge_id, "limit": 100})
                for one in refunds.auto_paging_iter():
                    if key_of(earlier := one.to_dict()) == key:
                        return refund_fact(earlier)
                made = client.v1.refunds.create(
                    {"payment_intent": charge_id, "amount": amount, "metadata": {"key": key}},
                    {"idempotency_key": key},
                )
            except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
                raise Refused(refund_refusal(log(error))) from None
            return refund_fact(made.to_dict())

    def refund_status(self, refund_id: str) -> RefundFact:
        with self._client() as client:
            return refund_fact(client.v1.refunds.retrieve(refund_id).to_dict())

    def transactions(self, day: date, time_zone: str) -> Iterator[Transaction]:
        since, until = (
            int(datetime.combine(one, time(), ZoneInfo(time_zone)).timestamp())
            for one in (day, day + timedelta(days=1))
        )
        with self._client() as client:
            lines = client.v1.balance_transactions.list(
                {
                    "created": {"gte": since, "lt": until},
                    "expand": ["data.source"],
                    "limit": 100,
                }
            )
            for line in lines.auto_paging_iter():
                if line.type in MOVES:
                    yield transaction(line.to_dict())

    @contextmanager
    def _client(self) -> Iterator[stripe.StripeClient]:
        """A client of this régie; what the library raises becomes ours, without its words."""
        base = self.secrets.get("api_base", "").rstrip("/")
        if base and not is_private(base):
            raise GatewayError("the address of Stripe is neither https nor this machine")
        http = stripe.RequestsClient(timeout=self.timeout)
        try:
            yield stripe.StripeClient(
                self.secrets.get("secret_key", ""),
                base_addresses={"api": base} if base else None,
                http_client=http,
                max_network_retries=self.retries,
                stripe_version=API_VERSION,
            )
        except stripe.StripeError as error:
            log(error)
            raise GatewayError(f"Stripe: {type(error).__name__}") from None
        finally:
            http.close()


def session_params(order: Order) -> Any:
    """The attempt as Stripe takes it. Amounts are in Stripe's units: cents, or whole francs CFP."""
    metadata = {"key": order.key, "reference": order.reference}
    params = {
        "mode": "payment",
        "locale": "fr",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency.lower(),
                    "unit_amount": order.amount,
                    "product_data": {"name": order.subject[:250]},
                },
            }
        ],
        "client_reference_id": order.reference,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "adaptive_pricing": {"enabled": False},  # charged in the invoice's currency, no other
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
        "expires_at": expiry(order.expires_at, datetime.now(UTC)),
    }
    return params | ({"customer_email": order.email} if order.email else {})


def expiry(wanted: datetime, now: datetime) -> int:
    """When Stripe is to close the session: as wanted, within what it accepts."""
    if wanted < now + SHORTEST:
        return -(-int((now + SHORTEST).timestamp()) // STEP) * STEP
    if wanted > now + LONGEST:
        return int((now + LONGEST).timestamp()) // STEP * STEP
    return int(wanted.timestamp())


def signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether Stripe signed this body with this secret, less than five minutes ago."""
    try:
        return stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE)
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False


def log(error: stripe.StripeError) -> list[str]:
    """The words that say why, most telling first; and a line of log that quotes nothing else.

    An error's own text may hold what was sent, or the end of a key.
    """
    param = getattr(error, "param", None)
    kind = error.error.type if error.error else None
    logger.log(
        logging.ERROR if error.http_status in (401, 403) else logging.WARNING,
        "%s of Stripe, status %s, code %s, parameter %s, request %s",
        type(error).__name__,
        error.http_status,
        error.code,
        param,
        error.request_id,
    )
    return [word for word in (error.code, param, kind) if word]
