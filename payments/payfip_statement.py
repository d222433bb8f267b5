"""The statement that a treasurer downloads from PayFiP's portal: what it moved, line by line.

Columns are found by their titles, in any order (docs/payments-payfip.md). The statement confirms
nothing by itself: it is compared with what we know.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from payments.gateways.base import Transaction
from payments.gateways.payfip_rules import CENTS, HIGHEST, IDOP, PARIS, REFERENCE
from portal.spreadsheets.delimited import read_csv
from portal.spreadsheets.sheets import Broken, Cell, refuse
from portal.text import money
from portal.text.french import words

# The service's own names first, then what a person would write; accents and signs don't count.
TITLES = {
    "numcli": ("numcli", "numero client", "numero de client", "client", "identifiant collectivite"),
    "refdet": ("refdet", "reference", "reference dette", "reference de la dette"),
    "montant": ("montant", "montant en centimes", "montant centimes", "montant en euros"),
    "dattrans": ("dattrans", "date", "date transaction", "date de transaction", "date de paiement"),
    "heurtrans": ("heurtrans", "heure", "heure transaction", "heure de transaction"),
    "resultrans": ("resultrans", "resultat", "resultat transaction", "resultat de la transaction"),
    "numauto": ("numauto", "numero autorisation", "autorisation"),
    "idop": ("idop", "identifiant operation"),
    "saisie": ("saisie", "mode"),
}
OPTIONAL = {"numauto", "idop", "saisie"}
PAID, UNPAID = {"P", "V"}, {"R", "Z", "A"}
NUMAUTO = re.compile(r"[A-Za-z0-9 -]{0,40}", re.ASCII)
WITH_CENTS = re.compile(r"[0-9\s]+[.,][0-9]{1,2}(?:\s?€)?")
DAY = re.compile(r"(\d{1,2})[/.-]?(\d{2})[/.-]?(\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
CLOCK = re.compile(r"(?:(\d{1,2})[:hH ]+(\d{2})(?:[: ](\d{2}))?|(\d{1,6}))", re.ASCII)


@dataclass(frozen=True)
class Line:
    """Money that PayFiP took: `number` is the line that a spreadsheet shows."""

    number: int
    reference: str
    transaction: Transaction


@dataclass(frozen=True)
class Wrong:
    """A line that can't be read, and what is wrong with it."""

    number: int
    sentence: str


def read_statement(content: bytes, *, numcli: str) -> Iterator[Line | Wrong]:
    """The lines of that client which were paid, and those that can't be read.

    What was refused, abandoned or a try is passed over. Raises RefusedFile, with what to do, before
    the first line.
    """
    sheet = read_csv(content)
    places = _places(sheet.headers)
    rows = [(number, _named(cells, places)) for number, cells in sheet.lines]
    euros = _in_euros(sheet.headers[places["montant"]], [row["montant"] for _number, row in rows])
    return _lines(rows, numcli, euros)


