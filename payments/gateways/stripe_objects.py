"""Stripe's objects read into ours: plain dictionaries in, no call, no `stripe` library.

`charge_id` is always the payment intent: sessions, charges and refunds all name it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .base import Fact, Notice, RefundFact, RefundStanding, Standing, Transaction

Object = Mapping[str, Any]

# Lines of the balance that are somebody's payment, or its return; fees and payouts are not.
MOVES = {
    "charge",
    "payment",
    "refund",
    "payment_refund",
    "payment_failure_refund",
    "refund_failure",
}
REFUND_STANDINGS = {
    "succeeded": RefundStanding.SETTLED,
    "failed": RefundStanding.FAILED,
    "canceled": RefundStanding.FAILED,
}
INTENT_STANDINGS = {
    "payment_intent.succeeded": Standing.PAID,
    "payment_intent.payment_failed": Standing.PENDING,  # the page lets the person try again
}


def moment(seconds: int | None) -> datetime | None:
    """A date of Stripe's."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def key_of(thing: Object) -> str:
    """The key that we had put on it; what is made in Stripe's own pages has none."""
    return (thing.get("metadata") or {}).get("key", "")


def id_of(thing: Object | str | None) -> str:
    """The id of an object, expanded or not."""
    return (thing if isinstance(thing, str) else thing["id"]) if thing else ""


def currency_of(thing: Object) -> str:
    """In capitals, as everywhere in the house."""
    return (thing.get("currency") or "").upper()


def complaint(intent: Object) -> str:
    """The code of what went wrong last: the bank's, else Stripe's."""
    error = intent.get("last_payment_error") or {}
    return error.get("decline_code") or error.get("code") or ""


def session_fact(session: Object) -> Fact:
    """Of a session with its intent and charge expanded: everything that Stripe knows."""
    intent = session.get("payment_intent") or {}
    charge = intent.get("latest_charge") or {}
    standing = session_standing(session, intent)
    paid = standing is Standing.PAID
    return Fact(
        provider_id=session["id"],
        standing=standing,
        charged=(intent["amount_received"] if intent else session["amount_total"]) if paid else 0,
        currency=currency_of(session),
        charge_id=id_of(intent),
        at_bank=is_at_bank(session, standing),
        paid_at=moment(charge.get("created")) if paid else None,
        refunded=charge.get("amount_refunded", 0) if paid else 0,
        detail="" if paid else complaint(intent),
    )


def session_standing(session: Object, intent: Object) -> Standing:
    """A complete session that isn't paid waits for a bank, unless its intent asks for a means."""
    if session["payment_status"] == "paid" or intent.get("status") == "succeeded":
        return Standing.PAID
    if session["status"] == "expired":
        return Standing.EXPIRED
    if session["status"] == "open" or intent.get("status") in ("processing", "requires_action"):
        return Standing.PENDING
    return Standing.REFUSED


def is_at_bank(session: Object, standing: Standing) -> bool:
    """The person is done with the page; a transfer or a debit takes days."""
    return standing is Standing.PENDING and session["status"] == "complete"


def notice(event: Object) -> Notice:
    """Of a signed event. A kind that isn't ours is passed on without a fact."""
    kind, thing = event["type"], (event.get("data") or {}).get("object") or {}
    about: dict[str, Any] = {"event_id": event["id"], "kind": kind}
    if kind.startswith("checkout.session."):
        fact = event_session_fact(event, thing)
        about |= {"provider_id": thing["id"], "charge_id": fact.charge_id, "fact": fact}
    elif kind in INTENT_STANDINGS:
        about |= {"charge_id": thing["id"], "fact": intent_fact(event, thing)}
    elif kind == "charge.refunded":
        about |= {"charge_id": id_of(thing["payment_intent"]), "fact": charge_fact(thing)}
    elif thing.get("object") == "refund":
        about |= {"charge_id": id_of(thing.get("payment_intent")), "refund": refund_fact(thing)}
    elif kind.startswith("charge.dispute."):
        about["charge_id"] = id_of(thing.get("payment_intent"))
        about["contested"] = thing["amount"] if kind == "charge.dispute.created" else 0
    return Notice(key=key_of(thing), **about)


def event_session_fact(event: Object, session: Object) -> Fact:
    """Of a session as an event carries it: its intent is only an id, its charge isn't there."""
    failed = event["type"] == "checkout.session.async_payment_failed"
    intent = {} if failed else {"status": "processing"}
    standing = session_standing(session, intent)
    paid = standing is Standing.PAID
    return Fact(
        provider_id=session["id"],
        standing=standing,
        charged=session["amount_total"] if paid else 0,
        currency=currency_of(session),
        charge_id=id_of(session.get("payment_intent")),
        at_bank=is_at_bank(session, standing),
        paid_at=moment(event["created"]) if paid else None,
    )


def intent_fact(event: Object, intent: Object) -> Fact:
    """Of an intent, that names no session: its key, or its charge, leads to the attempt."""
    standing = INTENT_STANDINGS[event["type"]]
    paid = standing is Standing.PAID
    return Fact(
        provider_id="",
        standing=standing,
        charged=intent["amount_received"] if paid else 0,
        currency=currency_of(intent),
        charge_id=intent["id"],
        paid_at=moment(event["created"]) if paid else None,
        detail="" if paid else complaint(intent),
    )


def charge_fact(charge: Object) -> Fact:
    """Of a charge that was given back, wholly or not."""
    return Fact(
        provider_id="",
        standing=Standing.PAID,
        charged=charge["amount_captured"],
        currency=currency_of(charge),
        charge_id=id_of(charge["payment_intent"]),
        paid_at=moment(charge["created"]),
        refunded=charge["amount_refunded"],
    )


def refund_fact(refund: Object) -> RefundFact:
    """Of a refund; one that waits for the balance or for the person is pending."""
    return RefundFact(
        refund_id=refund["id"],
        standing=REFUND_STANDINGS.get(refund["status"], RefundStanding.PENDING),
        amount=refund["amount"],
        currency=currency_of(refund),
        charge_id=id_of(refund.get("payment_intent")),
        detail=refund.get("failure_reason") or refund.get("pending_reason") or "",
    )


def transaction(line: Object) -> Transaction:
    """Of a line of the balance, in the currency that was charged: the balance may have another."""
    source = line["source"]
    intent = id_of(source.get("payment_intent"))
    return Transaction(
        provider_id=intent,
        charge_id=intent,
        amount=source["amount"] if line["amount"] >= 0 else -source["amount"],
        currency=currency_of(source),
        at=datetime.fromtimestamp(line["created"], UTC),
        key=key_of(source),
        refund_id=source["id"] if source.get("object") == "refund" else "",
    )
