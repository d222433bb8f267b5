"""Every way through a form: the answers that decide, and then those that don't matter."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from portal.demandes.completeness import complete_answers
from portal.procedures.conditions import prune, visible_fields, visible_steps
from portal.procedures.forms import merge, step_form
from portal.procedures.schema import NO, YES, Field, FormSchema

Answers = dict[str, Any]
UNTYPED = {"info", "files", "computed"}
IDENTITY = {
    "first_name": "Awa",
    "last_name": "Delattre",
    "email": "awa@courriel.example",
    "address": "1 rue Basse",
    "postal_code": "62999",
    "city": "Arlencourt",
}
NUMBERS = {
    "person": {},
    "company": {"siret": "73282932000074"},
    "association": {"rna": "W621000123"},
}


def paths(schema: FormSchema) -> Iterator[Answers]:
    """One set of answers for each combination of those that conditions look at."""
    deciding = {
        test.field
        for shown in (*schema.steps, *schema.fields())
        if shown.show_if
        for test in shown.show_if.tests
    }
    for field in reversed(list(schema.fields())):  # what decides may be computed from others
        if field.key in deciding and field.calculation:
            deciding |= {operand.field for operand in field.calculation.operands}
    fields = [field for field in schema.fields() if field.type not in UNTYPED]
    choices = [possible(field, deciding) for field in fields]
    keys = [field.key for field in fields]
    for combination in product(*choices):
        yield {k: value for k, value in zip(keys, combination, strict=True) if value is not None}


def possible(field: Field, deciding: set[str]) -> list[Any]:
    """The answers that lead to different places, or one that is valid."""
    known: dict[str, list[Any]] = {
        "yes_no": [YES, NO],
        "choice": [option.value for option in field.options],
        "multiple_choice": [[option.value] for option in field.options],
        "identity": [{"kind": kind} | identity(kind) for kind in field.kinds or NUMBERS],
        "text": [sample(field), None],
        "number": [sample(field), 30_000],
        "amount": [sample(field), {"minor": 3_000_000, "currency": field.currency}],
        "group": [[row(field, size) for size in (1, 1)], [row(field, 3_000_000)]],
    }
    answers = known.get(field.type, [sample(field)])
    return answers if field.key in deciding else answers[:1]


def row(field: Field, minor: int) -> Answers:
    """A row of a group, with that much of any money."""
    given = {column.key: sample(column) for column in field.fields}
    return {
        key: answer | {"minor": minor} if isinstance(answer, dict) else answer
        for key, answer in given.items()
        if answer is not None
    }


def identity(kind: str) -> dict[str, str]:
    if kind == "person":
        return IDENTITY
    contact = {name: IDENTITY[name] for name in ("first_name", "last_name", "email")}
    return contact | NUMBERS[kind]


def sample(field: Field) -> Any:
    """A valid answer: the first of what can be chosen, or something typed."""
    if field.options:
        return field.options[0].value
    texts = {"numero-route": "D 950", "numero-allocataire": "1234567 K", "parcelle": "AB 0123"}
    texts["numero"] = "L 0412"
    return {
        "text": texts.get(field.key, "Quelques mots"),
        "long_text": "Quelques phrases.",
        "yes_no": YES,
        "number": field.min or 1,
        "amount": {"minor": 100_000, "currency": field.currency},
        "date": date(2020, 1, 15).isoformat(),
        "commune": "62041",
        "place": {"label": "1 rue Basse", "lat": 50.291002, "lon": 2.777535},
        "email": "awa@courriel.example",
        "phone": "+33353017000",
        "address": {"street": "1 rue Basse", "postal_code": "62999", "city": "Arlencourt"},
    }.get(field.type)


def walk(schema: FormSchema, wanted: Answers, files: set[str]) -> Answers:
    """Fill in each page shown with these answers, as a person would; what the form kept of them.

    Fails when a page refuses one, or when something is missing at the end.
    """
    answers: Answers = {}
    seen: set[str] = set()
    while step := next((s for s in visible_steps(schema, answers) if s.key not in seen), None):
        seen.add(step.key)
        stored = {key: 1 for key in files if schema.field(key) in visible_fields(step, wanted)}
        blank = step_form(step, answers=answers | wanted)
        data = {
            name: blank.get_initial_for_field(built, name) for name, built in blank.fields.items()
        }
        form = step_form(step, answers=answers, data=data, files={}, stored=stored)
        assert form.is_valid(), (step.key, form.errors)
        answers = merge(step, answers, form)
    kept = complete_answers(schema, answers, files)
    assert kept == prune(schema, wanted)
    return kept
