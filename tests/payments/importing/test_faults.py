"""Every error is told by row and column, in a sentence that says what to do; nothing is issued."""

import codecs
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from payments.importing import rows, wanted
from payments.importing.objects import NOT_EXACT
from payments.models import ImportState, Invoice, Regie
from payments.workflow import issuing
from portal.spreadsheets.workbooks import FORMULA
from tests.payments.builders import make_mandate, make_regie
from tests.payments.importing.files import (
    A_ROW,
    NAMES,
    an_object,
    checked,
    csv_of,
    imported,
    json_of,
    sentences,
    xlsx_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def regie() -> Regie:
    return make_regie()


@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        ("external_id", "", wanted.EMPTY),
        ("external_id", "x" * 65, "64 caractères au plus, ici 65"),
        ("payer_name", "", wanted.EMPTY),
        ("payer_name", "=HYPERLINK(1)", FORMULA),
        ("payer_name", "Awa\x00", wanted.UNREADABLE),
        ("payer_email", "awa@", "pas un courriel"),
        ("payer_address", "x" * 401, "400 caractères au plus"),
        ("payer_reference", "x" * 41, "40 caractères au plus"),
        ("subject", " ", wanted.EMPTY),
        ("due_on", "31/02/2026", "Cette date n’existe pas"),
        ("due_on", "demain", "Cette date n’existe pas"),
        ("due_on", "01/01/1926", "année entre 2000 et 2100"),
        ("label", "", wanted.EMPTY),
        ("quantity", "0", "quantité au-dessus de zéro"),
        ("quantity", "-1", "quantité au-dessus de zéro"),
        ("quantity", "1,2345", "quantité au-dessus de zéro"),
        ("unit_price", "", wanted.EMPTY),
        ("unit_price", "1e3", "montant en euros"),
        ("unit_price", "3,855", "montant en euros"),
        ("unit_price", "=1+1", FORMULA),
        ("unit_price", "0", wanted.NOTHING_OWED),
        ("unit_price", "-5", wanted.NOTHING_OWED),
        ("unit_price", "9999999999", wanted.TOO_MUCH),
        ("vat_rate", "101", "taux entre 0 et 100"),
        ("revenue_code", "", wanted.EMPTY),
    ],
)
def test_a_cell_that_cant_be_read_is_told(
    regie: Regie, column: str, typed: str, words: str
) -> None:
    good = A_ROW | {"external_id": "GOOD"}

    owner = imported(regie, csv_of([good, A_ROW | {column: typed}]))

    [(row, _, sentence)] = sentences(owner)
    assert row == 3
    assert words in sentence
    assert (owner.issued, owner.refused) == (1, 1)  # the other one waits for nothing


def test_the_francs_of_the_pacific_have_no_cents() -> None:
    owner = checked(make_regie(currency="XPF"), csv_of([A_ROW]))

    assert "francs CFP" in sentences(owner)[0][2]


def test_all_errors_of_an_invoice_are_told_at_once(regie: Regie) -> None:
    second = A_ROW | {"payer_name": "Autre", "due_on": "", "quantity": "beaucoup"}

    owner = checked(regie, csv_of([A_ROW | {"due_on": "31/02/2026"}, second]))

    assert [(row, column) for row, column, _ in sentences(owner)] == [
        (2, "À payer avant le"),
        (3, "Payeur"),
        (3, "Quantité"),
    ]
    assert owner.refused == 1


