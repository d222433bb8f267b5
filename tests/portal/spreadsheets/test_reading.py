"""Files as spreadsheets write them, and as nobody should: each has a clear answer."""

import datetime
import io
import time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal.spreadsheets.delimited import read_csv
from portal.spreadsheets.formulas import looks_like_formula, neutralise, restore
from portal.spreadsheets.kinds import OfField, tidy
from portal.spreadsheets.sheets import MOST_ROWS, Broken, RefusedFile, Sheet
from portal.spreadsheets.subjects import Book, Column, Subject
from portal.spreadsheets.workbooks import DATE, FORMULA, read_xlsx
from portal.spreadsheets.writing import to_csv, to_xlsx
from tests.portal.spreadsheets.books import csv_file, xlsx_file


class Anything(OfField):
    """A cell that takes any text."""

    def __init__(self) -> None:
        self.hint = ""


WORDS = Subject(
    slug="mots",
    title="Mots",
    columns=(Column("key", "Code", Anything()), Column("word", "Mot", Anything())),
    book=Book,  # type: ignore[type-abstract]  # nothing is read through it
    icon="tag",
)
TABLE = [["Code", "Mot"], ["a", "été"], ["b", "x;y,z"]]


def lines(sheet: Sheet) -> list[tuple[int, list[object]]]:
    return [(number, list(line)) for number, line in sheet.lines]


def refusal(read: object, content: bytes) -> str:
    with pytest.raises(RefusedFile) as refused:
        read_xlsx(content, "Mots") if read is read_xlsx else read_csv(content)
    return refused.value.faults[0].sentence