def _places(headers: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises RefusedFile."""
    titles = [" ".join(words(header)) for header in headers]
    places: dict[str, int] = {}
    for name, known in TITLES.items():
        found = [place for place, title in enumerate(titles) if title in known]
        if len(found) > 1:
            title = headers[found[1]]
            raise refuse(f"La colonne «\u00a0{title}\u00a0» y est deux fois\u00a0: gardez-en une.")
        if found:
            places[name] = found[0]
        elif name not in OPTIONAL:
            raise refuse(
                f"La colonne «\u00a0{name}\u00a0» manque. "
                "Importez le relevé tel que PayFiP le donne, avec ses titres de colonnes."
            )
    return places


def _named(cells: Sequence[Cell], places: Mapping[str, int]) -> dict[str, Cell]:
    """A row by the names of its columns; a short row has empty cells at its end."""
    row: dict[str, Cell] = dict.fromkeys(TITLES, "")
    return row | {name: cells[place] for name, place in places.items() if place < len(cells)}


def _in_euros(title: str, amounts: Sequence[Cell]) -> bool:
    """Said by the column's title, else by its cells, all together: a comma makes them euros.

    Never cell by cell: 1250 is 12,50 € beside 990, and 1 250 € beside 9,90.
    """
    told = words(title)
    if {"centime", "centimes"} & set(told):
        return False
    return (
        "euros" in told
        or "€" in title
        or any(isinstance(each, str) and WITH_CENTS.fullmatch(each) for each in amounts)
    )


def _lines(
    rows: Sequence[tuple[int, Mapping[str, Cell]]], numcli: str, euros: bool
) -> Iterator[Line | Wrong]:
    seen: dict[object, int] = {}
    for number, row in rows:
        try:
            line = _line(number, row, numcli, euros)
        except ValueError as error:
            yield Wrong(number, str(error))
            continue
        if line is None:
            continue
        same = line.transaction.provider_id or (line.reference, line.transaction)
        if (first := seen.setdefault(same, number)) != number:
            yield Wrong(number, f"Ce paiement est déjà à la ligne {first}.")
        else:
            yield line


def _line(number: int, row: Mapping[str, Cell], numcli: str, euros: bool) -> Line | None:
    """None for what moved no money. Raises ValueError with a French sentence."""
    cells = {name: _text(cell) for name, cell in row.items()}
    if cells["numcli"].zfill(6) != numcli:
        raise ValueError(f"Ce paiement est d’un autre client PayFiP ({cells['numcli'][:20]}).")
    result = cells["resultrans"].upper()
    if result in UNPAID or cells["saisie"].upper() == "T":
        return None
    if result not in PAID:
        raise ValueError("Le résultat doit être P, V, R, Z ou A.")
    reference = _shaped(cells["refdet"], REFERENCE.fullmatch, "La référence de la dette")
    idop = cells["idop"] and _shaped(cells["idop"], IDOP.fullmatch, "L’identifiant de l’opération")
    numauto = _shaped(cells["numauto"], NUMAUTO.fullmatch, "Le numéro d’autorisation")
    transaction = Transaction(
        provider_id=idop,
        charge_id=numauto or idop,
        amount=_cents(cells["montant"], euros),
        currency=money.EUR,
        at=_moment(cells["dattrans"], cells["heurtrans"]),
    )
    return Line(number, reference, transaction)


def _text(cell: Cell) -> str:
    if isinstance(cell, Broken):
        raise ValueError(cell.sentence)
    return cell.strip()


def _shaped(text: str, shape: Callable[[str], object], what: str) -> str:
    if not shape(text):
        raise ValueError(f"{what} n’est pas lisible.")
    return text


def _cents(text: str, euros: bool) -> int:
    cents = 0
    if euros:
        with suppress(ValueError):
            cents = money.parse(text, money.EUR)
    elif CENTS.fullmatch(text):
        cents = int(text)
    if not 0 < cents <= HIGHEST:
        raise ValueError("Le montant n’est pas lisible, ou dépasse ce que PayFiP accepte.")
    return cents


def _moment(day: str, clock: str) -> datetime:
    """In Paris, as PayFiP says it; a spreadsheet may have dropped zeros at the start."""
    try:
        if iso := ISO_DAY.fullmatch(day):
            year, month, of_month = iso.groups()
        elif found := DAY.fullmatch(day):
            of_month, month, year = found.groups()
        else:
            raise ValueError(day)
        return datetime(int(year), int(month), int(of_month), *_time(clock), tzinfo=PARIS)
    except ValueError:
        raise ValueError("La date ou l’heure n’est pas lisible.") from None


def _time(clock: str) -> tuple[int, int, int]:
    """« 1432 », « 14:32 », « 14 h 32 », « 143205 »."""
    found = CLOCK.fullmatch(clock)
    if found is None:
        raise ValueError(clock)
    hour, minute, second, digits = found.groups()
    if digits:
        digits = digits.zfill(4) if len(digits) <= 4 else digits.zfill(6)
        hour, minute, second = digits[:2], digits[2:4], digits[4:]
    return int(hour), int(minute), int(second or 0)
