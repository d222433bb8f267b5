"""Webhooks: bodies signed as Stripe signs, and their delivery, as badly as one likes."""

import http.client
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import stripe

from .account import Object
from .api import Api


@dataclass(frozen=True)
class Delivery:
    """What is posted to the address of a webhook."""

    body: bytes
    headers: dict[str, str]


class Webhooks(Api):
    """Events as deliveries. `webhook_secret` is the one that signs."""

    webhook_secret = "whsec_test_9f2d51"

    def event(self, kind: str, about: str, **signing: Any) -> Delivery:
        """The last event of that kind about that object, or that session; made if there is none."""
        with self.lock:
            for event in reversed(self.events):
                if event["type"] == kind and about in names(self.objects, event):
                    return self.sign(event, **signing)
            return self.sign(self.announce(kind, self.objects[about]), **signing)

    def pending(self) -> list[Delivery]:
        """Every event so far, oldest first, signed now."""
        with self.lock:
            return [self.sign(event) for event in self.events]

    def sign(self, event: Object, *, at: float | None = None, keys: Sequence[str] = ()) -> Delivery:
        """`at`: when it was signed; `keys`: the secrets that sign, when one is being replaced."""
        thing = event["data"]["object"]
        shown = {name: value for name, value in thing.items() if not name.startswith("_")}
        body = json.dumps(event | {"data": {"object": shown}}, indent=2)
        moment = int(time.time() if at is None else at)
        signatures = [
            stripe.WebhookSignature.generate_signature_header(body, key, moment).split(",")[1]
            for key in keys or (self.webhook_secret,)
        ]
        return Delivery(
            body.encode(),
            {
                "Stripe-Signature": ",".join([f"t={moment}", *signatures]),
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            },
        )

    def deliver(
        self,
        url: str,
        deliveries: Sequence[Delivery] | None = None,
        *,
        times: int = 1,
        order: Sequence[int] | None = None,
        delay: float = 0,
        hang_up: bool = False,
    ) -> list[int]:
        """Posts each delivery (all that is known when none is given); gives back the statuses.

        `times`: each so many times in a row; `order`: indices, to mix them; `hang_up`: the
        connection is cut once the request is sent, and the status is then 0.
        """
        chosen = list(self.pending() if deliveries is None else deliveries)
        chosen = chosen if order is None else [chosen[index] for index in order]
        statuses = []
        for delivery in chosen:
            for _ in range(times):
                time.sleep(delay)
                statuses.append(post(url, delivery, hang_up=hang_up))
        return statuses


def names(objects: dict[str, Object], event: Object) -> set[str]:
    """The ids that an event may be asked for by: its object's, its intent's, its session's."""
    thing = event["data"]["object"]
    intent = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent")
    sessions = {
        one["id"]
        for one in objects.values()
        if one["object"] == "checkout.session" and intent and one["payment_intent"] == intent
    }
    return {thing["id"], intent} | sessions


def post(url: str, delivery: Delivery, *, hang_up: bool) -> int:
    """One request, on a connection of its own."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    try:
        connection.request("POST", address.path, delivery.body, delivery.headers)
        return 0 if hang_up else connection.getresponse().status
    finally:
        connection.close()
