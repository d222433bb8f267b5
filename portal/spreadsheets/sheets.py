"""A sheet as it was read, whatever the file was: headers, and lines with their numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.spreadsheets.kinds import tidy
from portal.spreadsheets.subjects import Fault

MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_SCANNED = 100_000  # lines, those that are empty included
LONGEST_CELL = 32_767  # characters, as in Excel


@dataclass(frozen=True)
class Broken:
    """A cell that holds no text that we may read, and what to do about it."""

    sentence: str


Cell = str | Broken
Line = Sequence[Cell]


class RefusedFile(ValueError):
    """The file can't be read as a sheet; what is wrong, each fault about a column of line 1."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = list(faults)


def refuse(sentence: str, column: str = "") -> RefusedFile:
    return RefusedFile(Fault(column, sentence))


@dataclass(frozen=True)
class Sheet:
    """Headers, and the lines that hold something, by the number that the spreadsheet shows."""

    headers: list[str]
    lines: list[tuple[int, Line]]


def _trimmed(line: Line) -> Line:
    """Without the empty cells at its end."""
    last = next((place for place in range(len(line), 0, -1) if line[place - 1]), 0)
    return line[:last]


def sheet_of(lines: Iterable[Line]) -> Sheet:
    """The sheet that these lines make, the first one being the headers. Raises RefusedFile."""
    headers: list[str] | None = None
    kept: list[tuple[int, Line]] = []
    for number, line in enumerate(map(_trimmed, lines), 1):
        if number > MOST_SCANNED:
            raise refuse(
                f"Le tableau dépasse {MOST_SCANNED} lignes : supprimez les lignes vides de la fin."
            )
        if headers is None:
            headers = [tidy(cell) if isinstance(cell, str) else "" for cell in line]
        elif line:
            kept.append((number, line))
        if len(kept) > MOST_ROWS:
            raise refuse(f"Plus de {MOST_ROWS} lignes : partagez le tableau en plusieurs fichiers.")
    if headers is None or not any(headers):
        raise refuse("La première ligne est vide : mettez-y les titres des colonnes.")
    if not kept:
        raise refuse("Ce fichier n’a aucune ligne sous les titres.")
    return Sheet(headers, kept)
