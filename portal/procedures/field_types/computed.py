"""A value that the form computes: nobody types it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from portal.procedures.calculation import OPERATIONS, constant
from portal.procedures.field_types.base import FieldType, Part
from portal.procedures.schema import Calculation
from portal.text import money
from portal.text.dates import NBSP
from portal.text.money import CURRENCIES

MOST_OPERANDS = 10


class Computed(FieldType):
    """A number, or a sum of money when it has a currency; kept as those types keep theirs."""

    code, label = "computed", "Calcul"
    limits: ClassVar[tuple[str, ...]] = ("currency", "calculation")

    def parts(self) -> dict[str, Part]:
        return {}

    def initial(self, answer: Any) -> dict[str, Any]:
        return {}

    def display(self, answer: Any) -> str:
        if isinstance(answer, dict):
            return money.display(answer["minor"], answer["currency"])
        figures = f"{answer:,}" if isinstance(answer, int) else f"{answer:,.2f}"
        return figures.replace(",", NBSP).replace(".", ",")

    def problems(self) -> list[str]:
        if self.field.currency and self.field.currency not in CURRENCIES:
            return [f"« {self.field.label} » : la monnaie « {self.field.currency} » n’existe pas."]
        if self.field.calculation is None:
            return [f"« {self.field.label} » : choisissez ce qui est calculé."]
        return [f"« {self.field.label} » : {said}" for said in _shape(self.field.calculation)]


def _shape(calculation: Calculation) -> Iterator[str]:
    """What is wrong with the calculation, wherever the form may stand."""
    count = len(calculation.operands)
    if calculation.operation not in OPERATIONS:
        yield f"l’opération « {calculation.operation} » n’existe pas."
    if not 1 <= count <= MOST_OPERANDS:
        yield f"donnez de 1 à {MOST_OPERANDS} termes au calcul."
    if calculation.operation == "count" and count != 1:
        yield "on compte les lignes d’un seul groupe."
    if calculation.operation == "quotient" and count != 2:
        yield "une division a deux termes."
    if not any(operand.field for operand in calculation.operands):
        yield "un calcul part d’une réponse au moins."
    yield from _terms(calculation)


def _terms(calculation: Calculation) -> Iterator[str]:
    for operand in calculation.operands:
        if bool(operand.field) == bool(operand.value):
            yield "chaque terme est une question ou un nombre, pas les deux."
        elif operand.value and constant(operand.value) is None:
            yield f"« {operand.value} » n’est pas un nombre."
