"""The fake refuses what Stripe refuses, and delivers as badly as one likes.

`stripe`'s own client speaks to it, as it would to the real one.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from payments.gateways.base import Refused
from tests.payments.fake_stripe import FakeStripe
from tests.payments.fake_stripe.parameters import decode
from tests.payments.gateways.orders import gateway, paid, started


@pytest.fixture
def client(fake_stripe: FakeStripe) -> stripe.StripeClient:
    return stripe.StripeClient(
        fake_stripe.secret_key,
        base_addresses={"api": fake_stripe.api_base},
        http_client=stripe.RequestsClient(timeout=5),
    )


def session_with(**changes: Any) -> Any:
    """Parameters of a session that the fake accepts, save what is changed."""
    price = {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Cantine"}}
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "https://exemple.fr/retour/",
        "expires_at": int(time.time()) + 3600,
    }
    given = params | changes
    return {name: value for name, value in given.items() if value is not None}


def price_with(**changes: Any) -> Any:
    """Parameters of a session with another price."""
    price = {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Cantine"}} | changes
    kept = {name: value for name, value in price.items() if value is not None}
    return session_with(line_items=[{"quantity": 1, "price_data": kept}])


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        (session_with(colour="blue"), "parameter_unknown", "colour"),
        (session_with(card={"number": "4242"}), "parameter_unknown", "card"),
        (session_with(api_key="sk"), "parameter_unknown", "api_key"),
        (
            session_with(payment_intent_data={"colour": "blue"}),
            "parameter_unknown",
            "payment_intent_data[colour]",
        ),
        (price_with(colour="blue"), "parameter_unknown", "line_items[0][price_data][colour]"),
        (session_with(mode=None), "parameter_missing", "mode"),
        (session_with(line_items=None), "parameter_missing", "line_items"),
        (session_with(success_url=None), "parameter_missing", "success_url"),
        (price_with(currency=None), "parameter_missing", "line_items[0][price_data][currency]"),
        (
            price_with(unit_amount=None),
            "parameter_missing",
            "line_items[0][price_data][unit_amount]",
        ),
        (
            price_with(unit_amount="12.50"),
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (price_with(unit_amount=49), "amount_too_small", None),
        (price_with(unit_amount=100_000_000), "amount_too_large", None),
        (price_with(currency="eux"), None, "line_items[0][price_data][currency]"),
        (session_with(mode="gift"), None, "mode"),
        (session_with(locale="klingon"), None, "locale"),
        (session_with(metadata="key"), None, "metadata"),
        (session_with(metadata={"key": "x" * 501}), None, "metadata"),
        (session_with(success_url="/retour/"), "url_invalid", "success_url"),
        (session_with(customer_email="camille"), "email_invalid", "customer_email"),
        (session_with(expires_at=int(time.time()) + 1700), None, "expires_at"),
        (session_with(expires_at=int(time.time()) + 200_000), None, "expires_at"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(
    fake_stripe: FakeStripe,
    client: stripe.StripeClient,
    params: Any,
    code: str | None,
    param: str | None,
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(params)
    assert (refusal.value.code, refusal.value.param) == (code, param)
    assert fake_stripe.of("checkout.session") == []


def test_what_is_right_is_accepted(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(session_with())
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.payment_intent is None


@pytest.mark.parametrize(
    "call",
    [
        lambda api: api.checkout.sessions.retrieve("cs_test_1"),
        lambda api: api.checkout.sessions.expire("cs_test_1"),
        lambda api: api.payment_intents.retrieve("pi_1"),
        lambda api: api.charges.retrieve("ch_1"),
        lambda api: api.refunds.retrieve("re_1"),
        lambda api: api.refunds.list({"payment_intent": "pi_1"}),
        lambda api: api.refunds.list({"starting_after": "re_1"}),
        lambda api: api.refunds.create({"payment_intent": "pi_1"}),
    ],
)
def test_what_is_unknown_is_missing(client: stripe.StripeClient, call: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        call(client.v1)
    assert refusal.value.code == "resource_missing"


@pytest.mark.parametrize(
    "params", [{"limit": 0}, {"limit": 101}, {"colour": "blue"}, {"expand": ["data.amount"]}]
)
def test_a_list_refuses_what_it_does_not_know(
    fake_stripe: FakeStripe, client: stripe.StripeClient, params: Any
) -> None:
    paid(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.balance_transactions.list(params)


def test_another_key_is_turned_away(fake_stripe: FakeStripe) -> None:
    stranger = stripe.StripeClient("sk_test_x", base_addresses={"api": fake_stripe.api_base})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.checkout.sessions.create(session_with())


def test_a_key_used_again_is_answered_the_same(client: stripe.StripeClient) -> None:
    params = session_with()
    first, second = (
        client.v1.checkout.sessions.create(params, {"idempotency_key": "k"}) for _ in range(2)
    )
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


def test_a_key_used_again_with_another_body_is_refused(client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(session_with(), {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(price_with(unit_amount=9), {"idempotency_key": "k"})


def test_a_key_whose_parameters_were_wrong_can_be_used_again(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(price_with(unit_amount=9), {"idempotency_key": "k"})
    assert client.v1.checkout.sessions.create(session_with(), {"idempotency_key": "k"}).id


@pytest.mark.parametrize("ending", ["pay", "pay_later", "expire"])
def test_a_session_that_is_over_can_be_neither_paid_nor_expired(
    fake_stripe: FakeStripe, client: stripe.StripeClient, ending: str
) -> None:
    session_id = started(fake_stripe)
    getattr(fake_stripe, ending)(session_id)
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        client.v1.checkout.sessions.expire(session_id)
    url = f"{fake_stripe.api_base}/c/pay/{session_id}"
    assert urllib3.request("POST", url, body="choice=pay", redirect=False).status == 400
    assert urllib3.request("GET", url).status == 410


def test_a_page_that_never_was_is_not_found(fake_stripe: FakeStripe) -> None:
    assert urllib3.request("GET", f"{fake_stripe.api_base}/c/pay/cs_test_1").status == 404


def test_what_was_paid_can_be_looked_at_by_each_of_its_names(
    fake_stripe: FakeStripe, client: stripe.StripeClient
) -> None:
    fact = paid(fake_stripe)
    intent = client.v1.payment_intents.retrieve(fact.charge_id)
    charge = client.v1.charges.retrieve(
        intent.to_dict()["latest_charge"], {"expand": ["balance_transaction"]}
    ).to_dict()
    assert (intent.status, intent.amount_received) == ("succeeded", 1250)
    assert (charge["payment_intent"], charge["balance_transaction"]["amount"]) == (intent.id, 1250)


WORDS = st.text(min_size=1, max_size=8)
NAMES = st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True)
TREES = st.recursive(
    WORDS,
    lambda inside: (
        st.dictionaries(NAMES, inside, min_size=1, max_size=3)
        | st.lists(inside, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(params=st.dictionaries(NAMES, TREES, max_size=4))
def test_nested_parameters_are_read_as_the_library_writes_them(params: dict[str, Any]) -> None:
    assert decode(urlencode(list(_api_encode(params)))) == params


def test_refunds_at_the_same_time_never_exceed_what_was_paid(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe, amount=1000)

    def give_back(number: int) -> int:
        try:
            return (
                gateway(fake_stripe)
                .refund(
                    key=f"refund-{number % 6}",
                    charge_id=fact.charge_id,
                    amount=300,
                    currency="EUR",
                )
                .amount
            )
        except Refused:
            return 0

    with ThreadPoolExecutor(12) as people:
        list(people.map(give_back, range(12)))
    assert len(fake_stripe.of("refund")) == 3
    assert fake_stripe.charge_of(fact.provider_id)["amount_refunded"] == 900


# Webhooks


class Receiver(HTTPServer):
    """Keeps what is posted, and answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Keeper)
        self.received: list[tuple[bytes, dict[str, str]]] = []
        self.answer = 200


