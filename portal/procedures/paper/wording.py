"""Conditions in words: « Si vous avez répondu « Oui » à la question 3 : »."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError

from portal.procedures.field_types import FIELD_TYPES
from portal.procedures.field_types.identity import KINDS
from portal.procedures.schema import Condition, Criterion, Field
from portal.text.dates import NBSP

SIZES = {"gt": "supérieure à", "lt": "inférieure à"}
DAYS = {"gt": "après", "lt": "avant"}
Numbered = Mapping[str, tuple[int, Field]]  # the questions asked so far, by their keys


def said(condition: Condition | None, asked: Numbered) -> str:
    """The condition as a beginning of sentence; nothing for what everybody answers."""
    if condition is None:
        return ""
    clauses = [_clause(test, *asked[test.field]) for test in condition.tests if test.field in asked]
    joined = (" ou " if condition.match == "any" else " et ").join(clauses)
    return f"Si {joined}{NBSP}:" if joined else ""


def _clause(test: Criterion, number: int, field: Field) -> str:
    question = f"la question{NBSP}{number}"
    value = _value(test.value, field)
    quoted = f"«{NBSP}{value}{NBSP}»"
    several = field.type == "multiple_choice"
    if test.op in {"is", "contains"} and several:
        return f"vous avez coché {quoted} à {question}"
    if test.op == "is_not" and several:
        return f"vous n’avez pas coché {quoted} à {question}"
    compared = DAYS if field.type == "date" else SIZES
    return {
        "is": f"vous avez répondu {quoted} à {question}",
        "is_not": f"vous n’avez pas répondu {quoted} à {question}",
        "contains": f"votre réponse à {question} contient {quoted}",
        "filled": f"vous avez répondu à {question}",
        "empty": f"vous n’avez pas répondu à {question}",
    }.get(test.op) or f"votre réponse à {question} est {compared.get(test.op, '')} {value}"


def _value(value: str, field: Field) -> str:
    """What the person reads or writes where the form keeps this value."""
    if field.type == "identity":
        return KINDS.get(value, value)
    if field.type == "date":
        return "aujourd’hui" if value == "today" else f"le {_shown(value, field)}"
    return _shown(value, field)


def _shown(value: str, field: Field) -> str:
    if field.type not in {"choice", "multiple_choice", "yes_no", "date", "commune"}:
        return value
    kind = FIELD_TYPES[field.type](field)
    try:
        shown = kind.display([value] if field.type == "multiple_choice" else value)
    except (ValidationError, ValueError):
        return value
    return shown if isinstance(shown, str) else "".join(shown)
