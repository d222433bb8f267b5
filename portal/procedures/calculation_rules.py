"""Whether a calculation can be made: from earlier answers, of one unit, the result's own."""

from collections.abc import Iterator, Mapping

from portal.procedures.schema import Field, Operand
from portal.text.money import CURRENCIES

NUMBER, CONSTANT = "nombre", ""  # beside the codes of currencies
OVER_ROWS = frozenset({"sum", "min", "max"})
Fields = Mapping[str, Field]


class Unfit(ValueError):
    """A term that can't be computed with; a French sentence."""


def calculation_problems(field: Field, earlier: Fields, everything: Fields) -> Iterator[str]:
    """What is wrong with the terms of a computed field, knowing the questions before it."""
    if field.calculation is None:
        return
    try:
        operation = field.calculation.operation
        units = [_unit(each, operation, earlier, everything) for each in field.calculation.operands]
        found = _result(operation, units)
    except Unfit as unfit:
        yield f"Le calcul « {field.label} » {unfit}."
        return
    if found != (field.currency or NUMBER):
        yield f"Le calcul « {field.label} » donne un résultat en {_words(found)} : choisissez-le."


def _unit(operand: Operand, operation: str, earlier: Fields, everything: Fields) -> str:
    """The unit of a term. Raises Unfit."""
    if not operand.field:
        return CONSTANT
    asked = everything.get(operand.field)
    if asked is None:
        raise Unfit(f"part de la question « {operand.field} », qui n’existe pas")
    if operand.field not in earlier:
        raise Unfit(f"part de « {asked.label} », posée plus loin : remontez-la")
    if operation == "count":
        if asked.type != "group" or operand.column:
            raise Unfit("compte les lignes d’un groupe : nommez-le, sans question du groupe")
        return NUMBER
    if asked.type == "group" or operand.column:
        return _unit_of(_column(asked, operand.column, operation))
    return _unit_of(asked)


def _column(group: Field, key: str, operation: str) -> Field:
    column = next((field for field in group.fields if field.key == key), None)
    if group.type != "group":
        raise Unfit(f"part d’une question de « {group.label} », qui n’est pas un groupe")
    if not key:
        raise Unfit(f"ne dit pas quelle question du groupe « {group.label} » il prend")
    if column is None:
        raise Unfit(f"part de « {key} », qui n’est pas dans le groupe « {group.label} »")
    if operation not in OVER_ROWS:
        raise Unfit("prend toutes les lignes d’un groupe : choisissez la somme ou un extrême")
    return column


def _unit_of(field: Field) -> str:
    units = {
        "number": NUMBER,
        "amount": field.currency,
        "computed": field.currency or NUMBER,
    }
    if field.type not in units:
        raise Unfit(f"part de « {field.label} », qui n’est ni un nombre ni un montant")
    return units[field.type]


def _result(operation: str, units: list[str]) -> str:
    """The unit of the result. Raises Unfit when the terms don't go together."""
    money = [unit for unit in units if unit in CURRENCIES]
    if operation == "product":
        if len(money) > 1:
            raise Unfit("multiplie des montants entre eux")
        return money[0] if money else NUMBER
    if operation == "quotient":
        dividend, divisor = (*units, CONSTANT, CONSTANT)[:2]
        if divisor not in CURRENCIES:
            return dividend or NUMBER
        if dividend != divisor:
            raise Unfit("divise par un montant ce qui n’en est pas un")
        return NUMBER
    kinds = set(units) - {CONSTANT}
    if len(kinds) > 1:
        raise Unfit("mélange des nombres et des montants, ou deux monnaies")
    return kinds.pop() if kinds else NUMBER


def _words(unit: str) -> str:
    return CURRENCIES[unit].name if unit in CURRENCIES else "nombre"