class Keeper(BaseHTTPRequestHandler):
    """Of a Receiver."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((body, dict(self.headers)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def kinds(fake: FakeStripe, receiver: Receiver) -> list[str]:
    """What was received, read by the gateway."""
    return [
        gateway(fake).read_notification(body, headers).kind for body, headers in receiver.received
    ]


def test_webhooks_are_delivered_signed_twice_and_in_any_order(
    fake_stripe: FakeStripe, receiver: Receiver
) -> None:
    paid(fake_stripe)
    url = f"http://127.0.0.1:{receiver.server_port}/webhooks/"
    assert fake_stripe.deliver(url, times=2, order=[1, 0]) == [200] * 4
    completed, succeeded = "checkout.session.completed", "payment_intent.succeeded"
    assert kinds(fake_stripe, receiver) == [completed, completed, succeeded, succeeded]


def test_webhooks_tell_how_they_were_answered(fake_stripe: FakeStripe, receiver: Receiver) -> None:
    fact = paid(fake_stripe)
    receiver.answer = 503
    url = f"http://127.0.0.1:{receiver.server_port}/webhooks/"
    event = fake_stripe.event("payment_intent.succeeded", fact.charge_id)
    assert fake_stripe.deliver(url, [event]) == [503]


def test_a_webhook_may_hang_up_once_sent(fake_stripe: FakeStripe, receiver: Receiver) -> None:
    paid(fake_stripe)
    url = f"http://127.0.0.1:{receiver.server_port}/webhooks/"
    assert fake_stripe.deliver(url, hang_up=True) == [0, 0]
    deadline = time.monotonic() + 5
    while len(receiver.received) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(receiver.received) == 2
