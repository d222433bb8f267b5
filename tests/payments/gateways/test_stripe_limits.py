"""What is refused before Stripe is called, in a sentence."""

from typing import Any

import pytest

from payments.gateways.base import Refused
from payments.gateways.stripe import StripeGateway
from payments.gateways.stripe_refusals import is_private
from tests.payments.gateways.orders import HERE, an_order


def check(key: str = "sk_test_1", **changes: Any) -> None:
    StripeGateway({"secret_key": key}).check(an_order(**changes))


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(50, "EUR"), (99_999_999, "EUR"), (60, "XPF"), (99_999_999, "XPF"), (1250, "eur")],
)
def test_these_amounts_can_be_paid(amount: int, currency: str) -> None:
    check(amount=amount, currency=currency)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 49}, "moins de 0,50\u00a0€"),
        ({"amount": 0}, "moins de 0,50\u00a0€"),
        ({"amount": -1250}, "moins de 0,50\u00a0€"),
        ({"amount": 59, "currency": "XPF"}, "moins de 60\u00a0F\u00a0CFP"),
        ({"amount": 100_000_000}, "plus de 999\u00a0999,99\u00a0€"),
        (
            {"amount": 100_000_000, "currency": "XPF"},
            "plus de 99\u00a0999\u00a0999\u00a0F\u00a0CFP",
        ),
        ({"currency": "USD"}, "La monnaie «\u00a0USD\u00a0» ne peut pas"),
        ({"return_url": "http://ville.exemple.fr/retour/"}, "que ce site soit en https"),
        ({"cancel_url": "http://ville.exemple.fr/annulation/"}, "que ce site soit en https"),
        ({"return_url": "/retour/"}, "que ce site soit en https"),
    ],
)
def test_what_cannot_be_paid_is_said_in_a_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        check(**changes)


@pytest.mark.parametrize("key", ["sk_live_1", "sk_test_1", "rk_live_1", "rk_test_1"])
def test_a_secret_or_restricted_key_is_wanted(key: str) -> None:
    check(key)


@pytest.mark.parametrize("key", ["", "pk_test_1", "whsec_1"])
def test_another_key_is_refused_without_being_quoted(key: str) -> None:
    with pytest.raises(Refused, match="n’est pas disponible pour le moment"):
        check(key)


@pytest.mark.parametrize(
    "url", [HERE, "http://127.0.0.1:8000/x", "http://localhost/x", "http://[::1]:8000/x"]
)
def test_https_and_this_machine_are_private(url: str) -> None:
    assert is_private(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1.exemple.fr/",
        "http://exemple.fr/",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "https://",
        "http://[::1",
        "",
    ],
)
def test_nothing_else_is(url: str) -> None:
    assert not is_private(url)
