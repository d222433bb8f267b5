"""Answers of one form, as another one takes them."""

from typing import Any

import pytest

from portal.demandes.carrying import carry
from portal.procedures.schema import FormSchema
from tests.builders import ANSWERS, IDENTITY, SCHEMA, make_commune

pytestmark = pytest.mark.django_db
SCALARS: dict[str, Any] = {
    "texte": "Une phrase.",
    "long": "Deux\nlignes.",
    "nombre": 1250.5,
    "jour": "2026-03-27",
    "oui": "oui",
    "choix": "b",
    "plusieurs": ["a", "c"],
    "courriel": "awa@courriel.example",
    "telephone": "+33612345678",
    "commune": "62041",
    "adresse": {"street": "12 rue des Lilas", "postal_code": "62000", "city": "Arras"},
    "identite": IDENTITY,
}
TYPES = {
    "texte": "text", "long": "long_text", "nombre": "number", "jour": "date", "oui": "yes_no",
    "choix": "choice", "plusieurs": "multiple_choice", "courriel": "email", "telephone": "phone",
    "commune": "commune", "adresse": "address", "identite": "identity",
}  # fmt: skip
OPTIONS = [{"value": value, "label": value.upper()} for value in "abc"]


def form(*fields: dict[str, Any], **more: Any) -> FormSchema:
    return FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": list(fields)} | more]})


def field(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": key.title(), "required": True} | more


def test_every_type_of_answer_comes_through_the_other_form_as_it_was() -> None:
    make_commune()
    make_commune("62042", "Arras-sur-Lys")
    fields = [field(key, kind, options=OPTIONS) for key, kind in TYPES.items()]
    schema = form(*fields)
    assert carry(SCALARS, left=schema, entered=schema) == SCALARS


def test_a_question_is_the_same_when_key_and_type_are() -> None:
    left = form(field("a", "text"), field("b", "text"), field("c", "text"))
    entered = form(field("a", "text"), field("b", "number"), field("d", "text"))
    assert carry({"a": "1", "b": "2", "c": "3"}, left=left, entered=entered) == {"a": "1"}


@pytest.mark.parametrize(
    ("kind", "answer", "limit"),
    [
        ("text", "trop long", {"max_length": 3}),
        ("text", "abc", {"pattern": "[0-9]+", "pattern_error": "Des chiffres."}),
        ("number", 12, {"max": 10}),
        ("date", "2026-03-27", {"max": "2026-01-31"}),
        ("choice", "z", {"options": OPTIONS}),
        ("multiple_choice", ["a", "z"], {"options": OPTIONS}),
        ("identity", IDENTITY, {"kinds": ["company"]}),
        ("commune", "99999", {}),
    ],
)
def test_what_the_other_form_would_refuse_is_left(
    kind: str, answer: object, limit: dict[str, Any]
) -> None:
    left, entered = form(field("a", kind)), form(field("a", kind, **limit))
    assert carry({"a": answer}, left=left, entered=entered) == {}


def test_a_question_that_the_other_form_hides_takes_no_answer() -> None:
    make_commune()
    left = FormSchema.read(SCHEMA)
    answers = ANSWERS | {"danger": "non"}
    kept = carry(answers, left=left, entered=left)
    assert kept == {key: answers[key] for key in ("commune", "danger", "identite")}
    hidden = {"match": "all", "tests": [{"field": "a", "op": "is", "value": "oui"}]}
    first = {"key": "s", "title": "S", "fields": [field("a", "yes_no")]}
    second = {"key": "t", "title": "T", "fields": [field("b", "text")], "show_if": hidden}
    schema = FormSchema.read({"steps": [first, second]})
    assert carry({"a": "non", "b": "x"}, left=schema, entered=schema) == {"a": "non"}
    assert carry({"a": "oui", "b": "x"}, left=schema, entered=schema) == {"a": "oui", "b": "x"}


def test_what_was_not_asked_before_is_not_needed_to_carry_the_rest() -> None:
    entered = form(field("new", "text"), field("a", "text"), field("photos", "files"))
    assert carry({"a": "x"}, left=form(field("a", "text")), entered=entered) == {"a": "x"}
