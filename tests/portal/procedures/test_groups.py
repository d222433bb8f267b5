"""Repeated groups: rows that are added, removed, judged and kept one by one."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.demandes.completeness import Incomplete, complete_answers
from portal.procedures.field_types.group import LONGEST
from portal.procedures.forms import StepForm, merge, step_form, summary
from portal.procedures.rows import ADD, REMOVE, Pressed, pressed
from portal.procedures.schema import FormSchema, Step
from portal.procedures.validation import problems
from tests.portal.procedures.households import (
    COLUMNS,
    GROUP,
    LEA,
    TOM,
    child,
    eur,
    household,
    typed,
)

STEP = household().steps[0]
FAR = {"loyer": "400"}


def alone(**group: Any) -> Step:
    return FormSchema.read(
        {"steps": [{"key": "s", "title": "S", "fields": [GROUP | group]}]}
    ).steps[0]


def sent(*rows: dict[str, str], step: Step = STEP) -> StepForm:
    form = step_form(step, answers={}, data=FAR | typed(*rows))
    form.is_valid()
    return form


def said(form: StepForm) -> list[str]:
    return [
        str(error).replace("\u00a0", " ") for errors in form.errors.values() for error in errors
    ]


def test_rows_are_kept_in_order_without_what_was_left_blank():
    form = sent(child("Léa", "12/03/2015", "600"), child("Tom", "1 7 2018", "400,51"))
    assert form.answers["enfants"] == [LEA, TOM]


def test_each_mistake_names_its_row_and_its_question():
    form = sent(child("Léa", "12/03/2015"), child("", "31/02/2018", "-1"))
    assert said(form) == [
        "Enfant 2, prénom : Remplissez « Prénom ».",
        "Enfant 2, date de naissance : Cette date n’existe pas. Vérifiez le jour et le mois.",
        "Enfant 2, revenu : Indiquez 0,00 € au moins.",
    ]


def test_a_limit_is_judged_in_each_row():
    assert (
        "Enfant 1, date de naissance : Indiquez une date jusqu’au"
        in said(sent(child("A", "1 1 2199")))[0]
    )


def test_a_row_left_blank_is_none_at_all():
    blank = child("", "")
    assert sent(child("Léa", "12/03/2015", "600"), blank, blank).answers["enfants"] == [LEA]
    assert "enfants" not in sent(blank).answers
    assert not sent(blank).errors


def test_rows_that_must_be_there_are_drawn_and_asked_for():
    step = alone(required=True, min=2)
    form = step_form(step, answers={})
    assert [row.title for row in form.questions()[0].rows or ()] == ["Enfant 1", "Enfant 2"]
    assert not any(row.remove for row in form.questions()[0].rows or ())
    wrong = sent(child("Léa", "12/03/2015"), step=step)
    assert said(wrong)[0].startswith("Enfant 2, prénom")


def test_there_are_never_more_rows_than_the_form_takes():
    form = sent(*[child(f"E{i}", "1/1/2020") for i in range(9)])
    assert len(form.answers["enfants"]) == 4
    full = step_form(STEP, answers={"enfants": form.answers["enfants"]}).questions()[1]
    assert full.next_row == ""
    for count in ("-3", "1e9", "99999999999", "x", "²"):
        assert len(
            step_form(STEP, answers={}, data={"enfants__rows": count}).fields
        ) <= 2 + 4 * len(COLUMNS)


def test_what_is_right_is_rescued_from_rows_that_are_wrong():
    form = sent(child("Léa", "12/03/2015", "600"), child("Tom", "hier"))
    assert "enfants" not in form.answers
    assert form.rescued == {"enfants": [LEA, {"prenom": "Tom"}]}


def test_a_row_that_lacks_something_required_is_not_complete():
    form = household()
    answers = {"loyer": eur(1), "enfants": [LEA, {"prenom": "Tom"}], "identite": {"kind": "person"}}
    with pytest.raises(Incomplete) as caught:
        complete_answers(form, answers, ())
    assert [field.key for _step, field in caught.value.missing] == ["enfants"]
    assert complete_answers(form, answers | {"enfants": []}, ())["nombre"] == 0


def test_answers_too_long_together_are_refused():
    wide = [{"key": f"c{i}", "type": "text", "label": f"C{i}", "required": True} for i in range(12)]
    rows = [{f"c{i}": "é" * 200 for i in range(12)}] * 10
    form = sent(*rows, step=alone(fields=wide, max=20))
    assert said(form) == ["Raccourcissez vos réponses : elles sont trop longues ensemble."]
    assert form.rescued == {}
    assert LONGEST < 200 * 12 * 10


def test_each_row_is_read_on_its_own_line():
    rows = summary(household(), {"loyer": eur(40_000), "enfants": [LEA, {"prenom": "Tom"}]})[0].rows
    assert [row.label for row in rows] == ["Loyer", "Enfant 1", "Enfant 2"]
    assert rows[1].display == [
        "Prénom\u00a0: Léa",
        "Date de naissance\u00a0: 12/03/2015",
        "Revenu\u00a0: 600,00\u00a0€",
    ]
    assert summary(household(), {"loyer": eur(1)})[0].rows[1].display == "Sans réponse"


def press(button: str, value: str, *rows: dict[str, str]) -> Pressed | None:
    data = QueryDict(mutable=True)
    data.update(FAR | typed(*rows) | {button: value})
    return pressed(STEP, data)


def names(outcome: Pressed | None) -> list[str]:
    assert outcome is not None
    form = step_form(STEP, answers={}, data=outcome.sent)
    return [row.inputs[0].bound.value() or "" for row in form.questions()[1].rows or ()]


ROWS = [child("A", ""), child("B", ""), child("C", "")]


def test_a_row_is_added_at_the_end_and_the_page_goes_to_it():
    outcome = press(ADD, "enfants", *ROWS)
    assert names(outcome) == ["A", "B", "C", ""]
    assert outcome
    assert outcome.anchor == "id_enfants__3"
    assert names(press(ADD, "enfants", *ROWS, child("D", ""))) == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("row", "left"), [(0, ["B", "C"]), (1, ["A", "C"]), (2, ["A", "B"]), (7, ["A", "B", "C"])]
)
def test_a_row_is_removed_and_those_after_it_move_up(row, left):
    assert names(press(REMOVE, f"enfants__{row}", *ROWS)) == left


@pytest.mark.parametrize(
    "value", ["", "enfants", "enfants__x", "loyer__0", "autre__0", "__", "enfants__-1"]
)
def test_a_button_of_nothing_presses_nothing(value):
    assert press(REMOVE, value, *ROWS) is None
    assert press(ADD, f"{value}x", *ROWS) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=10))
def test_buttons_pressed_in_any_order_do_what_a_list_would(moves):
    expected = ["A", "B", "C"]
    data = QueryDict(mutable=True)
    data.update(typed(*ROWS))
    for adds, row in moves:
        data[ADD if adds else REMOVE] = "enfants" if adds else f"enfants__{row}"
        outcome = pressed(STEP, data)
        assert outcome is not None
        data = outcome.sent.copy()
        data.pop(ADD, None)
        data.pop(REMOVE, None)
        if adds and len(expected) < 4:
            expected.append("")
        elif not adds and row < len(expected):
            del expected[row]
    assert names(Pressed(data, "")) == expected


@pytest.mark.parametrize(
    ("group", "mistake"),
    [
        ({"fields": []}, "de 1 à 12 questions"),
        ({"fields": [COLUMNS[2]]}, "une question au moins est obligatoire"),
        ({"fields": [COLUMNS[0], COLUMNS[0]]}, "Deux questions ont la même clé"),
        ({"fields": [COLUMNS[0] | {"type": "files"}]}, "n’a pas sa place dans un groupe"),
        ({"fields": [COLUMNS[0] | {"key": "A"}]}, "la clé « A » ne convient pas"),
        ({"fields": [COLUMNS[0] | {"prefill": True}]}, "ni condition ni préremplissage"),
        ({"fields": [COLUMNS[0] | {"max_length": 999}]}, "la longueur va de 1 à 200"),
        ({"max": 21}, "de 0 à 20 lignes"),
        ({"min": 3, "max": 2, "required": True}, "de 0 à 20 lignes"),
        ({"min": "deux"}, "de 0 à 20 lignes"),
        ({"min": 1}, "cochez « Obligatoire »"),
    ],
)
def test_a_group_that_cannot_be_used_is_not_published(group, mistake):
    schema = FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [GROUP | group]}]})
    assert mistake in " ".join(problems(schema))


def test_a_step_has_one_group_and_no_question_looks_at_it():
    other = GROUP | {"key": "autres"}
    looks = {"match": "all", "tests": [{"field": "enfants", "op": "filled", "value": ""}]}
    asked = {"key": "q", "type": "text", "label": "Q", "show_if": looks}
    two = FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [GROUP, other]}]})
    assert "plus d’un groupe répété" in " ".join(problems(two))
    on_it = FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [GROUP, asked]}]})
    assert "comptez ses lignes par un calcul" in " ".join(problems(on_it))


def test_answers_come_back_into_rows():
    form = step_form(STEP, answers={"enfants": [LEA, TOM]})
    rows = form.questions()[1].rows or []
    assert [row.inputs[0].bound.value() for row in rows] == ["Léa", "Tom"]
    assert rows[1].inputs[2].bound.value() == "400,51"
    assert merge(STEP, {}, sent(child("Léa", "12/03/2015", "600")))["enfants"] == [LEA]
