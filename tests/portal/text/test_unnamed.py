"""A text without the person it was written to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.unnamed import NAME, still_said, unnamed

NAMES = ["Awa", "Delattre", "Jean-Marc de La Tour"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Bonjour Madame Delattre,", "Bonjour Madame [nom],"),
        ("Bonjour Mme DELATTRE Awa.", "Bonjour Mme [nom]."),
        ("M. Benhamou vous rappelle.", "M. [nom] vous rappelle."),
        ("Madame la maire vous répond.", "Madame la maire vous répond."),
        ("awa delattre, Âwa", "[nom], [nom]"),
        ("Le dossier de Jean-Marc de La Tour", "Le dossier de [nom] de La [nom]"),
        ("écrivez à awa.d@courriel.example", "écrivez à [e-mail]"),
        ("au 06 12 34 56 78 ou +33612345678.", "au [numéro] ou [numéro]."),
        ("Votre demande D-7K3F-9QX8 avance.", "Votre demande [numéro] avance."),
        ("NIR 2 85 05 62 041 123 45", "NIR [numéro]"),
        ("née le 12/03/1985", "née le [date]"),
        ("chez vous, 12 bis rue des Lilas, 62000 Arras.", "chez vous, [adresse], [adresse]."),
        ("Comptez 2 mois et 607,75 € par mois.", "Comptez 2 mois et 607,75 € par mois."),
        ("Lina mange à la cantine", "[nom] mange à la cantine"),
    ],
)
def test_names_addresses_numbers_and_dates_go(written: str, left: str) -> None:
    assert unnamed(written, names=NAMES, said=["Lina", "cantine le midi"]) == left


def test_what_is_left_of_the_person_is_told() -> None:
    text = "Awa habite ici, 06.12.34.56.78, D 7K3F 9QX8, a@b.fr. La mairie : 03 21 00 00 00."
    secrets = ["0612345678", "D-7K3F-9QX8", "62"]
    assert still_said(text, names=NAMES, secrets=secrets) == [
        "Awa",
        "a@b.fr",
        "0612345678",
        "D-7K3F-9QX8",
    ]


@given(st.lists(st.sampled_from(["Awa", "DELATTRE", "delattre", "la", "route", "\n", ",", "12"])))
def test_no_name_is_ever_left(parts: list[str]) -> None:
    text = unnamed(" ".join(parts), names=NAMES)
    assert still_said(text.replace(NAME, ""), names=NAMES) == []
