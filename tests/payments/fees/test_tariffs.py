"""What answers cost: exact sums, one line for each quotient and residence, and no other."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments import tariffs
from payments.models import Fee, Regie, Tariff, TariffLine
from payments.tariffs import NoPrice, Residence

QUOTIENTS = st.integers(0, 3000)
PRICES = st.integers(0, 100_000)


def line(who: str, low: int, high: int | None, price: int = 100) -> TariffLine:
    return TariffLine(residence=who, from_quotient=low, to_quotient=high, unit_price=price)


def fee(**fields: Any) -> Fee:
    keys = {"quotient_key": "qf", "commune_key": "commune", "quantity_key": "nombre"}
    regie = Regie(currency="EUR")
    return Fee(regie=regie, commune_codes="62041", label="Repas", **keys | fields)


@st.composite
def whole_tables(draw: st.DrawFn) -> list[TariffLine]:
    """Brackets without holes, for everybody or for each residence apart."""
    split = draw(st.booleans())
    residences = [Residence.RESIDENT, Residence.OUTSIDE] if split else [Residence.ANY]
    lines = []
    for who in residences:
        bounds = [0, *sorted(draw(st.sets(st.integers(1, 2500), max_size=6))), None]
        lines += [line(who, low or 0, high, draw(PRICES)) for low, high in pairwise(bounds)]
    return draw(st.permutations(lines))


some_lines = st.lists(
    st.tuples(
        st.sampled_from(list(Residence)),
        st.integers(0, 40),
        st.none() | st.integers(1, 40),
    )
    .filter(lambda row: row[2] is None or row[1] < row[2])
    .map(lambda row: line(*row)),
    max_size=6,
)


def fitting(lines: list[TariffLine], quotient: int, *, resident: bool) -> int:
    """How many lines price it, counted the plain way."""
    mine = {Residence.ANY, Residence.RESIDENT if resident else Residence.OUTSIDE}
    return sum(
        each.residence in mine
        and each.from_quotient <= quotient
        and (each.to_quotient is None or quotient < each.to_quotient)
        for each in lines
    )


@given(whole_tables(), QUOTIENTS, st.booleans())
def test_a_whole_table_has_no_problem_and_one_line_for_each(
    lines: list[TariffLine], quotient: int, resident: bool
) -> None:
    assert tariffs.problems(lines) == []
    assert fitting(lines, quotient, resident=resident) == 1
    assert tariffs.line_for(lines, quotient=quotient, resident=resident) in lines


@given(some_lines)
def test_a_table_has_no_problem_if_and_only_if_one_line_fits_each(lines: list[TariffLine]) -> None:
    whole = all(
        fitting(lines, quotient, resident=resident) == 1
        for quotient in range(43)  # beyond every bound
        for resident in (True, False)
    )
    assert (tariffs.problems(lines) == []) is whole


@given(whole_tables(), st.booleans())
def test_without_a_quotient_the_highest_bracket_counts(
    lines: list[TariffLine], resident: bool
) -> None:
    found = tariffs.line_for(lines, quotient=None, resident=resident)
    assert found.to_quotient is None
    assert found == tariffs.line_for(lines, quotient=10**6, resident=resident)


@given(whole_tables(), QUOTIENTS, st.integers(0, 60), st.integers(0, 60))
def test_more_never_costs_less_and_a_whole_number_of_cents_always(
    lines: list[TariffLine], quotient: int, some: int, more: int
) -> None:
    def total(count: int) -> int:
        answers = {"qf": quotient, "commune": "62041", "nombre": count}
        return tariffs.price_of(fee(), lines, answers).total

    assert type(total(some)) is int
    assert total(some) <= total(some + more)
    unit = tariffs.line_for(lines, quotient=quotient, resident=True).unit_price
    assert total(some) == some * unit


@given(st.decimals(0, 3000, places=2))
def test_what_is_after_the_comma_never_changes_the_bracket(quotient: Decimal) -> None:
    bounds = line(Residence.ANY, 0, 400), line(Residence.ANY, 400, None)
    found = tariffs.line_for(bounds, quotient=tariffs.quotient_of(float(quotient)), resident=False)
    assert (found is bounds[0]) == (quotient < 400)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, None),
        (450, 450),
        (450.99, 450),
        (-3, 0),
        ({"minor": 45_099, "currency": "EUR"}, 450),
        ({"minor": 450, "currency": "XPF"}, 450),
        ("450", None),
        (True, None),
    ],
)
def test_a_quotient_is_read_in_whole_euros(answer: Any, expected: int | None) -> None:
    assert tariffs.quotient_of(answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, 1),
        (3, 3),
        (2.5, Decimal("2.5")),
        (0, 0),
        (-1, 0),
        (10**9, 999_999),
        (["lundi", "jeudi"], 2),
        ([], 1),
        ([{"prenom": "Léo"}], 1),
    ],
)
def test_a_quantity_is_a_number_or_how_many_were_chosen(answer: Any, expected: Any) -> None:
    assert tariffs.quantity_of(answer) == expected


def test_half_a_cent_goes_up_without_ever_being_a_float() -> None:
    answers = {"commune": "", "nombre": 2.5}
    price = tariffs.price_of(fee(), [line(Residence.ANY, 0, None, 333)], answers)
    assert price.total == 833  # 832.5


def test_the_table_of_the_day_is_the_last_to_have_begun() -> None:
    old, new = Tariff(since=date(2025, 9, 1)), Tariff(since=date(2026, 9, 1))
    assert tariffs.table_on([new, old], date(2026, 8, 31)) is old
    assert tariffs.table_on([old, new], date(2026, 9, 1)) is new
    assert tariffs.table_on([old, new], date(2025, 8, 31)) is None


def test_who_lives_elsewhere_or_says_nothing_pays_the_price_of_outsiders() -> None:
    lines = [line(Residence.RESIDENT, 0, None, 100), line(Residence.OUTSIDE, 0, None, 500)]
    for commune, expected in (("62041", 100), ("62498", 500), (None, 500)):
        assert tariffs.price_of(fee(), lines, {"commune": commune}).total == expected


def test_a_fixed_price_asks_nothing() -> None:
    alone = fee(quotient_key="", commune_key="", quantity_key="")
    price = tariffs.price_of(alone, [line(Residence.ANY, 0, None, 2_500)], {"qf": 12})
    assert (price.total, price.displayed) == (2_500, "25,00\u00a0€")
    assert price.words == [("Prix unitaire", "25,00\u00a0€")]


def test_how_it_was_found_is_said_in_words() -> None:
    lines = [line(Residence.RESIDENT, 400, 800, 210), line(Residence.RESIDENT, 800, None, 460)]
    answers = {"qf": 450, "commune": "62041", "nombre": ["lundi", "jeudi"]}
    assert tariffs.price_of(fee(), lines, answers).words == [
        ("Tarif", "Habitants"),
        ("Tranche", "Quotient de 400 à 799\u00a0€"),
        ("Prix unitaire", "2,10\u00a0€"),
        ("Quantité", "2"),
    ]
    unknown = tariffs.price_of(fee(), lines, answers | {"qf": None})
    assert ("Tranche", tariffs.NO_QUOTIENT) in unknown.words


def test_no_line_or_two_are_no_price() -> None:
    for lines in ([], [line(Residence.ANY, 0, None), line(Residence.RESIDENT, 0, None)]):
        with pytest.raises(NoPrice):
            tariffs.price_of(fee(), lines, {"qf": 3, "commune": "62041"})


def test_problems_name_the_quotients_and_who_they_are_about() -> None:
    lines = [
        line(Residence.RESIDENT, 100, 400),
        line(Residence.RESIDENT, 300, 800),
        line(Residence.OUTSIDE, 0, None),
    ]
    assert tariffs.problems(lines) == [
        "Aucun prix pour un quotient de 0 à 99 (habitants).",
        "Deux prix pour un quotient de 300 (habitants).",
        "Aucun prix pour un quotient à partir de 800 (habitants).",
    ]
    assert tariffs.problems([]) == ["Aucun prix pour un quotient à partir de 0."]


def test_the_range_of_a_table() -> None:
    assert tariffs.range_of([line("any", 0, 5, 80), line("any", 5, None, 460)], "EUR") == (
        "De 0,80\u00a0€ à 4,60\u00a0€"
    )
    assert tariffs.range_of([line("any", 0, None, 1_200)], "XPF") == "1\u00a0200\u00a0F\u00a0CFP"
    assert tariffs.range_of([], "EUR") == "Gratuit"
