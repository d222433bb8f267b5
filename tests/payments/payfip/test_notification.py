"""A notification of PayFiP carries no proof: it only says which operation to ask about."""

from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from payments.gateways.base import BadNotification
from payments.gateways.payfip import PayFiPGateway

GATEWAY = PayFiPGateway({"numcli": "090909", "saisie": "T"})
IDOP = "cc0cb210-1cd4-11ea-8cca-0213ad91a103"


@pytest.mark.parametrize("body", [f"idop={IDOP}", f"idOp={IDOP}", f"idop={IDOP}&autre=1"])
def test_a_notification_names_the_operation_to_ask_about(body: str) -> None:
    notice = GATEWAY.read_notification(body.encode(), {})
    assert (notice.provider_id, notice.fact, notice.refund) == (IDOP, None, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"idop=",
        b"idop",
        b"autre=1",
        b"idop=a&idop=b",
        b"idop=a&idOp=b",
        b"idop=a%20b",
        b"idop=" + b"a" * 65,
        b"idop=%C3%A9",
        b"idop=\xe9",
        b"{}",
        b"&".join([b"a=1"] * 30),
    ],
)
def test_what_is_no_operation_is_refused(body: bytes) -> None:
    with pytest.raises(BadNotification):
        GATEWAY.read_notification(body, {})


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reading(body: bytes) -> None:
    try:
        notice = GATEWAY.read_notification(body, {})
    except BadNotification:
        return
    assert notice.provider_id


def test_the_same_notification_come_again_is_the_same_event() -> None:
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC), tick=False) as clock:
        first = GATEWAY.read_notification(f"idop={IDOP}".encode(), {})
        clock.shift(30)
        again = GATEWAY.read_notification(f"idop={IDOP}".encode(), {})
        clock.shift(30)
        later = GATEWAY.read_notification(f"idop={IDOP}".encode(), {})
    assert first.event_id == again.event_id
    assert later.event_id != first.event_id  # one forged too early must not hide it