def test_lines_apart_are_refused_both_times_in_a_batch_or_not(
    regie: Regie, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [A_ROW | {"external_id": f"other-{number}"} for number in range(3)]
    content = csv_of([A_ROW, *others, A_ROW])

    together = checked(regie, content)
    monkeypatch.setattr("payments.importing.checking.BATCH", 2)
    apart = checked(regie, content)

    assert (together.fresh, together.refused) == (apart.fresh, apart.refused) == (3, 2)
    assert all("ne se suivent pas" in sentence for _, _, sentence in sentences(apart))


def test_an_invoice_has_a_most_of_lines(regie: Regie) -> None:
    owner = checked(regie, csv_of([A_ROW] * (rows.MOST_LINES + 1)))

    assert sentences(owner) == [(2, "Identifiant", wanted.TOO_MANY)]


@pytest.mark.parametrize(
    ("price", "sentence"),
    [(38.5, NOT_EXACT.sentence), (10**20, NOT_EXACT.sentence), (True, None), ([385], None)],
)
def test_json_takes_whole_cents_or_text_never_a_float(
    regie: Regie, price: Any, sentence: str | None
) -> None:
    line = an_object()["lines"][0] | {"unit_price": price}

    owner = checked(regie, json_of(an_object(), an_object(external_id="B", lines=[line])), "f.json")

    assert owner.fresh == 1
    [(row, column, told)] = sentences(owner)
    assert (row, column) == (2, "Prix unitaire")
    assert told == (sentence or "Écrivez un texte entre guillemets.")


@pytest.mark.parametrize(
    ("given", "column"),
    [
        (an_object(payer_emial="x"), "payer_emial"),
        (an_object(lines=[]), "Libellé"),
        (an_object(lines="x"), "Libellé"),
        (an_object(payer_name="\ud800"), "Payeur"),
        (an_object(**{"a\x00\ud800": "x"}), "a"),
    ],
)
def test_an_object_that_isnt_the_documented_one_is_told(
    regie: Regie, given: dict[str, Any], column: str
) -> None:
    owner = checked(regie, json_of(given), "f.json")

    assert owner.refused == 1
    assert column in [told for _, told, _ in sentences(owner)]


HUGE = [b"[" * 300_000, b'[{"a": "' + b"x" * 300_000, b'[{"external_id": "a"']


@pytest.mark.parametrize("content", [*HUGE, b"[1]", b"[]", b"", b"{} x", b"\xff", b"[{}] {}"])
def test_json_that_isnt_is_refused_whole(regie: Regie, content: bytes) -> None:
    owner = checked(regie, content, "f.json")

    assert owner.state == ImportState.UNREADABLE
    assert owner.fresh == 0


def _archive(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return out.getvalue()


def _sparse() -> bytes:
    """A sheet whose second row says that it is the thousand-millionth."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of([list(A_ROW.values())]))) as good,
        zipfile.ZipFile(out, "w") as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name.startswith("xl/worksheets/"):
                content = content.replace(b'r="2"', b'r="1000000000"')
            bad.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("f.csv", b"", "aucune ligne"),
        ("f.csv", csv_of([]), "aucune ligne"),
        ("f.csv", b"payer_name;Inconnue\nx;y", "Colonne «\u00a0Inconnue\u00a0» inconnue"),
        ("f.csv", csv_of([A_ROW]).replace(b"label", b"subject"), "est là deux fois"),
        ("f.csv", csv_of([A_ROW]) + b'"' + b"x\n" * 100_000, "guillemet"),
        ("f.csv", csv_of([A_ROW]) + b"x" * 200_001, "Une ligne dépasse"),
        ("f.csv", b"\x81\x8d", "pas du texte lisible"),
        ("f.csv", codecs.BOM_UTF16_LE + b"\x00\xd8", "pas du texte lisible"),
        ("f.xlsx", b"PK", "abîmé"),
        ("f.xlsx", _archive(50_000_001), "trop gros"),
        ("f.xlsx", _sparse(), "Plus de"),
    ],
)
def test_a_file_that_cant_be_read_is_refused_whole(
    regie: Regie, name: str, content: bytes, words: str
) -> None:
    owner = checked(regie, content, name)

    assert owner.state == ImportState.UNREADABLE
    assert words in " ".join(sentence for _, _, sentence in sentences(owner))


def test_a_day_of_a_workbook_is_read_and_a_formula_refused(regie: Regie) -> None:
    good = _values(due_on=date(2026, 12, 31), unit_price=3.85, quantity=12)
    bad = _values(external_id="B", unit_price="=1+1")

    owner = imported(regie, xlsx_of([good, bad]), "f.xlsx")

    assert [sentence for _, _, sentence in sentences(owner)] == [FORMULA]
    invoice = Invoice.objects.get(regie=regie)
    assert (invoice.due_on, invoice.total) == (date(2026, 12, 31), 4_620)


def _values(**changes: Any) -> Iterable[Any]:
    return [changes.get(name, A_ROW[name]) for name in NAMES]


def test_windows_utf16_and_excels_first_line_are_read(regie: Regie) -> None:
    text = csv_of([A_ROW | {"payer_name": "Zoé"}]).decode()

    for content in (text.encode("cp1252"), text.encode("utf-16"), f"sep=;\n{text}".encode()):
        owner = checked(regie, content)
        assert owner.staged.get().payload["payer_name"] == "Zoé"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit_price": "4"}, "lignes"),
        ({"payer_name": "Autre"}, "payeur"),
        ({"due_on": "30/12/2026"}, "à payer avant le"),
        ({"payer_email": "", "payer_address": ""}, ""),
    ],
)
def test_an_invoice_issued_never_changes(regie: Regie, change: dict[str, str], said: str) -> None:
    imported(regie, csv_of([A_ROW]))
    before = Invoice.objects.values().get(regie=regie)

    owner = imported(regie, csv_of([A_ROW | change]))

    assert Invoice.objects.values().get(regie=regie) == before
    if not said:  # where it is sent to may change
        assert (owner.same, owner.refused) == (1, 0)
        return
    [(row, _, sentence)] = sentences(owner)
    assert (row, owner.refused) == (2, 1)
    assert sentence.startswith(f"Déjà émise sous le numéro {before['number']}, différente ({said})")


def test_one_cancelled_stays_so(regie: Regie) -> None:
    imported(regie, csv_of([A_ROW]))
    invoice = Invoice.objects.get(regie=regie)
    issuing.cancel(invoice=invoice, agent=make_mandate(regie), reason="Erreur")

    owner = imported(regie, csv_of([A_ROW]))

    assert (owner.same, owner.issued) == (1, 0)


def test_a_file_of_errors_stops_in_time(regie: Regie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.importing.checking.BATCH", 2)
    monkeypatch.setattr("payments.importing.checking.MOST_FAULTS", 3)

    owner = checked(regie, csv_of([A_ROW | {"external_id": ""}] * 9))

    assert owner.state == ImportState.UNREADABLE
    assert owner.read == 4
    assert "le contrôle s’est arrêté" in sentences(owner)[-1][2]
