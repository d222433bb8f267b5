"""What Stripe keeps of one account: sessions, intents, charges, refunds, balance, events."""

import copy
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from .parameters import Invalid

Object = dict[str, Any]

PREFIXES = {
    "checkout.session": "cs_test_",
    "payment_intent": "pi_",
    "charge": "ch_",
    "refund": "re_",
    "balance_transaction": "txn_",
    "dispute": "du_",
    "event": "evt_",
}
HALF_HOUR, DAY = 1800, 86400


class Account:
    """Objects by id, under one lock; every change announces its events."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock: Callable[[], float] = time.time
        self.objects: dict[str, Object] = {}
        self.events: list[Object] = []
        self.fees = 0  # of each charge: a line of the balance of its own

    def now(self) -> int:
        return int(self.clock())

    def add(self, kind: str, **fields: Any) -> Object:
        """A new object, kept."""
        made = {
            "id": PREFIXES[kind] + secrets.token_hex(12),
            "object": kind,
            "created": self.now(),
            "livemode": False,
        } | fields
        self.objects[made["id"]] = made
        return made

    def get(self, kind: str, wanted: str, param: str = "id") -> Object:
        """The object of that kind. Raises Invalid (404)."""
        found = self.objects.get(wanted)
        if found is None or found["object"] != kind:
            name = kind.replace(".", " ").replace("_", " ")
            raise Invalid(404, f"No such {name}: '{wanted}'", code="resource_missing", param=param)
        if kind == "checkout.session" and found["status"] == "open":
            self.close_if_late(found)
        return found

    def of(self, kind: str) -> list[Object]:
        """Every object of a kind, newest first."""
        return [one for one in reversed(self.objects.values()) if one["object"] == kind]

    def announce(self, kind: str, thing: Object) -> Object:
        """An event, with the object as it is now."""
        event = self.add(
            "event",
            type=kind,
            api_version="2026-10-28.endive",
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
            data={"object": copy.deepcopy(thing)},
        )
        self.events.append(event)
        return event

    # Sessions

    def open_session(self, params: Object, base: str) -> Object:
        """What POST /v1/checkout/sessions makes."""
        price = params["line_items"][0]["price_data"]
        total = sum(
            line["price_data"]["unit_amount"] * line.get("quantity", 1)
            for line in params["line_items"]
        )
        session = self.add(
            "checkout.session",
            mode=params["mode"],
            status="open",
            payment_status="unpaid",
            amount_total=total,
            amount_subtotal=total,
            currency=price["currency"],
            client_reference_id=params.get("client_reference_id"),
            customer_email=params.get("customer_email"),
            metadata=params.get("metadata", {}),
            payment_intent=None,
            success_url=params["success_url"],
            cancel_url=params.get("cancel_url"),
            locale=params.get("locale"),
            expires_at=params.get("expires_at", self.now() + DAY),
        )
        session["url"] = f"{base}/c/pay/{session['id']}"
        session["_intent_data"] = params.get("payment_intent_data", {})
        session["_subject"] = price["product_data"]["name"]
        return session

    def close_if_late(self, session: Object) -> None:
        if self.now() >= session["expires_at"]:
            self.close_session(session)

    def close_session(self, session: Object) -> Object:
        """Expired: nobody can pay it any more."""
        self.must_be_open(session, "expired")
        session |= {"status": "expired", "url": None}
        if session["payment_intent"]:
            self.objects[session["payment_intent"]]["status"] = "canceled"
        self.announce("checkout.session.expired", session)
        return session

    @staticmethod
    def must_be_open(session: Object, done: str) -> None:
        if session["status"] != "open":
            raise Invalid(
                400,
                'Only Checkout Sessions with a status in ["open"] can be '
                f"{done}. This Checkout Session has a status of `{session['status']}`.",
            )

    def intent_of(self, session: Object) -> Object:
        """The session's intent, made when the person first tries to pay."""
        if session["payment_intent"] is None:
            intent = self.add(
                "payment_intent",
                status="requires_payment_method",
                amount=session["amount_total"],
                amount_received=0,
                currency=session["currency"],
                latest_charge=None,
                last_payment_error=None,
                metadata=dict(session["_intent_data"].get("metadata", {})),
            )
            session["payment_intent"] = intent["id"]
        return self.objects[session["payment_intent"]]

    def charge(self, intent: Object, amount: int) -> Object:
        """The money has moved."""
        charge = self.add(
            "charge",
            status="succeeded",
            paid=True,
            amount=amount,
            amount_captured=amount,
            amount_refunded=0,
            refunded=False,
            disputed=False,
            currency=intent["currency"],
            payment_intent=intent["id"],
            metadata=dict(intent["metadata"]),
        )
        intent |= {
            "status": "succeeded",
            "amount_received": amount,
            "latest_charge": charge["id"],
            "last_payment_error": None,
        }
        charge["balance_transaction"] = self.line("charge", amount, charge)["id"]
        if self.fees:
            self.line("stripe_fee", -self.fees, None)
        self.announce("payment_intent.succeeded", intent)
        return charge

    def line(self, kind: str, amount: int, source: Object | None) -> Object:
        """A line of the balance."""
        return self.add(
            "balance_transaction",
            type=kind,
            amount=amount,
            net=amount,
            fee=0,
            currency=source["currency"] if source else "eur",
            source=source["id"] if source else None,
        )

    # Refunds

    def give_back(self, params: Object, *, waits: bool) -> Object:
        """What POST /v1/refunds makes. Raises Invalid where the real one refuses."""
        intent = self.get("payment_intent", params["payment_intent"], "payment_intent")
        if intent["latest_charge"] is None:
            raise Invalid(
                400,
                "This PaymentIntent does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
                param="payment_intent",
            )
        charge = self.objects[intent["latest_charge"]]
        amount = self.refundable(charge, params.get("amount"))
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self.add(
            "refund",
            status="pending" if waits else "succeeded",
            amount=amount,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            metadata=params.get("metadata", {}),
            failure_reason=None,
            pending_reason="processing" if waits else None,
        )
        self.line("refund", -amount, refund)
        self.announce("refund.created", refund)
        self.announce("charge.refunded", charge)
        return refund

    @staticmethod
    def refundable(charge: Object, amount: int | None) -> int:
        """How much is given back. Raises Invalid."""
        remains = charge["amount"] - charge["amount_refunded"]
        if charge["disputed"]:
            raise Invalid(400, "This charge is disputed.", code="charge_disputed")
        if remains == 0:
            raise Invalid(
                400,
                f"Charge {charge['id']} has already been refunded.",
                code="charge_already_refunded",
            )
        if amount is not None and amount > remains:
            raise Invalid(
                400,
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({remains})",
                param="amount",
            )
        return remains if amount is None else amount
