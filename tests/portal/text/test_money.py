"""Money as people write it: exact, and the same when it comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.money import CURRENCIES, LARGEST, display, major, minor_of, parse, written

MINOR = st.integers(-LARGEST, LARGEST)
CODES = st.sampled_from(sorted(CURRENCIES))


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("1 234,50", "EUR", 123450),
        ("1\u202f234,5", "EUR", 123450),
        ("1234.5", "EUR", 123450),
        ("12 €", "EUR", 1200),
        ("12 Euros", "EUR", 1200),
        ("-3", "EUR", -300),
        ("0,05", "EUR", 5),
        ("1 234 F CFP", "XPF", 1234),
        ("1234,00", "XPF", 1234),
    ],
)
def test_a_sum_is_read_as_it_is_typed(typed, currency, minor):
    assert parse(typed, currency) == minor


@pytest.mark.parametrize(
    "typed", ["", "€", "douze", "1,234", "1.234,50", "1e3", "NaN", "١٢", "9" * 12]
)
def test_what_is_no_sum_or_could_mean_two_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        parse(typed, "EUR")


def test_francs_have_no_centimes():
    with pytest.raises(ValueError, match="12,5"):
        parse("12,5", "XPF")


def test_a_sum_is_shown_with_its_currency():
    assert display(123450, "EUR") == "1\u00a0234,50\u00a0€"
    assert display(-5, "EUR") == "-0,05\u00a0€"
    assert display(1234567, "XPF") == "1\u00a0234\u00a0567\u00a0F\u00a0CFP"


@given(MINOR, CODES)
def test_what_is_shown_reads_back_as_the_same_sum(minor, currency):
    assert parse(written(minor, currency), currency) == minor
    assert parse(display(minor, currency), currency) == minor
    assert minor_of(major(minor, currency), currency) == minor


@given(st.text(alphabet="0123456789,.-− \u00a0€eurfx", max_size=20), CODES)
def test_whatever_is_typed_becomes_whole_minor_units_or_is_refused(typed, currency):
    try:
        minor = parse(typed, currency)
    except ValueError:
        return
    assert type(minor) is int
    assert abs(minor) <= LARGEST
    assert parse(display(minor, currency), currency) == minor
