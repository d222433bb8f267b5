"""What the law and the Treasury ask is looked at before any call, and said in a clear sentence."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from eopayment.payfip_ws import Payment, normalize_objet
from hypothesis import given
from hypothesis import strategies as st

from payments.gateways import payfip_rules as rules
from payments.gateways.base import Order, Refused, TooEarly
from payments.gateways.payfip import PayFiPGateway
from portal.text.money import EUR, major
from tests.payments.payfip.conftest import order

GATEWAY = PayFiPGateway({"numcli": "090909", "saisie": "W"})
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)  # 13 h in Paris


def refusal(asked: Order, gateway: PayFiPGateway = GATEWAY) -> str:
    """What the person is told; nothing when the order may go."""
    try:
        gateway.check(asked)
    except Refused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("numcli", ["", "12345", "1234567", "12345a", "１２３４５６", " 123456"])
def test_a_client_number_has_six_digits(numcli: str) -> None:
    told = refusal(order(), PayFiPGateway({"numcli": numcli, "saisie": "W"}))
    assert "numéro de client PayFiP de la régie n’a pas 6 chiffres" in told


def test_a_client_number_that_was_not_given_is_said() -> None:
    assert "6 chiffres" in refusal(order(), PayFiPGateway({}))


@pytest.mark.parametrize("saisie", ["T", "X", "W"])
def test_a_mode_is_one_of_three(saisie: str) -> None:
    assert refusal(order(), PayFiPGateway({"numcli": "090909", "saisie": saisie})) == ""


@pytest.mark.parametrize("saisie", ["", "M", "t", "TX"])
def test_no_other_mode_is_taken(saisie: str) -> None:
    told = refusal(order(), PayFiPGateway({"numcli": "090909", "saisie": saisie}))
    assert "ni T, ni X, ni W" in told


@pytest.mark.parametrize(("amount", "said"), [(99, "moins de 1,00"), (10_000_001, "plus de 100")])
def test_an_amount_that_payfip_does_not_take_is_said(amount: int, said: str) -> None:
    assert said in refusal(order(amount=amount))


@pytest.mark.parametrize("amount", [100, 10_000_000])
def test_the_lowest_and_the_highest_amounts_are_taken(amount: int) -> None:
    assert refusal(order(amount=amount)) == ""


def test_payfip_takes_euros_only() -> None:
    assert "que des euros" in refusal(order(currency="XPF"))


@pytest.mark.parametrize("reference", ["A", "9" * 30, "Cantine2026"])
def test_a_reference_has_one_to_thirty_letters_and_digits(reference: str) -> None:
    assert refusal(order(reference=reference)) == ""


@pytest.mark.parametrize("reference", ["", "9" * 31, "CANTINE-1", "CANTINE 1", "ÉTÉ1", "A\n"])
def test_any_other_reference_is_refused(reference: str) -> None:
    assert "1 à 30 lettres ou chiffres" in refusal(order(reference=reference))


@pytest.mark.parametrize("email", ["a@b.fr", f"{'a' * 70}@exemple.fr"[-80:]])
def test_an_email_has_six_to_eighty_characters(email: str) -> None:
    assert refusal(order(email=email)) == ""


@pytest.mark.parametrize(
    "email",
    ["", "a@b.f", "a" * 76 + "@b.fr", "awa.courriel.fr", "zoé@exemple.fr", "a b@exemple.fr"],
)
def test_any_other_email_is_refused(email: str) -> None:
    assert "adresse e-mail de 6 à 80 caractères" in refusal(order(email=email))


def test_the_delay_between_two_tries_is_that_of_eopayment() -> None:
    assert rules.BETWEEN_TRIES.total_seconds() == Payment.min_time_between_transactions
    assert major(rules.LOWEST, EUR) == Payment.minimal_amount
    assert major(rules.HIGHEST, EUR) == Payment.maximal_amount


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("ago", "hour"),
    [
        (timedelta(0), "13\u00a0h\u00a020"),
        (timedelta(minutes=19), "13\u00a0h\u00a001"),
        (timedelta(minutes=19, seconds=59), "13\u00a0h\u00a001"),
        (timedelta(minutes=2, seconds=30), "13\u00a0h\u00a018"),
    ],
)
def test_who_tries_again_too_early_is_told_when_they_may(ago: timedelta, hour: str) -> None:
    asked = order(earlier=NOON - ago)
    with pytest.raises(TooEarly, match=f"Vous pourrez réessayer à partir de {hour}.") as early:
        GATEWAY.check(asked)
    assert early.value.at == NOON - ago + timedelta(minutes=20)


@time_machine.travel(NOON, tick=False)
def test_after_twenty_minutes_one_may_try_again() -> None:
    assert refusal(order(earlier=NOON - timedelta(minutes=20))) == ""


@given(ago=st.timedeltas(timedelta(0), timedelta(minutes=20)))
def test_the_minute_that_is_told_is_the_first_when_one_may(ago: timedelta) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        asked = order(earlier=NOON - ago)
        if not (told := refusal(asked)):
            return
        minutes = int(re.search(r"13\sh\s(\d\d)\.$", told)[1])
        clock.move_to(NOON + timedelta(minutes=minutes))
        assert refusal(asked) == ""
        clock.shift(timedelta(minutes=-1))
        assert refusal(asked) == told


@given(st.text(max_size=150))
def test_any_object_can_be_said_to_payfip(subject: str) -> None:
    said = normalize_objet(rules.subject(subject)) or ""
    assert len(said) <= 100
    assert all(letter.isascii() and (letter.isalnum() or letter == " ") for letter in said)
