"""CSV as spreadsheets write it: UTF-8 or Windows-1252, commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterable, Iterator

from portal.spreadsheets.formulas import restore
from portal.spreadsheets.sheets import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Broken,
    Cell,
    Line,
    Sheet,
    refuse,
    sheet_of,
)

DELIMITERS = ";,\t"
TOO_LONG = f"Ce texte dépasse {LONGEST_CELL} caractères : raccourcissez-le."


def read_csv(content: bytes) -> Sheet:
    """The sheet. Raises RefusedFile."""
    text = _decode(content)
    if text[:4].lower() == "sep=":  # Excel's own word for the delimiter
        text = text.partition("\n")[2]
    return sheet_of(lines_of(io.StringIO(text, newline=""), delimiter_of(text)))


def lines_of(text: Iterable[str], delimiter: str) -> Iterator[Line]:
    """Line by line, however long the text is. Raises RefusedFile."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise refuse(f"Plus de {MOST_COLUMNS} colonnes : gardez celles du modèle.")
            yield [_cell(cell) for cell in cells]
    except csv.Error:
        raise refuse(
            f"La ligne {reader.line_num} du fichier n’est pas du CSV : un guillemet y est mal "
            "fermé. Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
        ) from None


def _cell(text: str) -> Cell:
    if len(text) > LONGEST_CELL:
        return Broken(TOO_LONG)
    return restore(text.strip(" "))


def delimiter_of(text: str) -> str:
    """The one that the header holds most of, outside quotes."""
    header, quoted = [], False
    for character in text[:100_000]:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            break
        elif not quoted:
            header.append(character)
    return max(DELIMITERS, key=header.count)


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse("Ce fichier n’est pas du texte lisible : enregistrez-le en « CSV UTF-8 ».")
