"""The statement of PayFiP's portal: read by its titles, refused by line, to the cent."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.gateways.base import Transaction
from payments.gateways.payfip_rules import HIGHEST, PARIS
from payments.payfip_statement import TITLES, Line, Wrong, read_statement
from portal.spreadsheets.sheets import RefusedFile
from portal.text import money

NUMCLI = "090909"
IDOP = "cc0cb210-1cd4-11ea-8cca-0213ad91a103"
ROW = {
    "numcli": NUMCLI,
    "refdet": "CANTINE000123",
    "montant": "1250",
    "dattrans": "28112026",
    "heurtrans": "1432",
    "resultrans": "P",
    "numauto": "A55A",
    "idop": IDOP,
}
AT = datetime(2026, 11, 28, 14, 32, tzinfo=PARIS)


def sheet(*rows: Mapping[str, str], titles: Mapping[str, str] | None = None) -> bytes:
    """A file of these rows, each over ROW; `titles` rename columns, a blank one leaves it out."""
    named = {name: (titles or {}).get(name, name) for name in [*ROW, *(titles or {})]}
    kept = [name for name, title in named.items() if title]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([named[name] for name in kept])
    writer.writerows([[{**ROW, **row}.get(name, "") for name in kept] for row in rows])
    return out.getvalue().encode()


def read(content: bytes) -> list[Line | Wrong]:
    return list(read_statement(content, numcli=NUMCLI))


def only(content: bytes) -> Line:
    (line,) = read(content)
    assert isinstance(line, Line), line
    return line


def fault(**changes: str) -> str:
    """What is said of a row that has these cells."""
    (line,) = read(sheet(changes))
    assert isinstance(line, Wrong), line
    assert line.number == 2
    return line.sentence


def test_a_line_tells_the_debt_and_what_was_charged() -> None:
    assert only(sheet({})) == Line(2, "CANTINE000123", Transaction(IDOP, "A55A", 1250, "EUR", AT))


def test_columns_are_found_by_their_titles_in_any_order_and_any_dress() -> None:
    content = (
        "Heure;N°;Résultat;Montant (€);Date de transaction;Référence de la dette;Numéro client;"
        "Numéro d’autorisation\r\n14:32;7;v;1 250,00 €;28/11/2026;CANTINE000123;090909;A55A\r\n"
    )
    line = only(content.encode())
    assert line == Line(2, "CANTINE000123", Transaction("", "A55A", 125_000, "EUR", AT))
    assert only(content.encode("utf-8-sig")) == line
    assert only(content.encode("cp1252")) == line


def test_latin_1_is_read() -> None:
    content = sheet({}, titles={"heurtrans": "Heure de transaction", "resultrans": "Résultat"})
    assert only(content.decode().encode("iso-8859-1")).reference == "CANTINE000123"


@pytest.mark.parametrize("name", sorted(set(TITLES) - {"numauto", "idop", "saisie"}))
def test_a_column_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(RefusedFile, match=f"La colonne «\u00a0{name}\u00a0» manque"):
        read(sheet({}, titles={name: ""}))


@pytest.mark.parametrize("without", [{"numauto": ""}, {"idop": ""}, {"numauto": "", "idop": ""}])
def test_what_names_the_charge_may_be_missing(without: dict[str, str]) -> None:
    told = only(sheet({}, titles=without)).transaction
    idop = "" if "idop" in without else IDOP
    assert (told.provider_id, told.charge_id) == (idop, idop if "numauto" in without else "A55A")


def test_the_same_column_twice_is_refused() -> None:
    with pytest.raises(RefusedFile, match="«\u00a0Référence\u00a0» y est deux fois"):
        read(sheet({}, titles={"numauto": "Référence"}))


@pytest.mark.parametrize("content", [b"", b"\n", b"numcli;refdet\n", b"%PDF-1.7", b"\xff\xfe\x00"])
def test_what_is_no_statement_is_refused_before_the_first_line(content: bytes) -> None:
    with pytest.raises(RefusedFile):
        read_statement(content, numcli=NUMCLI)


@pytest.mark.parametrize("result", ["R", "Z", "A", "r"])
def test_what_was_not_paid_is_passed_over(result: str) -> None:
    assert read(sheet({"resultrans": result, "montant": "", "refdet": "?"})) == []


def test_a_try_is_passed_over() -> None:
    titles = {"saisie": "saisie"}
    kept = only(sheet({"saisie": "T"}, {"saisie": "W", "idop": "other"}, titles=titles))
    assert kept.transaction.provider_id == "other"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"numcli": "123456"}, r"autre client PayFiP \(123456\)"),
        ({"numcli": ""}, "autre client"),
        ({"resultrans": ""}, "P, V, R, Z ou A"),
        ({"resultrans": "X"}, "P, V, R, Z ou A"),
        ({"refdet": ""}, "référence de la dette"),
        ({"refdet": "A" * 31}, "référence de la dette"),
        ({"refdet": "A-1"}, "référence de la dette"),
        ({"montant": ""}, "montant"),
        ({"montant": "0"}, "montant"),
        ({"montant": "-5"}, "montant"),
        ({"montant": "1_250"}, "montant"),
        ({"montant": "x"}, "montant"),
        ({"montant": "10000001"}, "montant"),
        ({"montant": "9" * 400}, "montant"),
        ({"dattrans": ""}, "date"),
        ({"dattrans": "31/02/2026"}, "date"),
        ({"dattrans": "28/11/26"}, "date"),
        ({"heurtrans": ""}, "heure"),
        ({"heurtrans": "2532"}, "heure"),
        ({"heurtrans": "midi"}, "heure"),
        ({"idop": "a b"}, "identifiant"),
        ({"numauto": "é"}, "autorisation"),
        ({"numauto": "a" * 40_000}, "Ce texte dépasse"),
    ],
)
def test_a_line_that_can_not_be_read_says_why(changes: dict[str, str], said: str) -> None:
    assert re.search(said, fault(**changes))


def test_a_wrong_line_stops_no_other() -> None:
    lines = read(sheet({"montant": "x"}, {}))
    assert [type(line) for line in lines] == [Wrong, Line]
    assert [line.number for line in lines] == [2, 3]


def test_a_line_that_comes_twice_counts_once() -> None:
    _first, again = read(sheet({}, {"montant": "1251"}))
    assert again == Wrong(3, "Ce paiement est déjà à la ligne 2.")


def test_without_an_operation_only_the_very_same_line_comes_twice() -> None:
    lines = read(sheet({}, {"heurtrans": "1433"}, {}, titles={"idop": ""}))
    assert [type(line) for line in lines] == [Line, Line, Wrong]


def test_zeros_that_a_spreadsheet_dropped_come_back() -> None:
    line = only(sheet({"numcli": "90909", "dattrans": "1122026", "heurtrans": "5"}))
    assert line.transaction.at == datetime(2026, 12, 1, 0, 5, tzinfo=PARIS)


@pytest.mark.parametrize(
    "day", ["28112026", "28/11/2026", "28-11-2026", "28.11.2026", "2026-11-28"]
)
@pytest.mark.parametrize("clock", ["1432", "14:32", "14h32", "14 h 32", "14:32:00", "143200"])
def test_days_and_hours_are_read_as_people_write_them(day: str, clock: str) -> None:
    assert only(sheet({"dattrans": day, "heurtrans": clock})).transaction.at == AT


@pytest.mark.parametrize(
    ("title", "cells", "cents"),
    [
        ("montant", ["1250", "990"], [1250, 990]),
        ("montant", ["1250", "9,90"], [125_000, 990]),
        ("montant", ["12.50", "9"], [1250, 900]),
        ("Montant en euros", ["12", "9"], [1200, 900]),
        ("Montant (€)", ["12", "9"], [1200, 900]),
        ("Montant en centimes", ["1250", "990"], [1250, 990]),
    ],
)
def test_a_column_is_in_cents_or_in_euros_as_a_whole(
    title: str, cells: list[str], cents: list[int]
) -> None:
    rows = [{"montant": cell, "idop": f"op-{number}"} for number, cell in enumerate(cells)]
    lines = read(sheet(*rows, titles={"montant": title}))
    assert [line.transaction.amount for line in lines] == cents


def test_a_cell_that_is_no_amount_does_not_make_a_column_of_cents_one_of_euros() -> None:
    wrong, line = read(sheet({"montant": "N.C., voir", "idop": "x"}, {}))
    assert isinstance(wrong, Wrong)
    assert line.transaction.amount == 1250


def test_a_comma_in_a_column_of_cents_is_wrong() -> None:
    (line,) = read(sheet({"montant": "12,50"}, titles={"montant": "Montant en centimes"}))
    assert isinstance(line, Wrong)


moments = st.integers(0, 50_000_000).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=PARIS) + timedelta(minutes=minutes)
)
charges = st.lists(
    st.tuples(
        st.from_regex(r"[A-Za-z0-9]{1,30}", fullmatch=True).filter(str.isascii),
        st.integers(1, HIGHEST),
        moments,
        st.sampled_from("PV"),
    ),
    min_size=1,
    max_size=6,
)


@given(charges, st.permutations(list(ROW)), st.booleans(), st.sampled_from(["utf-8-sig", "cp1252"]))
def test_whatever_was_charged_is_read_back_to_the_cent(
    charged: list[tuple[str, int, datetime, str]], order: list[str], euros: bool, encoding: str
) -> None:
    title = {"montant": "Montant en euros"} if euros else {}
    rows = [
        {
            "refdet": reference,
            "montant": money.written(cents, "EUR") if euros else str(cents),
            "dattrans": at.strftime("%d%m%Y"),
            "heurtrans": at.strftime("%H%M"),
            "resultrans": code,
            "idop": f"op-{number}",
        }
        for number, (reference, cents, at, code) in enumerate(charged)
    ]
    content = sheet(*rows, titles={name: title.get(name, name) for name in order})
    lines = read(content.decode().encode(encoding))
    assert [(line.reference, line.transaction.amount) for line in lines] == [
        (reference, cents) for reference, cents, _at, _code in charged
    ]
    assert [line.transaction.at for line in lines] == [at for _ref, _cents, at, _code in charged]


@given(st.lists(st.dictionaries(st.sampled_from(list(ROW)), st.text(max_size=40)), max_size=4))
def test_no_cell_breaks_the_reading(rows: list[dict[str, str]]) -> None:
    try:
        lines = read(sheet(*rows))
    except RefusedFile:
        return
    for line in lines:
        assert line.number >= 2
        if isinstance(line, Line):
            assert 0 < line.transaction.amount <= HIGHEST


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(content: bytes) -> None:
    try:
        read(content)
    except RefusedFile:
        return


def test_the_night_of_an_hour_twice_is_read() -> None:
    line = only(sheet({"dattrans": "25102026", "heurtrans": "0230"}))
    assert line.transaction.at.utcoffset() == timedelta(hours=2)
