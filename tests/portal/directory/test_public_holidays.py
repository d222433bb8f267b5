"""Public holidays by territory."""

from datetime import date

import pytest

from portal.directory.public_holidays import Territory, holidays_of

MAINLAND_2026 = {
    date(2026, 1, 1): "Jour de l’an",
    date(2026, 4, 6): "Lundi de Pâques",
    date(2026, 5, 1): "Fête du Travail",
    date(2026, 5, 8): "Fête de la Victoire",
    date(2026, 5, 14): "Ascension",
    date(2026, 5, 25): "Lundi de Pentecôte",
    date(2026, 7, 14): "Fête nationale",
    date(2026, 8, 15): "Assomption",
    date(2026, 11, 1): "Toussaint",
    date(2026, 11, 11): "Armistice",
    date(2026, 12, 25): "Noël",
}


def test_the_mainland_has_its_eleven_holidays_in_french() -> None:
    assert holidays_of("FR", [2026]) == MAINLAND_2026


@pytest.mark.parametrize("territory", Territory)
def test_every_territory_keeps_the_eleven_and_no_name_has_a_straight_apostrophe(
    territory: Territory,
) -> None:
    found = holidays_of(territory.value, [2026])
    assert found.keys() >= MAINLAND_2026.keys()
    assert not any("'" in name for name in found.values())


@pytest.mark.parametrize(
    ("territory", "day", "name"),
    [
        (Territory.ALSACE_MOSELLE, date(2026, 4, 3), "Vendredi saint"),
        (Territory.ALSACE_MOSELLE, date(2026, 12, 26), "Saint-Étienne"),
        (Territory.NOUVELLE_CALEDONIE, date(2026, 9, 24), "Fête de la Citoyenneté"),
        (Territory.GUADELOUPE, date(2026, 5, 27), "Abolition de l’esclavage"),
        (Territory.MARTINIQUE, date(2026, 5, 22), "Abolition de l’esclavage"),
        (Territory.GUYANE, date(2026, 6, 10), "Abolition de l’esclavage"),
        (Territory.REUNION, date(2026, 12, 20), "Abolition de l’esclavage"),
        (Territory.MAYOTTE, date(2026, 4, 27), "Abolition de l’esclavage"),
    ],
)
def test_territories_have_holidays_of_their_own(territory: str, day: date, name: str) -> None:
    assert holidays_of(territory)[day] == name
    assert day not in holidays_of(Territory.METROPOLE)


def test_every_year_of_the_century_is_there_without_asking() -> None:
    found = holidays_of(Territory.METROPOLE)
    assert {day.year for day in found} == set(range(2000, 2100))


def test_nobody_can_change_what_is_cached() -> None:
    assert holidays_of("FR-NC") is holidays_of("FR-NC")
    with pytest.raises(TypeError):
        holidays_of("FR-NC")[date(2026, 11, 24)] = "Jour de paresse"  # type: ignore[index]  # the point


def test_an_unknown_territory_is_refused() -> None:
    with pytest.raises(ValueError, match="FR-75"):
        holidays_of("FR-75")
