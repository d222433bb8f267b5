"""What a form shows, given the answers so far: pure, and the same for the wizard and the desk.

A hidden field's answer counts as empty, so that what depends on it is judged without it. An empty
answer differs from every value: `is_not` holds on it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.procedures.calculation import as_number, compute
from portal.procedures.schema import Condition, Criterion, Field, FormSchema, Step

Answers = Mapping[str, Any]
OPERATORS = {
    "is": "est",
    "is_not": "n’est pas",
    "contains": "contient",
    "filled": "est remplie",
    "empty": "est vide",
    "gt": "est supérieure à",
    "lt": "est inférieure à",
}
SIGNS = {">": "gt", "<": "lt"}


def is_empty(answer: Any) -> bool:
    if isinstance(answer, Mapping):
        return all(is_empty(part) for part in answer.values())
    return answer is None or answer in ("", [])


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Whether these answers meet the condition; no condition is always met."""
    if condition is None:
        return True
    met = (meets(test, answers.get(test.field)) for test in condition.tests)
    return any(met) if condition.match == "any" else all(met)


def meets(test: Criterion, answer: Any) -> bool:
    if isinstance(answer, Mapping) and "kind" in answer:
        answer = answer["kind"]  # an identity is judged by its kind: person, company, association
    elif isinstance(answer, Mapping) and "minor" in answer:
        answer = as_number(answer)  # a sum of money, in euros or francs
    judge = _JUDGES.get(test.op)
    return judge is not None and judge(answer, test.value)


def expected(key: str, value: str) -> Criterion:
    """What a routing rule wants of an answer: to be `oui`, above `> 1 500`, below `< 18`."""
    op = SIGNS.get(value[:1])
    return Criterion(key, op, value[1:].strip()) if op else Criterion(key, "is", value)


def visible_keys(schema: FormSchema, answers: Answers) -> set[str]:
    """The keys of every field that is shown, those that hold files or information included."""
    return _walk(schema, answers)[0]


def prune(schema: FormSchema, answers: Answers) -> dict[str, Any]:
    """The answers without those of hidden or unknown fields, nor empty ones; calculations done.

    One pass forward is the fixpoint: a condition only looks at earlier fields.
    """
    return _walk(schema, answers)[1]


def as_kept(schema: FormSchema, answers: Answers) -> tuple[set[str], dict[str, Any]]:
    """The keys of the fields shown, and the answers that count, calculations as they were filed."""
    return _walk(schema, answers, compute_again=False)


def visible_steps(schema: FormSchema, answers: Answers) -> list[Step]:
    """The steps to walk: those whose condition is met and where something can be shown."""
    kept = prune(schema, answers)
    return [
        step for step in schema.steps if holds(step.show_if, kept) and reachable_fields(step, kept)
    ]


def visible_fields(step: Step, answers: Answers) -> list[Field]:
    """The step's fields that these answers show; answers of its own hidden fields don't count."""
    kept = dict(answers)
    shown = []
    for field in step.fields:
        if holds(field.show_if, kept):
            shown.append(field)
        else:
            kept.pop(field.key, None)
    return shown


def reachable_fields(step: Step, answers: Answers) -> list[Field]:
    """The step's fields that are shown, or may be once the step itself is answered."""
    reachable: dict[str, Field] = {}
    for field in step.fields:
        rest = residual(field.show_if, {f.key for f in step.fields}, answers, set(reachable))
        if rest is not False:
            reachable[field.key] = field
    return list(reachable.values())


def residual(
    condition: Condition | None, local: set[str], answers: Answers, reachable: set[str]
) -> Condition | bool:
    """What is left of a condition for the page itself to judge.

    Criteria on fields elsewhere than on this page (`local`), or on local ones out of reach, are
    judged here: the outcome is True, False, or the condition on reachable fields of the page.
    """
    if condition is None:
        return True
    left, settled = [], []
    for test in condition.tests:
        if test.field in local and test.field in reachable:
            left.append(test)
        else:
            settled.append(meets(test, None if test.field in local else answers.get(test.field)))
    decisive = condition.match == "any"  # one met is enough; for "all", one unmet is
    if decisive in settled:
        return decisive
    return Condition(condition.match, tuple(left)) if left else not decisive


def _walk(
    schema: FormSchema, answers: Answers, *, compute_again: bool = True
) -> tuple[set[str], dict[str, Any]]:
    shown: set[str] = set()
    kept: dict[str, Any] = {}
    for step in schema.steps:
        if not holds(step.show_if, kept):
            continue
        for field in step.fields:
            if holds(field.show_if, kept):
                shown.add(field.key)
                computed = compute_again and field.type == "computed"
                answer = compute(field, kept) if computed else answers.get(field.key)
                if not is_empty(answer):
                    kept[field.key] = answer
    return shown, kept


def _equals(answer: Any, value: str) -> bool:
    if isinstance(answer, list):
        return value in answer
    if isinstance(answer, int | float | Decimal) and not isinstance(answer, bool):
        return _number(answer) == _number(value)
    return isinstance(answer, str) and answer.casefold() == value.casefold()


def _contains(answer: Any, value: str) -> bool:
    if isinstance(answer, list):
        return value in answer
    return isinstance(answer, str) and bool(value) and value.casefold() in answer.casefold()


def _order(answer: Any, value: str) -> int | None:
    """-1, 0, 1 as the answer is below, at or above the value; None when they don't compare."""
    reads: tuple[Callable[[Any], Any], ...] = (_number, _day)
    for read in reads:
        left, right = read(answer), read(value)
        if left is not None and right is not None:
            return (left > right) - (left < right)
    return None


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal("".join(str(value).split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


_JUDGES: dict[str, Callable[[Any, str], bool]] = {
    "empty": lambda answer, _value: is_empty(answer),
    "filled": lambda answer, _value: not is_empty(answer),
    "is": _equals,
    "is_not": lambda answer, value: not _equals(answer, value),
    "contains": _contains,
    "gt": lambda answer, value: _order(answer, value) == 1,
    "lt": lambda answer, value: _order(answer, value) == -1,
}
