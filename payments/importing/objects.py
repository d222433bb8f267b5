"""Invoices as JSON: a list of objects, or one object after the other (JSON lines), as a stream."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from payments.importing.columns import HEAD, LABELS, OF_LINE
from payments.importing.rows import MOST_INVOICES, Raw, Row
from portal.spreadsheets.sheets import Broken, Cell, refuse
from portal.text import money

CHUNK: Final = 64 * 1024  # bytes
LONGEST: Final = 200_000  # characters of one invoice
LONGEST_NUMBER: Final = 13  # figures
NOT_TEXT: Final = Broken("Écrivez un texte entre guillemets.")
NOT_EXACT: Final = Broken(
    'Écrivez ce nombre entre guillemets, comme "42.50", ou en centimes entiers, comme 4250.'
)
NOT_LINES: Final = Broken("Donnez les lignes de la facture en liste d’objets.")
_BETWEEN = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
_SPACES = re.compile(r"[ \t\r\n]*")


def _whole(figures: str) -> int | Broken:
    return int(figures) if len(figures) <= LONGEST_NUMBER else NOT_EXACT


DECODER: Final = json.JSONDecoder(
    parse_int=_whole, parse_float=lambda _: NOT_EXACT, parse_constant=lambda _: NOT_EXACT
)


@dataclass
class _Text:
    """What was read of the file and not yet understood."""

    file: IO[bytes]
    text: str = ""
    place: int = 0
    ended: bool = False
    decoder: Any = field(default_factory=codecs.getincrementaldecoder("utf-8-sig"))

    def more(self) -> bool:
        """Read on; False at the end."""
        if self.ended:
            return False
        chunk = self.file.read(CHUNK)
        self.ended = not chunk
        try:
            added = self.decoder.decode(chunk, final=self.ended)
        except UnicodeDecodeError:
            raise refuse("Ce fichier n’est pas en UTF-8\u00a0: enregistrez-le ainsi.") from None
        self.text, self.place = self.text[self.place :] + added, 0
        return True

    def skip(self, between: "re.Pattern[str]") -> str:
        """The character that comes after what is between two values; blank at the end."""
        while True:
            found = between.match(self.text, self.place)
            end = found.end() if found else self.place
            if end < len(self.text) or not self.more():
                self.place = min(end, len(self.text))
                return self.text[self.place : self.place + 1]

    def value(self, number: int) -> Any:
        """The next one. Raises RefusedFile when it isn't JSON, or too long."""
        while True:
            try:
                value, self.place = DECODER.raw_decode(self.text, self.place)
                return value
            except (json.JSONDecodeError, RecursionError) as error:
                long = len(self.text) - self.place > LONGEST
                if long or isinstance(error, RecursionError) or not self.more():
                    raise refuse(
                        f"La facture {number} du fichier n’est pas du JSON lisible ou dépasse "
                        f"{LONGEST} caractères\u00a0: corrigez l’export de votre logiciel."
                    ) from None


def read_json(file: IO[bytes], currency: str) -> Iterator[Raw]:
    """Each invoice; its row is its rank in the file. Raises RefusedFile."""
    text, number = _Text(file), 0
    listed = text.skip(_SPACES) == "["
    text.place += listed
    while (first := text.skip(_BETWEEN)) and first != "]":
        number += 1
        if number > MOST_INVOICES:
            raise refuse(f"Plus de {MOST_INVOICES} factures\u00a0: partagez le fichier.")
        yield _raw(text.value(number), number, currency)
    _ended(text, listed, first, number)


def _ended(text: _Text, listed: bool, last: str, number: int) -> None:
    if listed != (last == "]"):
        raise refuse(
            "Ce fichier est coupé\u00a0: la liste n’est pas fermée. Exportez-le de nouveau."
        )
    text.place += listed
    if text.skip(_SPACES):
        raise refuse("Il y a quelque chose après la fin de la liste\u00a0: retirez-le.")
    if not number:
        raise refuse("Ce fichier n’a aucune facture.")


def _raw(value: Any, number: int, currency: str) -> Raw:
    if not isinstance(value, dict):
        raise refuse(f"La facture {number} n’est pas un objet JSON\u00a0: reprenez le modèle.")
    lines = value.pop("lines", None)
    known = {column.name for column in HEAD}
    head = {name: _cell(name, value[name], currency) for name in known if name in value}
    head |= _unknown(value, known)
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return Raw([Row(number, head | {"label": NOT_LINES})])
    return Raw([Row(number, head | _line(line, currency)) for line in lines or [{}]])


def _line(line: dict[str, Any], currency: str) -> dict[str, Cell]:
    known = {column.name for column in OF_LINE}
    cells = {name: _cell(name, line[name], currency) for name in known if name in line}
    return cells | _unknown(line, known)


def _unknown(value: dict[str, Any], known: set[str]) -> dict[str, Cell]:
    """A name that we don't know is a slip of the pen: nothing is dropped in silence."""
    broken = Broken(f"Nom inconnu\u00a0: retirez-le. Les noms connus sont {', '.join(LABELS)}.")
    return {name[:60]: broken for name in value if name not in known}


def _cell(name: str, value: Any, currency: str) -> Cell:
    """As one would have typed it; a whole price is in minor units."""
    if value is None:
        return ""
    if isinstance(value, str | Broken):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        return NOT_TEXT
    return money.written(value, currency) if name == "unit_price" else str(value)
