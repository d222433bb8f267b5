"""What an editor is told of a form that can't be used."""

import re
import time
from typing import Any

import pytest

from portal.procedures.patterns import pattern_problem
from portal.procedures.schema import FormSchema, SchemaError
from portal.procedures.validation import check, problems
from tests.portal.procedures.test_form_conditions import on


def one_step(*fields: dict[str, Any], **step: Any) -> FormSchema:
    base = {"key": "etape", "title": "Étape", "fields": list(fields)}
    return FormSchema.read({"steps": [base | step]})


def field(key: str = "q", kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": f"Question {key}", **more}


def options(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "label": value} for value in values]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (FormSchema(), "Ajoutez au moins une étape"),
        (one_step(), "est vide : ajoutez une question"),
        (one_step(field(), title=""), "Donnez un titre"),
        (one_step(field(), field()), "Deux questions ont la même clé « q »"),
        (one_step(field("Été")), "la clé « Été » ne convient pas"),
        (one_step(field("a__b")), "la clé « a__b » ne convient pas"),
        (one_step(field("action")), "la clé « action » est réservée"),
        (one_step(field(label="")), "Donnez un libellé à la question « q »"),
        (one_step(field(kind="hologram")), "le type « hologram » n’existe pas"),
        (one_step(field(kind="choice", options=options("a"))), "proposez de 2 à 60 réponses"),
        (one_step(field(kind="choice", options=options("a", "a"))), "même valeur"),
        (one_step(field(kind="choice", options=options("a", ""))), "réponse proposée est vide"),
        (one_step(field(kind="number", min=3, max=2)), "la limite basse dépasse la limite haute"),
        (one_step(field(kind="number", min="x")), "les limites sont des nombres"),
        (one_step(field(kind="date", min="demain")), "les limites sont des dates"),
        (one_step(field(kind="date", min="2026-02-01", max="2026-01-01")), "la limite basse"),
        (one_step(field(kind="files", max_files=99)), "de 1 à 10 fichiers"),
        (one_step(field(kind="identity", kinds=["robot"])), "identité inconnue (robot)"),
        (one_step(field(max_length=9999)), "la longueur va de 1 à 200"),
        (one_step(field(pattern="[A-Z]{2}")), "écrivez la phrase à afficher"),
        (one_step(field(pattern="(", pattern_error="Non.")), "expression régulière valable"),
        (one_step(field(autocomplete="cc-number")), "le remplissage « cc-number » n’existe pas"),
        (one_step(field(show_if=on("autre"))), "qui n’existe pas"),
        (one_step(field("a", show_if=on("b")), field("b")), "posée plus loin"),
        (one_step(field("a"), field("b", show_if=on("a", "rhymes"))), "n’existe pas"),
        (one_step(field("a", "files"), field("b", show_if=on("a"))), "rien ne peut en dépendre"),
        (
            one_step(field("a", "yes_no"), field("b", show_if=on("a", "is", "peut-être"))),
            "Réponses possibles : oui, non",
        ),
        (
            one_step(field("a"), field("b", show_if=on("a") | {"match": "most"})),
            "« toutes » ou « au moins une »",
        ),
        (one_step(field("a", show_if=on("a"))), "dépend d’elle-même"),
        (
            one_step(*(field(key, show_if=on(before)) for key, before in ("ac", "ba", "cb"))),
            "dépendent l’une de l’autre",
        ),
    ],
)  # fmt: skip
def test_each_mistake_is_said_in_french(schema, said):
    assert said in " ".join(problems(schema))


def test_a_step_shown_by_its_own_answer_is_a_cycle():
    schema = one_step(field("a"), show_if=on("a"))
    assert "dépend d’elle-même" in problems(schema)[0]


def test_checking_raises_every_mistake_at_once():
    with pytest.raises(SchemaError) as caught:
        check(one_step(field("a", label=""), field("b", "hologram")))
    assert len(caught.value.messages) == 2


@pytest.mark.parametrize("data", [{"steps": ["x"]}, {"steps": [{"fields": [{}]}]}, {"steps": 3}])
def test_what_has_not_the_shape_of_a_form_is_refused(data):
    with pytest.raises(SchemaError, match="illisible"):
        FormSchema.read(data)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"[A-Z]{2}\d{4}", r"W\d{9}", r"\d{5}(-\d{2})?", r"(AB|CD)\d+", r"[A-Z]+-\d+"),
        r"[A-Z]{1,2} ?\d{1,4} ?(bis|ter)? ?[a-z]{0,3}",
    ],
)
def test_patterns_of_reference_numbers_are_accepted(pattern):
    assert pattern_problem(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"(a+)+", r"(a|a)*", r"((a?))*b", r"(a*){20}", r".*.*.*.*x", r"(.)\1", r"(?=a)a"),
        *("a" * 121, "a?" * 24, "a{99999999999}"),
        *(".*.*.*" + "(?:|)" * 4 + "x", "(?:|)" * 23 + "x", ".*.*.*a?x"),
    ],
)
def test_patterns_that_can_run_away_are_refused(pattern):
    assert pattern_problem(pattern)


@pytest.mark.parametrize("heaviest", [".*.*.*x", ".*.*" + "(?:|)" * 7 + "x", "a?" * 22 + "x"])
def test_the_heaviest_patterns_let_through_answer_at_once(heaviest):
    assert pattern_problem(heaviest) == ""
    start = time.process_time()
    assert re.match(rf"\A(?:{heaviest})\Z", "a" * 200) is None
    assert time.process_time() - start < 2
