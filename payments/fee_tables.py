"""A fee's tables as text: one line a price, as they are typed and pasted from a deliberation.

à partir du 01/09/2026
habitants ; 0 ; 400 ; 0,80
habitants ; 400 ; ; 2,10
hors commune ; ; ; 4,60
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError

from payments.models import Fee, TariffLine
from portal.text import money
from portal.text.french import fold

LONGEST = 20_000  # characters
MOST_LINES = 400
HEADING = re.compile(r"(?:a partir )?du\s+(\d{1,2}/\d{1,2}/\d{4})")
Residence = TariffLine.Residence
NAMES = {
    "": Residence.ANY,
    "tous": Residence.ANY,
    "toutes": Residence.ANY,
    "habitants": Residence.RESIDENT,
    "hors commune": Residence.OUTSIDE,
}
WRITTEN = {
    Residence.ANY: "tous",
    Residence.RESIDENT: "habitants",
    Residence.OUTSIDE: "hors commune",
}
NO_TABLE = "Écrivez une grille au moins\u00a0: une date, puis un prix par ligne."
SAMPLE = "habitants ; 400 ; 800 ; 2,10"


@dataclass
class Table:
    """The prices from a day on; its lines aren't saved."""

    since: date
    lines: list[TariffLine] = field(default_factory=list)


def write(fee: Fee) -> str:
    """The fee's tables as they are typed, the latest first."""
    return "\n\n".join(
        "\n".join(
            [
                f"à partir du {table}",
                *(_written(line, fee.regie.currency) for line in table.lines.all()),
            ]
        )
        for table in fee.tariffs.prefetch_related("lines")
    )


def read(typed: str, currency: str) -> list[Table]:
    """The tables in the text. Raises ValidationError with every line that can't be read."""
    tables: list[Table] = []
    wrong: list[str] = []
    for number, line in enumerate(typed.splitlines()[: MOST_LINES + 1], start=1):
        try:
            _take(line.strip(), tables, currency)
        except ValueError as error:
            wrong.append(f"Ligne {number}\u00a0: {error}")
    if len(typed.splitlines()) > MOST_LINES:
        wrong.append(f"Gardez {MOST_LINES} lignes au plus.")
    if not wrong and not any(table.lines for table in tables):
        wrong.append(NO_TABLE)
    if wrong:
        raise ValidationError(wrong)
    return tables


def _take(line: str, tables: list[Table], currency: str) -> None:
    if not line:
        return
    if heading := HEADING.fullmatch(fold(line)):
        since = _day(heading[1])
        if any(table.since == since for table in tables):
            raise ValueError("cette date a déjà sa grille.")
        tables.append(Table(since))
    elif not tables:
        raise ValueError("commencez par «\u00a0à partir du 01/09/2026\u00a0».")
    else:
        tables[-1].lines.append(_line(line, currency))


def _line(line: str, currency: str) -> TariffLine:
    cells = [cell.strip() for cell in re.split(r"[;\t]", line)]
    cells = cells if len(cells) > 1 else ["", "", "", *cells]
    if len(cells) != 4:
        raise ValueError(f"écrivez quatre colonnes, par exemple «\u00a0{SAMPLE}\u00a0».")
    who, low, high, price = cells
    if (residence := NAMES.get(fold(who))) is None:
        raise ValueError(f"«\u00a0{who}\u00a0» n’est ni habitants, ni hors commune, ni tous.")
    found = TariffLine(
        residence=residence,
        from_quotient=_quotient(low) or 0,
        to_quotient=_quotient(high),
        unit_price=_price(price, currency),
    )
    if found.to_quotient is not None and found.to_quotient <= found.from_quotient:
        raise ValueError("le quotient de fin doit dépasser celui du début.")
    return found


def _day(typed: str) -> date:
    try:
        return datetime.strptime(typed, "%d/%m/%Y").date()  # noqa: DTZ007 (a day of a calendar)
    except ValueError:
        raise ValueError(f"la date {typed} n’existe pas.") from None


def _quotient(typed: str) -> int | None:
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", typed):
        raise ValueError(f"«\u00a0{typed}\u00a0» n’est pas un quotient en euros entiers.")
    return int(typed)


def _price(typed: str, currency: str) -> int:
    try:
        price = money.parse(typed, currency)
    except ValueError:
        price = -1
    if price < 0:
        raise ValueError(f"«\u00a0{typed}\u00a0» n’est pas un prix.")
    return price


def _written(line: TariffLine, currency: str) -> str:
    high = "" if line.to_quotient is None else str(line.to_quotient)
    price = money.written(line.unit_price, currency).replace("\u202f", "").replace("\u00a0", "")
    who = WRITTEN[Residence(line.residence)]
    return f"{who} ; {line.from_quotient} ; {high} ; {price}"
