"""Variables of answer templates: replaced once, running nothing."""

import pytest

from portal.replies.variables import FIXED, fill, problems, values_of
from portal.text.dates import full_date
from tests.builders import ANSWERS, IDENTITY, make_demande, make_procedure

pytestmark = pytest.mark.django_db


def test_each_variable_stands_for_a_fact_of_the_demande() -> None:
    demande = make_demande(title="Signaler un nid-de-poule")
    assert set(FIXED) <= set(values_of(demande))
    text = (
        "Bonjour {{ prenom }} {{nom}}, {{  reference }} du {{ date_depot }}, "
        "{{ demarche }}, {{ service }}, {{ commune }}, {{ danger }}, {{ quoi }}"
    )
    assert fill(text, demande) == (
        f"Bonjour Awa Delattre, {demande.reference} du {full_date(demande.received_on)}, "
        f"Signaler un nid-de-poule, {demande.service}, Arras (62), Oui, {ANSWERS['quoi']}"
    )


def test_what_is_unknown_or_unanswered_stays_visible() -> None:
    demande = make_demande(answers=ANSWERS | {"danger": "non"})
    assert fill("{{ quoi }} {{ inconnu }}", demande) == "[quoi] [inconnu]"


@pytest.mark.parametrize(
    "text",
    [
        "{% load static %}{% include 'base.html' %}",
        "{{ demande.tracking_code }}",
        "{{ prenom|safe }}",
        "{{ __class__ }}",
        "{{ 0 }}",
        "{{ settings.SECRET_KEY }}",
        "{ { prenom } }",
        "%(prenom)s {prenom} ${prenom}",
        "{{ PRENOM }}",
    ],
)
def test_nothing_else_is_replaced_nor_run(text: str) -> None:
    assert fill(text, make_demande()) == text


def test_an_answer_that_looks_like_a_variable_is_not_one() -> None:
    typed = "{{ reference }} {{ quoi }} \\1 \\g<0>"
    demande = make_demande(answers=ANSWERS | {"quoi": typed})
    assert fill("Vous écrivez : {{ quoi }}", demande) == f"Vous écrivez : {typed}"


def test_a_question_cannot_take_the_name_of_a_fixed_variable() -> None:
    schema = {
        "steps": [
            {
                "key": "a",
                "title": "Vous",
                "fields": [
                    {"key": "nom", "type": "text", "label": "Nom"},
                    {"key": "identite", "type": "identity", "label": "Vous", "required": True},
                ],
            }
        ]
    }
    demande = make_demande(make_procedure(schema), answers={"nom": "Faux", "identite": IDENTITY})
    assert fill("{{ nom }}", demande) == "Delattre"


def test_a_mistyped_variable_is_found_before_anybody_uses_it() -> None:
    procedure = make_procedure()
    assert problems("{{ prenom }} {{ quoi }} {{danger}}", procedure) == []
    found = problems("{{ prenon }} {{ prenom|upper }} {{ prenon }}", procedure)
    assert [problem.split("»")[0] for problem in found] == [
        "«\u00a0{{ prenon }}\u00a0",
        "«\u00a0{{ prenom|upper }}\u00a0",
    ]
    assert len(problems("{{ quoi }}", None)) == 1
