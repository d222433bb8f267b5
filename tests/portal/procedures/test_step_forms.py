"""A step as a form: what is hidden is neither judged nor kept."""

import json

import pytest
from django.template.loader import render_to_string

from portal.procedures.forms import answers_of, merge, step_form, summary
from portal.procedures.schema import FormSchema
from tests.portal.procedures.factories import FORM

SCHEMA = FormSchema.read(FORM)
PLACE, WHO = SCHEMA.steps


def test_a_hidden_required_field_is_not_asked_for():
    form = step_form(PLACE, answers={}, data={"rue": "R", "danger": "non"})
    assert form.is_valid()
    assert answers_of(form) == {"rue": "R", "danger": "non"}


def test_a_field_that_the_answers_show_is_asked_for():
    form = step_form(PLACE, answers={}, data={"rue": "R", "danger": "oui"})
    assert list(form.errors) == ["pourquoi"]


def test_what_was_typed_in_a_hidden_field_is_dropped():
    form = step_form(PLACE, answers={}, data={"rue": "R", "danger": "non", "pourquoi": "Zut"})
    assert "pourquoi" not in answers_of(form) if form.is_valid() else False


def test_an_answer_changed_takes_the_place_of_the_old_one_with_what_hung_on_it():
    answers = {"rue": "R", "danger": "oui", "pourquoi": "Profond", "ailleurs": 1}
    form = step_form(PLACE, answers=answers, data={"rue": "R", "danger": "non"})
    assert form.is_valid()
    assert merge(PLACE, answers, form) == {"rue": "R", "danger": "non", "ailleurs": 1}


def test_answers_come_back_into_the_form():
    form = step_form(PLACE, answers={"rue": "Tanneurs", "danger": "oui"})
    assert form["rue"].value() == "Tanneurs"
    assert form["danger"].value() == "oui"


def test_the_page_says_when_each_question_is_shown():
    questions = {q.field.key: q for q in step_form(PLACE, answers={}).questions()}
    assert questions["rue"].show_if == ""
    assert json.loads(questions["pourquoi"].show_if) == {
        "match": "all",
        "tests": [{"field": "danger", "op": "is", "value": "oui"}],
    }
    identity = step_form(WHO, answers={}).questions()[0]
    assert identity.legend == "Identité"
    conditions = {part.bound.html_name: part.show_if for part in identity.inputs}
    assert json.loads(conditions["identite__siret"])["tests"][0]["field"] == "identite__kind"
    assert conditions["identite__email"] == ""


def test_a_condition_on_a_commune_or_an_identity_looks_at_the_input_that_holds_it():
    tests = [
        {"field": "ou", "op": "is", "value": "62041"},
        {"field": "qui", "op": "is", "value": "company"},
    ]
    schema = FormSchema.read(
        {
            "steps": [
                {
                    "key": "s",
                    "title": "S",
                    "fields": [
                        {"key": "ou", "type": "commune", "label": "Où"},
                        {"key": "qui", "type": "identity", "label": "Qui"},
                        {
                            "key": "x",
                            "type": "text",
                            "label": "X",
                            "show_if": {"match": "any", "tests": tests},
                        },
                    ],
                }
            ]
        }
    )
    shown = json.loads(step_form(schema.steps[0], answers={}).questions()[2].show_if)
    assert [test["field"] for test in shown["tests"]] == ["ou__insee", "qui__kind"]


def test_a_question_that_earlier_steps_rule_out_is_not_on_the_page():
    step = FormSchema.read(
        {
            "steps": [
                {"key": "a", "title": "A", "fields": [FORM["steps"][0]["fields"][1]]},
                {
                    "key": "b",
                    "title": "B",
                    "fields": [
                        {"key": "ici", "type": "text", "label": "Ici"},
                        FORM["steps"][0]["fields"][2],
                    ],
                },
            ]
        }
    ).steps[1]
    assert "pourquoi" not in step_form(step, answers={"danger": "non"}).fields
    form = step_form(step, answers={"danger": "oui"})
    assert [question.show_if for question in form.questions()] == ["", ""]


def test_the_summary_lists_every_question_shown_in_french():
    answers = {"rue": "R", "danger": "non", "pourquoi": "périmé"}
    sections = summary(SCHEMA, answers, {"photos": ["trou.jpg"]})
    assert [section.step.key for section in sections] == ["lieu", "vous"]
    assert [tuple(row) for row in sections[0].rows] == [
        ("Rue", "R", "rue"),
        ("Est-ce dangereux ?", "Non", "danger"),
        ("Photos", ["trou.jpg"], "photos"),
    ]
    assert sections[1].rows[0].display == "Sans réponse"


@pytest.mark.parametrize("step", SCHEMA.steps)
def test_a_step_is_drawn_with_a_label_or_a_legend_for_each_input(step):
    form = step_form(step, answers={}, data={})
    form.is_valid()
    page = render_to_string("forms/questions.html", {"form": form})
    for name in form.fields:
        assert f'name="{name}"' in page
    for error in form.errors.values():
        assert str(error[0]) in page
    assert " required" not in page
    assert "style=" not in page


def test_what_an_editor_writes_beside_a_question_stays_text():
    """Neither script nor a form that isn't ours: the browser's policy only stops the first."""
    trap = '<form action="https://ailleurs.example">'
    field = {"key": "q", "type": "text", "label": trap, "help": trap}
    schema = FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [field]}]})
    form = step_form(schema.steps[0], answers={})
    page = render_to_string("forms/questions.html", {"form": form})
    assert "<form" not in page
    assert page.count("&lt;form") == 2


def test_the_browser_is_told_what_it_can_fill_in():
    form = step_form(WHO, answers={})
    filled = {name: field.widget.attrs.get("autocomplete") for name, field in form.fields.items()}
    assert filled["identite__email"] == "email"
    assert filled["identite__last_name"] == "family-name"
    assert filled["identite__phone"] == "tel"
    assert filled["identite__postal_code"] == "postal-code"


def test_a_number_in_a_piece_of_information_is_called_with_a_touch():
    field = {"key": "urgence", "type": "info", "label": "Appelez le 112", "help": "<b> 15 jours"}
    step = FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [field]}]}).steps[0]
    page = render_to_string("forms/questions.html", {"form": step_form(step, answers={})})
    assert '<a href="tel:112">112</a>' in page
    assert "&lt;b&gt; 15 jours" in page
