"""Whether a form can be used: its mistakes, as French sentences for the person editing it."""

import re
from collections import Counter
from collections.abc import Iterator

from portal.procedures.calculation_rules import calculation_problems
from portal.procedures.conditions import OPERATORS
from portal.procedures.field_types import FIELD_TYPES, type_of
from portal.procedures.field_types.chosen import Choice
from portal.procedures.field_types.group import ROW_TYPES
from portal.procedures.field_types.identity import KINDS
from portal.procedures.prefill import prefill_problem
from portal.procedures.schema import Condition, Criterion, Field, FormSchema, SchemaError, Step

KEY = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
LONGEST_KEY = 60
MOST_STEPS, MOST_FIELDS = 30, 40  # of a form, of a step
RESERVED = frozenset(
    {"csrfmiddlewaretoken", "action", "next", "step", "token", "remove", "back", "save"}
)
AUTOCOMPLETE = frozenset({
    "", "off", "name", "given-name", "family-name", "honorific-prefix", "bday", "sex",
    "organization", "country-name", "language", "nickname", "url",
})  # fmt: skip
UNJUDGED = frozenset({"files", "info", "group"})  # no answer to compare
Dependencies = dict[str, set[str]]


def check(schema: FormSchema) -> FormSchema:
    """The same form. Raises SchemaError with everything that is wrong with it."""
    if found := problems(schema):
        raise SchemaError(found)
    return schema


def problems(schema: FormSchema) -> list[str]:
    """What is wrong with a form; an empty list when it can be used."""
    found = [*_sizes(schema), *_keys(schema)]
    if not found:
        found = [problem for field in schema.fields() for problem in _field(field)]
    return found or _cycles(schema) or list(_conditions(schema))


def draft_problems(schema: FormSchema) -> list[str]:
    """What may not even be saved: keys that clash, questions that wait for one another."""
    return list(_keys(schema)) or _cycles(schema) or list(_conditions(schema))


def _sizes(schema: FormSchema) -> Iterator[str]:
    if not schema.steps:
        yield "Ajoutez au moins une étape au formulaire."
    yield from _many_groups(schema)
    if len(schema.steps) > MOST_STEPS:
        yield f"Gardez {MOST_STEPS} étapes au plus."
    for step in schema.steps:
        if not step.title:
            yield "Donnez un titre à chaque étape."
        if not step.fields:
            yield f"L’étape « {step.title} » est vide : ajoutez une question."
        if len(step.fields) > MOST_FIELDS:
            yield f"L’étape « {step.title} » a plus de {MOST_FIELDS} questions : coupez-la en deux."


def _many_groups(schema: FormSchema) -> Iterator[str]:
    for step in schema.steps:
        if sum(field.type == "group" for field in step.fields) > 1:
            yield f"L’étape « {step.title} » a plus d’un groupe répété : coupez-la en deux."


def _keys(schema: FormSchema) -> Iterator[str]:
    named = [("L’étape", step.key, step.title) for step in schema.steps]
    named += [("La question", field.key, field.label) for field in schema.fields()]
    named += [("La question", f.key, f.label) for group in schema.fields() for f in group.fields]
    for noun, key, label in named:
        if not isinstance(key, str) or not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
            yield (
                f"{noun} « {label} » : la clé « {key} » ne convient pas. "
                "Écrivez des minuscules sans accent, des chiffres et des tirets."
            )
        elif key in RESERVED:
            yield f"{noun} « {label} » : la clé « {key} » est réservée. Choisissez-en une autre."
    for keys, noun in (
        ([s.key for s in schema.steps], "étapes"),
        ([f.key for f in schema.fields()], "questions"),
        *(([f.key for f in group.fields], "questions") for group in schema.fields()),
    ):
        for key, count in Counter(keys).items():
            if count > 1:
                yield f"Deux {noun} ont la même clé « {key} ». Changez l’une des deux."


def _field(field: Field) -> list[str]:
    if field.type not in FIELD_TYPES:
        return [f"« {field.label} » : le type « {field.type} » n’existe pas."]
    if column := next((one for one in field.fields if one.type not in ROW_TYPES), None):
        return [f"« {field.label} » : « {column.label} » n’a pas sa place dans un groupe."]
    found = [] if field.label else [f"Donnez un libellé à la question « {field.key} »."]
    if field.autocomplete not in AUTOCOMPLETE:
        found.append(f"« {field.label} » : le remplissage « {field.autocomplete} » n’existe pas.")
    found += [*prefill_problem(field), *(said for one in field.fields for said in _field(one))]
    return found + type_of(field).problems()


