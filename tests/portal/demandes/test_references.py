"""References and tracking codes: every slip of one symbol or two neighbours is found out."""

from itertools import pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.demandes import references
from portal.demandes.references import CODE_SYMBOLS, LENGTH, SYMBOLS

drawn = st.text(alphabet=SYMBOLS, min_size=LENGTH - 1, max_size=LENGTH - 1)
whole = drawn.map(lambda text: text + references.check_symbol(text))
codes = st.text(alphabet=CODE_SYMBOLS, min_size=8, max_size=8)


def written(symbols: str) -> str:
    return f"D-{symbols[:4]}-{symbols[4:]}"


def test_the_symbols_leave_out_what_looks_or_sounds_alike():
    assert len(SYMBOLS) == len(set(SYMBOLS)) == 21
    assert not set(SYMBOLS) & set("0O1IL"), "looks alike"
    assert not set(SYMBOLS) & set("AEIOU"), "could make a word"
    for rhymes in ("BCDPTV", "MN", "SF", "LR"):
        assert len(set(SYMBOLS) & set(rhymes)) == 1


def test_a_new_reference_is_valid_and_short_enough_to_be_read_aloud():
    for _ in range(200):
        reference = references.new_reference()
        assert len(reference) == 11
        assert references.is_valid(reference)


def test_a_thousand_new_references_are_all_different():
    assert len({references.new_reference() for _ in range(1000)}) == 1000


@given(whole, st.integers(0, LENGTH - 1))
def test_every_substitution_of_one_symbol_is_found_out(symbols, at):
    for other in set(SYMBOLS) - {symbols[at]}:
        assert references.normalise(symbols[:at] + other + symbols[at + 1 :]) is None


@given(whole)
def test_every_swap_of_two_neighbours_is_found_out(symbols):
    for at, (left, right) in enumerate(pairwise(symbols)):
        swapped = symbols[:at] + right + left + symbols[at + 2 :]
        assert left == right or references.normalise(swapped) is None


def test_the_check_is_proved_on_every_pair_of_symbols_at_every_place():
    """The weight is linear, so a slip counts by its place and its ranks alone: we try them all."""
    ranks = range(len(SYMBOLS))
    for place in range(LENGTH):
        power = 2**place
        for right, wrong in product(ranks, ranks):
            changed = (right - wrong) * power % len(SYMBOLS)
            swapped = (right * 2 * power + wrong * power - wrong * 2 * power - right * power) % 21
            assert (changed == 0) == (swapped == 0) == (right == wrong)


@pytest.mark.parametrize("place", range(LENGTH - 1))
def test_one_symbol_and_its_neighbour_in_every_combination(place):
    start = "2" * place
    for left, right in product(SYMBOLS, SYMBOLS):
        text = (start + left + right + "7" * LENGTH)[: LENGTH - 1]
        symbols = text + references.check_symbol(text)
        swapped = symbols[:place] + symbols[place + 1] + symbols[place] + symbols[place + 2 :]
        assert references.is_valid(written(symbols))
        assert (references.normalise(swapped) is None) == (symbols != swapped)


@given(
    whole,
    st.lists(st.sampled_from(["", " ", "-", "\u00a0", "\u202f", "–", "."]), min_size=9, max_size=9),
    st.booleans(),
    st.booleans(),
)
def test_what_people_type_is_understood(symbols, separators, lower, prefixed):
    typed = ("D" if prefixed else "") + "".join(
        f"{separator}{symbol}" for separator, symbol in zip(separators[1:], symbols, strict=True)
    )
    typed = separators[0] + (typed.lower() if lower else typed)
    assert references.normalise(typed) == written(symbols)


@given(whole)
def test_a_look_alike_that_we_never_use_is_read_as_the_one_it_looks_like(symbols):
    misread = symbols.replace("5", "S").replace("8", "B").replace("Q", "O")
    assert references.normalise(misread) == written(symbols)
    assert references.normalise(symbols.replace("Q", "0")) == written(symbols)


@pytest.mark.parametrize("typed", ["", "D", "D-", "D-7K3F-9Q", "D-IIII-IIII", "7" * 500, "é-à-ç"])
def test_what_cannot_be_a_reference_is_none(typed):
    assert references.normalise(typed) is None
    assert references.normalise_code(typed) is None


@given(st.text())
def test_any_text_is_either_a_valid_reference_or_none(typed):
    reference = references.normalise(typed)
    assert reference is None or references.is_valid(reference)
    code = references.normalise_code(typed)
    assert code is None or references.normalise_code(code) == code


def test_is_valid_wants_the_exact_writing():
    reference = references.new_reference()
    assert not references.is_valid(reference.lower())
    assert not references.is_valid(reference.replace("-", ""))


def test_a_new_code_is_eight_consonants_and_never_the_same():
    drawn = {references.new_code() for _ in range(500)}
    assert len(drawn) == 500
    assert all(len(code) == 8 and set(code) <= set(CODE_SYMBOLS) for code in drawn)
    assert not set(CODE_SYMBOLS) & set("AEIOUY")


def test_a_code_is_shown_in_two_halves_that_stay_on_one_line():
    assert references.display_code("BCDFHJKL") == "BCDF\u00a0HJKL"


@given(codes, st.booleans())
def test_a_code_is_understood_as_it_is_shown_and_as_it_is_typed(code, lower):
    shown = references.display_code(code)
    assert references.normalise_code(shown.lower() if lower else shown) == code
    assert references.normalise_code(f" {code[:2]}-{code[2:]} ") == code


def test_a_digit_in_a_code_is_read_as_the_consonant_it_looks_like():
    assert references.normalise_code("b1d0 5z8l") == "BLDQSZBL"


@given(whole)
@example("GHQXXRQK")
def test_every_reference_is_taken_for_one_however_it_is_typed(symbols):
    for typed in (written(symbols), written(symbols).lower(), f"d {symbols.lower()}", symbols):
        assert references.resembles(typed)


@given(whole)
@example("GHQXXRQK")
def test_a_reference_that_lacks_a_symbol_is_taken_for_one_by_its_dash(symbols):
    assert references.resembles(written(symbols)[:-1])
    assert references.resembles(written(symbols).lower()[:-1])


@pytest.mark.parametrize(
    "typed", ["trottoir", "d - déchets", "rue des Tanneurs", "RSA", "62000", "déchets", "D"]
)
def test_words_are_not_taken_for_a_reference(typed):
    assert not references.resembles(typed)
