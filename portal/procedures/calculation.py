"""A value computed from earlier answers, by a declared operation: nothing is ever evaluated.

A question without an answer leaves the result empty; a row of a group without one doesn't count.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import reduce
from operator import mul
from typing import Any

from portal.procedures.schema import Calculation, Field, Operand
from portal.text import money

Answers = Mapping[str, Any]
OPERATIONS = {
    "sum": "la somme",
    "difference": "le premier moins les suivants",
    "product": "le produit",
    "quotient": "le premier divisé par le second",
    "min": "le plus petit",
    "max": "le plus grand",
    "count": "le nombre de lignes du groupe",
}
LARGEST = 10**12
DIGITS = 200  # enough for the product of all that a calculation may multiply
CENT = Decimal("0.01")


def compute(field: Field, answers: Answers) -> Any:
    """The answer of this computed field, as JSON; None when something it needs is missing."""
    if field.calculation is None:
        return None
    with localcontext(prec=DIGITS):
        found = _result(field.calculation, answers)
        if found is None or abs(found) > LARGEST:
            return None
        if field.currency:
            minor = money.minor_of(found, field.currency)
            return {"minor": minor, "currency": field.currency}
        rounded = found.quantize(CENT, rounding=ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def as_number(answer: Any) -> Decimal | None:
    """An answer that is a number or a sum of money, to compare and count with; None otherwise."""
    if isinstance(answer, Mapping) and "minor" in answer:
        return money.major(answer["minor"], answer["currency"])
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return Decimal(str(answer))
    return None


def constant(typed: str) -> Decimal | None:
    """A constant as an editor writes it: « 1 200,50 »."""
    try:
        number = Decimal("".join(typed.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= LARGEST else None


def _result(calculation: Calculation, answers: Answers) -> Decimal | None:
    if calculation.operation == "count":
        return Decimal(len(answers.get(calculation.operands[0].field) or ()))
    values = [value for operand in calculation.operands for value in _values(operand, answers)]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return _apply(calculation.operation, known)


def _apply(operation: str, values: list[Decimal]) -> Decimal | None:
    if operation == "sum":
        return sum(values, Decimal(0))
    if not values:
        return None
    if operation == "quotient":
        return values[0] / values[1] if len(values) == 2 and values[1] else None
    first, *others = values
    return {
        "difference": lambda: first - sum(others, Decimal(0)),
        "product": lambda: reduce(mul, values),
        "min": lambda: min(values),
        "max": lambda: max(values),
    }[operation]()


def _values(operand: Operand, answers: Answers) -> Iterator[Decimal | None]:
    """One value, or one for each row of a group; None for an answer that is missing."""
    if not operand.field:
        yield constant(operand.value)
    elif operand.column:
        rows = answers.get(operand.field) or ()
        yield from filter(
            lambda value: value is not None, (as_number(row.get(operand.column)) for row in rows)
        )
    else:
        yield as_number(answers.get(operand.field))
