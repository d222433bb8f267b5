"""Tables typed as text: what is read back is what was written; what can't be read is said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from payments import fee_tables
from payments.models import Tariff
from payments.tariffs import Residence
from portal.text.dates import NBSP
from tests.builders import make_procedure
from tests.payments.builders import make_regie
from tests.payments.fees.builders import TABLES, make_fee


def said_of(typed: str, currency: str = "EUR") -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        fee_tables.read(typed, currency)
    return [message.replace(NBSP, " ") for message in refusal.value.messages]


def test_a_table_is_a_date_and_a_price_a_line() -> None:
    (table,) = fee_tables.read(TABLES, "EUR")
    assert table.since == date(2020, 1, 1)
    assert [
        (line.residence, line.from_quotient, line.to_quotient, line.unit_price)
        for line in table.lines
    ] == [
        (Residence.RESIDENT, 0, 400, 0),
        (Residence.RESIDENT, 400, 800, 200),
        (Residence.RESIDENT, 800, None, 350),
        (Residence.OUTSIDE, 0, None, 500),
    ]


def test_a_price_alone_is_everybody_s_and_cells_may_come_from_a_spreadsheet() -> None:
    typed = "du 1/9/2026\n25,00\nÀ PARTIR DU 01/09/2027\nTous\t0\t\t26"
    first, second = fee_tables.read(typed, "EUR")
    assert [line.unit_price for line in first.lines + second.lines] == [2_500, 2_600]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "Écrivez une grille au moins : une date, puis un prix par ligne."),
        ("du 01/09/2026", "Écrivez une grille au moins : une date, puis un prix par ligne."),
        ("12,00", "Ligne 1 : commencez par « à partir du 01/09/2026 »."),
        ("du 31/02/2026", "Ligne 1 : la date 31/02/2026 n’existe pas."),
        ("du 01/09/2026\n1\ndu 01/09/2026", "Ligne 3 : cette date a déjà sa grille."),
        (
            "du 01/09/2026\nhabitants ; 12",
            f"Ligne 2 : écrivez quatre colonnes, par exemple « {fee_tables.SAMPLE} ».",
        ),
        (
            "du 01/09/2026\nvoisins ; ; ; 12",
            "Ligne 2 : « voisins » n’est ni habitants, ni hors commune, ni tous.",
        ),
        (
            "du 01/09/2026\ntous ; 0 ; 3,5 ; 12",
            "Ligne 2 : « 3,5 » n’est pas un quotient en euros entiers.",
        ),
        (
            "du 01/09/2026\ntous ; 800 ; 400 ; 12",
            "Ligne 2 : le quotient de fin doit dépasser celui du début.",
        ),
        ("du 01/09/2026\ntous ; ; ; gratuit", "Ligne 2 : « gratuit » n’est pas un prix."),
        ("du 01/09/2026\ntous ; ; ; -3", "Ligne 2 : « -3 » n’est pas un prix."),
        ("du 01/09/2026\n" + "1\n" * 500, "Gardez 400 lignes au plus."),
    ],
)
def test_what_cannot_be_read_is_said_line_by_line(typed: str, expected: str) -> None:
    assert said_of(typed) == [expected]


def test_francs_have_no_cents() -> None:
    assert said_of("du 01/09/2026\n12,50", "XPF") == ["Ligne 2 : « 12,50 » n’est pas un prix."]


@given(st.text(max_size=200))
def test_no_text_at_all_is_a_crash(typed: str) -> None:
    try:
        tables = fee_tables.read("du 01/09/2026\n1\n" + typed, "EUR")
    except ValidationError:
        return
    assert tables[0].lines[0].unit_price == 100


@pytest.mark.django_db
@pytest.mark.parametrize("currency", ["EUR", "XPF"])
def test_what_is_written_is_read_again_the_same(currency: str) -> None:
    typed = (
        "à partir du 01/09/2026\nhabitants ; 0 ; 400 ; 1200\nhors commune ; 0 ;  ; 1234567\n\n"
        "à partir du 01/09/2025\ntous ; 0 ;  ; 8"
    )
    fee = make_fee(make_procedure(), typed, regie=make_regie(currency=currency))
    written = fee_tables.write(fee)
    again = fee_tables.read(written, currency)
    tables = Tariff.objects.filter(fee=fee).order_by("-since")
    kept = [[line.unit_price for line in table.lines.all()] for table in tables]
    assert [[line.unit_price for line in table.lines] for table in again] == kept
    assert "hors commune ; 0 ;  ; 1234567" in written
