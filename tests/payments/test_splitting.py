"""What was collected is split over lines to the last cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.splitting import split, vat_within

weights = st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=30).filter(
    lambda each: any(weight > 0 for weight in each)
)


@given(st.integers(0, 10**13), weights)
def test_the_parts_sum_exactly_and_none_is_negative(amount, told):
    parts = split(amount, told)
    assert sum(parts) == amount
    assert min(parts) >= 0
    assert all(part == 0 for part, weight in zip(parts, told, strict=True) if weight <= 0)


@given(st.data(), weights)
def test_no_part_passes_its_line_and_each_is_within_a_unit_of_its_due(data, told):
    whole = sum(weight for weight in told if weight > 0)
    amount = data.draw(st.integers(0, whole))
    for part, weight in zip(split(amount, told), told, strict=True):
        assert part <= max(weight, 0)
        assert abs(part * whole - amount * max(weight, 0)) < whole


@given(weights)
def test_an_invoice_paid_in_full_gives_each_line_its_own_amount(told):
    lines = [max(weight, 0) for weight in told]
    assert split(sum(lines), lines) == lines


@pytest.mark.parametrize(
    ("amount", "told", "parts"),
    [(1, [1, 1, 1], [1, 0, 0]), (100, [1, 1, 1], [34, 33, 33]), (10, [3, 0, -5, 1], [8, 0, 0, 2])],
)
def test_the_largest_remainders_get_what_is_left_the_first_line_on_a_tie(amount, told, parts):
    assert split(amount, told) == parts


@pytest.mark.parametrize(("amount", "told"), [(-1, [1]), (5, [0, -2]), (0, [])])
def test_what_cannot_be_split_is_refused(amount, told):
    with pytest.raises(ValueError, match="split"):
        split(amount, told)


@given(st.integers(0, 10**13), st.integers(0, 10_000))
def test_vat_is_the_nearest_unit_of_what_the_amount_holds(amount, rate):
    vat = vat_within(amount, rate)
    assert 0 <= vat <= amount
    assert abs(vat * (10_000 + rate) - amount * rate) * 2 <= 10_000 + rate


def test_vat_as_an_invoice_says_it():
    assert vat_within(1_200, 2_000) == 200
    assert vat_within(1_055, 550) == 55
    assert vat_within(1_000, 0) == 0
    assert vat_within(-1_055, 550) == -55