def _cycles(schema: FormSchema) -> list[str]:
    """One sentence when questions wait for one another. A step's condition is its fields' too."""
    depends = dependencies(schema)
    labels = {field.key: field.label for field in schema.fields()}
    for start in depends:
        path = _way_back(start, depends)
        if len(path) == 1:
            return [
                f"La question « {labels[start]} » dépend d’elle-même : retirez cette condition."
            ]
        if path:
            names = ", ".join(f"« {labels[key]} »" for key in path)
            return [
                f"Ces questions dépendent l’une de l’autre : {names}. Retirez une des conditions."
            ]
    return []


def dependencies(schema: FormSchema) -> Dependencies:
    """The keys of the questions on which each question, shown or computed, depends, by its key."""
    known = {field.key for field in schema.fields()}
    return {
        field.key: {key for key in _named(step, field) if key in known}
        for step in schema.steps
        for field in step.fields
    }


def _named(step: Step, field: Field) -> Iterator[str]:
    """The keys in the conditions that show a question, and in what computes it."""
    for condition in (step.show_if, field.show_if):
        yield from (test.field for test in (condition.tests if condition else ()))
    if field.calculation:
        yield from (operand.field for operand in field.calculation.operands)


def _way_back(start: str, depends: Dependencies) -> list[str]:
    """The keys met on a way from a field back to itself; none when there is no such way."""
    pending, seen = [[start]], set()
    while pending:
        path = pending.pop()
        for key in sorted(depends[path[-1]]):
            if key == start:
                return path
            if key not in seen:
                seen.add(key)
                pending.append([*path, key])
    return []


def _conditions(schema: FormSchema) -> Iterator[str]:
    earlier: dict[str, Field] = {}
    everything = {field.key: field for field in schema.fields()}
    for step in schema.steps:
        yield from _condition(step, step.title, step.show_if, earlier, everything)
        for field in step.fields:
            yield from _condition(field, field.label, field.show_if, earlier, everything)
            yield from calculation_problems(field, earlier, everything)
            earlier[field.key] = field
        yield from _computed_here(step)


def _computed_here(step: Step) -> Iterator[str]:
    """The browser can't judge what only the server computes."""
    computed = {field.key: field.label for field in step.fields if field.type == "computed"}
    for field in step.fields:
        for test in field.show_if.tests if field.show_if else ():
            if test.field in computed:
                yield (
                    f"La question « {field.label} » dépend du calcul « {computed[test.field]} » : "
                    "posez-la à une étape suivante."
                )


def _condition(
    shown: Step | Field,
    name: str,
    condition: Condition | None,
    earlier: dict[str, Field],
    everything: dict[str, Field],
) -> Iterator[str]:
    if condition is None:
        return
    subject = f"{'L’étape' if isinstance(shown, Step) else 'La question'} « {name} »"
    if condition.match not in {"all", "any"}:
        yield f"{subject} : la condition doit demander « toutes » ou « au moins une »."
    for test in condition.tests:
        asked = everything.get(test.field)
        if asked is None:
            yield f"{subject} dépend de la question « {test.field} », qui n’existe pas."
        elif test.field not in earlier:
            yield f"{subject} dépend de « {asked.label} », posée plus loin : remontez-la."
        else:
            yield from (f"{subject} : {problem}" for problem in _criterion(test, asked))


def _criterion(test: Criterion, asked: Field) -> Iterator[str]:
    if test.op not in OPERATORS:
        yield f"la comparaison « {test.op} » n’existe pas."
    elif asked.type in UNJUDGED:
        counted = " : comptez ses lignes par un calcul" if asked.type == "group" else ""
        yield f"on ne compare pas « {asked.label} », rien ne peut en dépendre{counted}."
    elif test.op in {"is", "is_not"} and (values := _values(asked)) and test.value not in values:
        possible = ", ".join(values)
        yield (
            f"« {test.value} » n’est pas une réponse à « {asked.label} ». "
            f"Réponses possibles : {possible}."
        )


def _values(field: Field) -> list[str]:
    """The answers that a field can have, when they can be listed."""
    kind = type_of(field)
    if isinstance(kind, Choice):
        return [option.value for option in kind.options()]
    return list(field.kinds or KINDS) if field.type == "identity" else []