def changed(content: bytes, part: str, before: bytes, after: bytes) -> bytes:
    """The workbook, bytes of one of its parts replaced."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(before, after) if name == part else data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_header_holds_nothing_that_a_database_refuses() -> None:
    assert read_csv(b"Code;Mo\x00t\na;b\n").headers == ["Code", "Mot"]


def test_cells_that_pretend_to_be_merged_take_no_time() -> None:
    hostile = b"</sheetData>" + b"<mergeCell " * 90_000
    content = changed(xlsx_file(TABLE), SHEET, b"</sheetData>", hostile)
    began = time.process_time()
    refusal(read_xlsx, content)
    assert time.process_time() - began < 4


# --- Honest files --------------------------------------------------------------------------------
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_however_a_spreadsheet_wrote_it(delimiter: str, encoding: str) -> None:
    sheet = read_csv(csv_file(TABLE, delimiter=delimiter, encoding=encoding))
    assert sheet.headers == ["Code", "Mot"]
    assert lines(sheet) == [(2, ["a", "été"]), (3, ["b", "x;y,z"])]


def test_the_line_by_which_excel_names_the_delimiter_is_not_the_header() -> None:
    assert read_csv(b"sep=,\r\nCode,Mot\r\na;b,c\r\n").headers == ["Code", "Mot"]


def test_a_delimiter_inside_a_quoted_header_does_not_count() -> None:
    assert read_csv(b'"Code;;;",Mot\na,b\n').headers == ["Code;;;", "Mot"]


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table = [["Code", "Mot"], ["a", "deux\nlignes"], [], ["", ""], ["b", "x"], [], []]
    numbers = [number for number, _ in read_csv(csv_file(table)).lines]
    assert numbers == [number for number, _ in read_xlsx(xlsx_file(table), "").lines] == [2, 5]


def test_numbers_lose_their_decimals_and_yes_is_said_in_french() -> None:
    table = [["Code", "Mot"], [62041.0, True], [3.5, False], [1004, None]]
    assert [line for _, line in lines(read_xlsx(xlsx_file(table), ""))] == [
        ["62041", "oui"],
        ["3,5", "non"],
        ["1004"],
    ]


def test_the_sheet_of_our_title_is_read_wherever_it_stands() -> None:
    book = Workbook()
    book.active.append(["Notes"])
    sheet = book.create_sheet("Mots")
    sheet.append(["Code"])
    sheet.append(["a"])
    out = io.BytesIO()
    book.save(out)
    assert read_xlsx(out.getvalue(), "Mots").headers == ["Code"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("=1+1", FORMULA),
        (datetime.date(2026, 3, 12), DATE),
        (datetime.time(9, 0), DATE),
        (datetime.datetime(2026, 3, 12, 9), DATE),  # noqa: DTZ001 (a spreadsheet has no zone)
        ("#REF!", "Cette cellule est en erreur (#REF!) : retapez sa valeur."),
    ],
)
def test_what_is_no_text_is_named_at_its_cell(value: object, sentence: str) -> None:
    sheet = read_xlsx(xlsx_file([["Code", "Mot"], ["a", value]]), "")
    assert lines(sheet) == [(2, ["a", Broken(sentence)])]


# --- Hostile files -------------------------------------------------------------------------------
def test_what_is_no_workbook_is_refused() -> None:
    for content in (b"", b"PK\x03\x04 nothing", b"%PDF-1.4", xlsx_file(TABLE)[:-200]):
        assert "abîmé" in refusal(read_xlsx, content)


@pytest.mark.parametrize(
    "entity",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_refused_unread(entity: bytes, part: str) -> None:
    with ZipFile(io.BytesIO(xlsx_file(TABLE))) as archive:
        root = archive.read(part).lstrip().split(b"<", 2)[1][:8]
    hostile = changed(xlsx_file(TABLE), part, b"<" + root, entity + b"<" + root)
    assert "abîmé" in refusal(read_xlsx, hostile)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(xlsx_file(TABLE), SHEET, b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
    assert len(bomb) < 200_000
    assert "trop gros" in refusal(read_xlsx, bomb)


def test_too_many_rows_are_refused() -> None:
    table = [["Code"], *(["a"] for _ in range(MOST_ROWS + 1))]
    assert f"Plus de {MOST_ROWS} lignes" in refusal(read_csv, csv_file(table))


def test_a_million_empty_rows_are_not_walked_to_the_end() -> None:
    far = changed(xlsx_file([["Code"], ["a"]]), SHEET, b'r="2"', b'r="1048576"')
    assert "lignes vides" in refusal(read_xlsx, far)
    assert "lignes vides" in refusal(read_csv, b"Code\n" + b"\n" * 200_000)


def test_a_cell_far_to_the_right_does_not_widen_the_sheet() -> None:
    far = changed(xlsx_file([["Code"], ["a", "b"]]), SHEET, b'r="B2"', b'r="XFD2"')
    assert lines(read_xlsx(far, ""))[0][1][0] == "a"


def test_too_many_columns_are_refused() -> None:
    table = [[f"c{n}" for n in range(61)], ["a"]]
    assert "Plus de 60 colonnes" in refusal(read_csv, csv_file(table))
    assert "Plus de 60 colonnes" in refusal(read_xlsx, xlsx_file(table))


def test_a_huge_cell_is_named() -> None:
    (_, line), *_ = lines(read_csv(csv_file([["Code", "Mot"], ["a", "x" * 40_000]])))
    assert isinstance(line[1], Broken)
    assert "enregistrez-le" in refusal(read_csv, csv_file([["Code"], ["x" * 200_000]]))


def test_merged_cells_are_named() -> None:
    book = Workbook()
    book.active.append(["Code", "Mot"])
    book.active.append(["a", "b"])
    book.active.merge_cells("B2:B4")
    out = io.BytesIO()
    book.save(out)
    assert "(B2:B4)" in refusal(read_xlsx, out.getvalue())


@pytest.mark.parametrize("table", [[[]], [["", ""], ["a", "b"]], [["Code", "Mot"]]])
def test_a_sheet_without_headers_or_rows_is_refused(table: list[list[str]]) -> None:
    assert refusal(read_csv, csv_file(table))
    assert refusal(read_xlsx, xlsx_file(table))


def test_an_open_quote_is_named() -> None:
    assert "guillemet" in refusal(read_csv, b'Code;Mot\na;"b\n')


# --- There and back ------------------------------------------------------------------------------
@given(st.text())
def test_what_could_be_a_formula_comes_back_as_it_was(text: str) -> None:
    assert restore(neutralise(text)) == text
    assert not looks_like_formula(neutralise(text))


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@SUM", "'=1", "''=1", "＝1"])
def test_what_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    assert neutralise(text) == f"'{text}"


CELL = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="'=+-@;,\" \n\r\té×01", max_size=12),
    st.sampled_from(["=1+1", "'=x", "01004", "1e5", "oui", "12/03", "_x0041_", "#REF!", "TRUE"]),
).map(tidy)


@settings(max_examples=40)
@given(st.lists(st.tuples(CELL, CELL.filter(bool)), min_size=1, max_size=5))
def test_whatever_is_written_is_read_unchanged(table: list[tuple[str, str]]) -> None:
    rows = [{"key": key, "word": word} for key, word in table]
    for sheet in (
        read_csv(to_csv(WORDS, rows)),
        read_xlsx(to_xlsx(WORDS, rows), "Mots"),
    ):
        assert sheet.headers == ["Code", "Mot"]
        assert [tuple(map(tidy, map(str, line))) for _, line in sheet.lines] == table


def test_our_workbook_explains_each_column_and_keeps_text_as_text() -> None:
    book = load_workbook(io.BytesIO(to_xlsx(WORDS, [{"key": "01004", "word": "=1+1"}])))
    assert book.sheetnames == ["Mots", "Mode d’emploi"]
    code, word = book["Mots"][2]
    assert (code.value, code.number_format) == ("01004", "@")
    assert word.quotePrefix
    assert [row[0].value for row in book["Mode d’emploi"]][:3] == ["Colonne", "Code", "Mot"]
