"""How often the same thing may be tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts import throttle
from portal.accounts.models import Throttle
from portal.accounts.tasks import forget

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_tries_are_allowed_up_to_the_limit() -> None:
    assert [throttle.hit("code:ABC", 3, per=HOUR) for _ in range(5)] == [True] * 3 + [False] * 2


@pytest.mark.django_db
def test_several_tries_count_at_once() -> None:
    weights = (4, 5, 2, 1)
    allowed = [throttle.hit("files", 10, per=HOUR, count=weight) for weight in weights]
    assert allowed == [True, True, False, False]


@pytest.mark.django_db
def test_each_key_is_counted_apart() -> None:
    assert throttle.hit("a", 1, per=HOUR)
    assert throttle.hit("b", 1, per=HOUR)
    assert not throttle.hit("a", 1, per=HOUR)


@pytest.mark.django_db
def test_a_new_period_starts_from_nothing() -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert throttle.hit("a", 1, per=HOUR)
        clock.shift(timedelta(minutes=59, seconds=59))
        assert not throttle.hit("a", 1, per=HOUR)
        clock.shift(timedelta(seconds=1))
        assert throttle.hit("a", 1, per=HOUR)


@pytest.mark.django_db
def test_a_success_wipes_the_tries() -> None:
    throttle.hit("a", 1, per=HOUR)
    throttle.forget("a")

    assert throttle.hit("a", 1, per=HOUR)


@pytest.mark.django_db
def test_the_table_tells_nothing_of_what_was_tried() -> None:
    throttle.hit("ana@example.org", 1, per=HOUR)

    assert "ana" not in Throttle.objects.get().digest


@pytest.mark.django_db
def test_periods_that_are_over_are_purged() -> None:
    with time_machine.travel(START, tick=False) as clock:
        throttle.hit("old", 1, per=HOUR)
        clock.shift(HOUR)
        throttle.hit("new", 1, per=HOUR)
        forget()

    assert Throttle.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tries=st.lists(st.integers(0, 90), min_size=1, max_size=12), limit=st.integers(1, 4))
def test_no_period_ever_allows_more_than_its_limit(tries: list[int], limit: int) -> None:
    """Whatever the minutes between tries, a period that starts at a try allows `limit` of them."""
    throttle.forget("property")
    begins, allowed = None, 0
    with time_machine.travel(START, tick=False) as clock:
        for minutes in tries:
            clock.shift(timedelta(minutes=minutes))
            now = datetime.now(UTC)
            if begins is None or now - begins >= HOUR:
                begins, allowed = now, 0
            allowed += 1
            assert throttle.hit("property", limit, per=HOUR) is (allowed <= limit)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_simultaneous_tries_are_all_counted() -> None:
    def one_try(_: int) -> bool:
        try:
            return throttle.hit("race", 5, per=HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(one_try, range(40)))

    assert allowed.count(True) == 5
    assert Throttle.objects.get().hits == 40


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_the_caller_is_the_last_address_that_our_own_proxy_wrote() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"})

    assert throttle.client(request) == "192.0.2.7"


def test_a_forwarded_address_is_not_believed_without_a_proxy() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6"})

    assert throttle.client(request) == "127.0.0.1"


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    here, there = (
        RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2::{end}") for end in ("1", "beef")
    )

    assert throttle.client(here) == throttle.client(there) == "2001:db8:1:2::"
