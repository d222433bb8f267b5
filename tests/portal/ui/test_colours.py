"""Every hue an organisation may choose keeps its contrast, by light and by dark."""

import pytest

from portal.ui.contrast import Weak, contrast, declared, linear_rgb, weak_pairs


def test_the_formula_gives_the_known_contrast_of_white_and_black() -> None:
    assert contrast(linear_rgb("#fff", 0), linear_rgb("oklch(0% 0 0)", 0)) == pytest.approx(21)


def test_the_formula_turns_oklch_into_the_known_red() -> None:
    assert linear_rgb("oklch(62.796% .25768 29.234)", 0) == pytest.approx((1, 0, 0), abs=1e-3)


def test_every_hue_is_readable_by_light_and_by_dark() -> None:
    assert [weak for hue in range(360) for weak in weak_pairs(hue)] == []


def test_a_palette_too_pale_is_found_out_in_the_scheme_where_it_is() -> None:
    pale = declared()["light"] | {"brand": "oklch(70% .09 var(--hue))"}
    weak = weak_pairs(205, {"light": pale, "dark": declared()["dark"]})
    assert {each.scheme for each in weak} == {"light"}
    assert {each.ink for each in weak if each.ground == "brand"} == {"on-brand"}
    assert all(isinstance(each, Weak) and each.ratio < each.least for each in weak)


def test_lines_need_less_than_text() -> None:
    faint = {name: tokens | {"line-strong": "#fff"} for name, tokens in declared().items()}
    assert {each.least for each in weak_pairs(205, faint)} == {3.0}
