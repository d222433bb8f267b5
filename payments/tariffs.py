"""What a procedure costs: the table of the day, the line of it that answers choose, the sum.

Pure: given the rows and the answers. Quotients are whole euros, sums whole minor units.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from payments.models import Fee, Tariff, TariffLine
from payments.workflow.issuing import Line
from portal.text.dates import NBSP
from portal.text.money import display, major

Lines = Iterable[TariffLine]
Residence = TariffLine.Residence
MOST = Decimal(999_999)  # of anything: what an invoice's line has room for
THOUSANDTH = Decimal("0.001")
NO_QUOTIENT = "Sans quotient, le tarif le plus élevé s’applique."
PEOPLE = {Residence.RESIDENT: "habitants", Residence.OUTSIDE: "hors commune"}


class NoPrice(LookupError):
    """No table, or no line of it, says what these answers cost: publishing should have told."""


@dataclass(frozen=True)
class Price:
    """What the answers cost, and how it was found; `quotient` is None when it isn't known."""

    fee: Fee
    line: TariffLine
    quantity: Decimal
    quotient: int | None = None

    @property
    def invoiced(self) -> Line:
        fee = self.fee
        return Line(fee.label, self.line.unit_price, fee.revenue_code, self.quantity, fee.vat_rate)

    @property
    def total(self) -> int:
        """In minor units of the régie's currency."""
        return self.invoiced.amount if self.quantity else 0

    @property
    def displayed(self) -> str:
        return display(self.total, self.fee.regie.currency) if self.total else "Gratuit"

    @property
    def words(self) -> list[tuple[str, str]]:
        """How it was found, for the person: what was looked at, and what it says."""
        return list(self._words())

    def _words(self) -> Iterator[tuple[str, str]]:
        if self.line.residence != Residence.ANY:
            yield "Tarif", self.line.get_residence_display()
        if self.fee.quotient_key:
            yield "Tranche", bracket(self.line) if self.quotient is not None else NO_QUOTIENT
        yield "Prix unitaire", display(self.line.unit_price, self.fee.regie.currency)
        if self.fee.quantity_key:
            yield "Quantité", f"{self.quantity.normalize():f}".replace(".", ",")


def table_on(tables: Iterable[Tariff], day: date) -> Tariff | None:
    """The table in force that day: the last to have begun."""
    begun = (table for table in tables if table.since <= day)
    return max(begun, key=lambda table: table.since, default=None)


def price_of(fee: Fee, lines: Lines, answers: Mapping[str, Any]) -> Price:
    """What these answers cost by the lines of one table. Raises NoPrice."""
    quotient = quotient_of(answers.get(fee.quotient_key)) if fee.quotient_key else 0
    resident = answers.get(fee.commune_key) in fee.communes if fee.commune_key else False
    line = line_for(lines, quotient=quotient, resident=resident)
    asked = answers.get(fee.quantity_key) if fee.quantity_key else None
    return Price(fee, line, quantity_of(asked), quotient)


def line_for(lines: Lines, *, quotient: int | None, resident: bool) -> TariffLine:
    """The only line that fits; without a quotient, that of the highest. Raises NoPrice."""
    mine = Residence.RESIDENT if resident else Residence.OUTSIDE
    found = [each for each in lines if each.residence in {Residence.ANY, mine}]
    fits = [each for each in found if _holds(each, quotient)]
    if len(fits) != 1:
        raise NoPrice
    return fits[0]


def quotient_of(answer: Any) -> int | None:
    """Whole euros, what is after the comma left out: brackets begin on a whole euro."""
    if isinstance(answer, Mapping) and "minor" in answer:
        answer = major(answer["minor"], answer["currency"])
    number = _number(answer)
    return None if number is None else max(0, int(number))


def quantity_of(answer: Any) -> Decimal:
    """A number, how many were ticked or how many rows; one where nothing is answered."""
    number = Decimal(len(answer) or 1) if isinstance(answer, list) else _number(answer)
    if number is None:
        return Decimal(1)
    return min(max(number, Decimal(0)), MOST).quantize(THOUSANDTH)


def problems(lines: Lines) -> list[str]:
    """The quotients that no line prices, or two do, as French sentences; none when all is well."""
    rows = list(lines)
    split = any(line.residence != Residence.ANY for line in rows)
    found = [
        f"{said}{f' ({who})' if split else ''}."
        for mine, who in PEOPLE.items()
        for said in _holes([line for line in rows if line.residence in {Residence.ANY, mine}])
    ]
    return list(dict.fromkeys(found))


def bracket(line: TariffLine) -> str:
    """« Quotient de 400 à 799 », as one says it."""
    low, high = line.from_quotient, line.to_quotient
    if high is None:
        return f"Quotient à partir de {low}{NBSP}€" if low else "Tous les quotients"
    return (
        f"Quotient de {low} à {high - 1}{NBSP}€" if low else f"Quotient inférieur à {high}{NBSP}€"
    )


def range_of(lines: Lines, currency: str) -> str:
    """« De 0,80 € à 4,60 € », or the only price."""
    prices = sorted({line.unit_price for line in lines})
    if not prices or prices == [0]:
        return "Gratuit"
    low, high = (display(each, currency) for each in (prices[0], prices[-1]))
    return low if len(prices) == 1 else f"De {low} à {high}"


def _holds(line: TariffLine, quotient: int | None) -> bool:
    if quotient is None:
        return line.to_quotient is None
    return line.from_quotient <= quotient and (
        line.to_quotient is None or quotient < line.to_quotient
    )


def _holes(lines: list[TariffLine]) -> Iterator[str]:
    """Walks up the brackets: each begins where the one before it ends."""
    reached: int | None = 0
    for line in sorted(lines, key=lambda each: each.from_quotient):
        if reached is None or line.from_quotient < reached:
            yield f"Deux prix pour un quotient de {line.from_quotient}"
        elif line.from_quotient > reached:
            yield f"Aucun prix pour un quotient de {reached} à {line.from_quotient - 1}"
        reached = _further(reached, line.to_quotient)
    if reached is not None:
        yield f"Aucun prix pour un quotient à partir de {reached}"


def _further(reached: int | None, end: int | None) -> int | None:
    return None if reached is None or end is None else max(reached, end)


def _number(answer: Any) -> Decimal | None:
    """An answer's exact value; JSON keeps « 12,5 » as a float, whose shortest writing is exact."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal):
        return None
    return Decimal(str(answer))
